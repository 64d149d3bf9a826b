import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import pixelmatch from "pixelmatch";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { useDashboard } from "./support/use-dashboard.ts";

const { open } = useDashboard();

/** `KUBECENT_PICTURES=docs` keeps the pictures of docs/dashboard.md: `npm run dashboard:pictures`. */
const KEEPS = process.env["KUBECENT_PICTURES"] === "docs";
const FOLDER = path.join(import.meta.dirname, "../../docs/pictures");

const SCREENS = [
  { name: "overview", address: "/", ready: ".stack svg" },
  { name: "explore", address: "/c/demo/ns/search", ready: "tbody tr[data-row]" },
  { name: "changes", address: "/changes?vs=2026-11-14..2026-11-18", ready: ".waterfall-bar" },
  { name: "idle", address: "/idle", ready: ".bar rect" },
  { name: "assets", address: "/assets?tab=volumes", ready: "tbody tr[data-row]" },
  { name: "trust", address: "/trust?w=2026-11-12..2026-11-28", ready: ".calendar-hour" },
];

// Two windows of one machine: fonts differ from one machine to the next, and so would a picture that is kept.
test.each(SCREENS)("a link to $name draws the same pixels in another browser", async (screen) => {
  const one = await pictureOf(await open(screen.address), screen.ready);
  const other = await pictureOf(await open(screen.address), screen.ready);

  if (KEEPS) keep(screen.name, one);
  expect(pixelsApart(one, other)).toBe(0);
});

async function pictureOf(page: Page, ready: string): Promise<Buffer> {
  await page.locator(ready).first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready);
  return page.screenshot({ animations: "disabled", caret: "hide" });
}

function pixelsApart(one: Buffer, other: Buffer): number {
  const [left, right] = [PNG.sync.read(one), PNG.sync.read(other)];
  return pixelmatch(left.data, right.data, undefined, left.width, left.height, { threshold: 0.1 });
}

function keep(name: string, picture: Buffer): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, `${name}.png`), picture);
}
