import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { parseNano } from "@kubecent/shared";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { axeFaultsInBothThemes } from "./support/axe.ts";
import { DEMO_CLUSTER } from "./support/demo-days.ts";
import { expectCalm } from "./support/page-cost.ts";
import { useDashboard } from "./support/use-dashboard.ts";

const { open, service } = useDashboard();

const PLACES = [
  ["the overview", "/"],
  ["a cluster", `/c/${DEMO_CLUSTER}?vs=prev`],
  ["areas", `/c/${DEMO_CLUSTER}?tab=treemap&by=label:team`],
  ["arithmetic", `/c/${DEMO_CLUSTER}/ns/search?why=total`],
  ["nothing that passes", `/c/${DEMO_CLUSTER}?f=namespace:is:nowhere&f=label:team:is:x`],
] as const;

async function settled(page: Page): Promise<void> {
  await page.locator("main h1").first().waitFor();
  await expect.poll(() => page.locator("[aria-busy=true], .skeleton").count()).toBe(0);
}

test.each(PLACES)(
  "axe finds nothing wrong with %s (%s) in either theme; it comes without moving, and fits 320 pixels and twice the size of letters",
  async (_what, path) => {
    const page = await open(path);
    await settled(page);
    await expectCalm(page);
    expect(await axeFaultsInBothThemes(page)).toEqual([]);

    await page.setViewportSize({ width: 320, height: 640 });
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);

    await page.setViewportSize({ width: 640, height: 450 });
    await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(640);
  },
);

test("the keyboard alone leads down, opens the arithmetic, closes it, and turns keys off", async () => {
  const page = await open(`/c/${DEMO_CLUSTER}`);
  await settled(page);

  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("/");
  await page.keyboard.insertText("sea");
  await expect.poll(() => page.locator("tbody tr[data-row]").count()).toBe(1);
  await page.locator("tbody th a").focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.title()).toBe(`search · ${DEMO_CLUSTER} · Explore · KubeCent`);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
  await settled(page);

  await page.locator("tbody th a").first().focus();
  await page.keyboard.press("ArrowDown");
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.closest("tr")?.dataset["row"]))
    .toBe("1");
  await page.keyboard.press("x");
  await page.getByRole("complementary", { name: /^Why/ }).waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("complementary").count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.closest("tr")?.dataset["row"])).toBe("1");

  await page.keyboard.press("[");
  await expect.poll(() => page.url()).toContain("w=2026-11-13T12:00:00Z..2026-11-20T12:00:00Z");
  await page.keyboard.press("v");
  await expect.poll(() => page.url()).toContain("vs=prev");
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect.poll(() => new URL(page.url()).pathname).toBe("/");
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys" });
  await help.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  expect(await help.isVisible()).toBe(false);
});

test("ticked rows are added up in the foot, exactly", async () => {
  const page = await open(`/c/${DEMO_CLUSTER}/ns/search`);
  await settled(page);
  const { rows } = await service().sdk.cost.workloads.query({ window: "last7d", namespace: "search" });

  await page.getByLabel("Add up row 1").check();
  await page.getByLabel("Add up row 3").check();

  const foot = page.locator("tfoot");
  await foot.getByText("2 ticked").waitFor();
  const shown = await foot.locator(".money").first().getAttribute("title");
  const wanted = [rows[0], rows[2]].reduce((sum, row) => sum + parseNano(row?.totalCost ?? ""), 0n);
  expect(parseNano(shown?.replaceAll(/[^0-9.]/g, "") ?? "")).toBe(wanted);
});

test("a file holds the rows that are seen, and a copied call asks the same", async () => {
  const page = await open(`/c/${DEMO_CLUSTER}/ns/search?sort=cost`, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await settled(page);
  const names = await page.locator("tbody th a bdi").allTextContents();

  await page.getByRole("button", { name: "Share" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as CSV" }).click(),
  ]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const [, ...lines] = Buffer.concat(chunks).toString().trim().split("\r\n");
  expect(
    lines.map((line) => line.split(",")[1]?.replace("__unmounted__", "Volumes that nobody mounts")),
  ).toEqual(names);

  await page.getByRole("button", { name: "Copy as curl", exact: true }).click();
  const call = await page.evaluate(() => navigator.clipboard.readText());
  expect(call).toContain(`${service().url}/api/v1/cost/allocation?window=last7d&timeZone=UTC`);
  expect(call).toContain("$KUBECENT_TOKEN");
  const env = { ...process.env, KUBECENT_TOKEN: await service().makeToken("viewer") };
  const { stdout } = await promisify(execFile)("sh", ["-c", call], { env });
  expect(JSON.parse(stdout)).toMatchObject({ rows: expect.arrayContaining([expect.any(Object)]) });
  expect(JSON.parse(stdout).rows).toHaveLength(names.length);
  await page.getByRole("button", { name: "Copy link to these numbers" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain("w=2026-11-20T12:00:00Z..2026-11-27T12:00:00Z");
});
