import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { keepForDocs, pictureOf, pixelsApart } from "./support/picture.ts";
import { useDashboard } from "./support/use-dashboard.ts";

const { open } = useDashboard();

const SCREENS = [
  { name: "overview", address: "/", ready: ".stack svg" },
  { name: "explore", address: "/c/demo/ns/search", ready: ".stack svg" },
  { name: "why", address: "/c/demo/ns/search?why=total&tab=none", ready: ".why-check" },
  { name: "changes", address: "/changes?vs=2026-11-14..2026-11-18", ready: ".waterfall-bar" },
  { name: "idle", address: "/idle", ready: ".bar rect" },
  { name: "assets", address: "/assets?tab=volumes", ready: "tbody tr[data-row]" },
  { name: "savings", address: "/savings", ready: "tbody tr[data-row]" },
  { name: "watch", address: "/watch", ready: ".standing" },
  { name: "trust", address: "/trust?w=2026-11-12..2026-11-28", ready: ".calendar-hour" },
];

// Two windows of one machine: fonts differ from one machine to the next, and so would a picture that is kept.
test.each(SCREENS)(
  "a link to $name draws the same pixels in another browser",
  async ({ name, address, ready }) => {
    const one = await pictureOf(await openReady(address, ready));
    const other = await pictureOf(await openReady(address, ready));

    keepForDocs(name, one);
    expect(pixelsApart(one, other, name)).toBe(0);
  },
);

async function openReady(address: string, ready: string): Promise<Page> {
  const page = await open(address, { isApart: true });
  await page.locator(ready).first().waitFor();
  // What is still to come keeps its room, and is not seen.
  await expect
    .poll(() => page.locator("[aria-busy=true], [data-unknown], .skeleton, tbody tr[aria-hidden]").count())
    .toBe(0);
  return page;
}
