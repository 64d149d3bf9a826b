import { parseNano } from "@kubecent/shared";
import { expect, test } from "vitest";
import { chartRows, exactCells, nanoOf } from "./support/exact-amounts.ts";
import { useDashboard } from "./support/use-dashboard.ts";

const { open, service } = useDashboard();

const FIGURES = [
  "beforeCost",
  "cost",
  "changeCost",
  "quantityChange",
  "priceChange",
  "newCost",
  "goneCost",
] as const;

test("every row is what the SDK answers, to the nano, and the rows add up to the totals", async () => {
  const answer = await service().sdk.cost.compare.query({ window: "last7d", limit: 1_000 });
  const page = await open("/changes");

  await page.locator("tbody tr[data-row]").first().waitFor();
  const rows = await exactCells(page.locator("tbody tr[data-row]"));
  const [foot = []] = await exactCells(page.locator("tfoot tr"));

  const shown = new Map(rows.map(([_tick, name = "", ...amounts]) => [name, amounts.map(nanoOf)]));
  expect(shown).toEqual(
    new Map(answer.rows.map((row) => [row.namespace, FIGURES.map((figure) => parseNano(row[figure]))])),
  );
  expect(foot.slice(1).map(nanoOf)).toEqual(FIGURES.map((figure) => parseNano(answer.totals[figure])));
});

test.each([
  "/changes",
  "/changes?vs=2026-11-14..2026-11-16",
  "/changes?f=namespace:is:search",
  "/changes?w=today",
])("the steps of %s lead from one total to the other to the nano", async (path) => {
  const page = await open(path);

  const steps = (await chartRows(page)).map(([name = "", _short, exact]) => ({ name, nano: nanoOf(exact) }));

  const sum = steps.slice(0, -1).reduce((so, { nano }) => so + nano, 0n);
  expect(steps[0]?.name).toBe("Before");
  expect(steps.at(-1)).toEqual({ name: "After", nano: sum });
});

test("the totals are those of whole clusters, with idle and the fee", async () => {
  const { totals } = await service().sdk.cost.cluster.query({ window: "last7d" });
  const page = await open("/changes");

  const steps = await chartRows(page);

  expect([nanoOf(steps[0]?.[2]), nanoOf(steps.at(-1)?.[2])]).toEqual(
    [totals.previousTotalCost, totals.totalCost].map(parseNano),
  );
});

test("hours that nobody saw are a step of their own, and no saving of quantity", async () => {
  const page = await open("/changes?w=2026-11-20..2026-11-27&vs=2026-11-08..2026-11-15");

  const steps = await chartRows(page);

  const note = page.getByRole("note").filter({ hasText: "of the earlier window was seen" });
  await note.waitFor();
  const seen = steps.find(([name]) => name === "Hours not seen");
  expect(nanoOf(seen?.[2])).toBeGreaterThan(0n);
});

test("a row leads to what lies below it, its cost to its arithmetic, and Back returns to the same view", async () => {
  const page = await open("/changes?sort=name");
  const address = page.url();

  await page.getByRole("link", { name: "search", exact: true }).click();
  await page.waitForURL(/\/ns\/search/);
  await page.goBack();
  await page.locator("tbody tr[data-row]").first().waitFor();

  expect(page.url()).toBe(address);
  await page.locator("a.amount").first().click();
  await page.waitForURL(/why=total/);
});
