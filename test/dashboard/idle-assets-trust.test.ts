import { parseNano } from "@kubecent/shared";
import { expect, test } from "vitest";
import { usedCostOf } from "../../dashboard/src/screens/idle/used-cost.ts";
import { exactCells, nanoOf, waitForAllRows } from "./support/exact-amounts.ts";
import { useDashboard } from "./support/use-dashboard.ts";

const { open, service } = useDashboard();

const ROWS = "tbody tr[data-row]";

test("Idle has two numbers: what workloads asked for and did not use, and what of nodes nobody took", async () => {
  const workloads = await service().sdk.cost.workloads.query({ window: "last7d", limit: 1_000 });
  const nodes = await service().sdk.cost.nodes.query({ window: "last7d", limit: 1_000 });
  const page = await open("/idle");

  const numbers = page.locator(".big-number-value .amount");
  await numbers.nth(1).waitFor();
  const shown = await numbers.evaluateAll((all) => all.map((each) => each.getAttribute("title")));

  const unused = workloads.rows.reduce((sum, row) => sum + usedCostOf(row).unused, 0n);
  expect(shown.map(nanoOf)).toEqual([unused, parseNano(nodes.totals.idleCost)]);
});

test("paid is used and not used, workload by workload, and their sums stand in the foot", async () => {
  const page = await open("/idle");

  await page.locator(ROWS).first().waitFor();
  const rows = (await exactCells(page.locator(ROWS))).map((cells) => cells.slice(2, 6).map(nanoOf));
  const [foot = []] = await exactCells(page.locator("tfoot tr"));

  for (const [, used = 0n, paid = 0n, unused = 0n] of rows) expect(used + unused).toBe(paid);
  const sums = [0, 1, 2, 3].map((column) => rows.reduce((sum, row) => sum + (row[column] ?? 0n), 0n));
  expect(foot.slice(1, 5).map(nanoOf)).toEqual(sums);
});

test("the nodes are those of the SDK, with the idle of each", async () => {
  const nodes = await service().sdk.cost.nodes.query({ window: "24h", limit: 1_000 });
  const page = await open("/idle?tab=nodes&w=24h");

  await page.locator(ROWS).first().waitFor();
  const rows = await exactCells(page.locator(ROWS));

  const shown = rows.map(([_tick, name = "", _type, paid, idle]) => [name, nanoOf(paid), nanoOf(idle)]);
  const wanted = nodes.rows.map((row) => [row.node, parseNano(row.totalCost), parseNano(row.idleCost)]);
  expect(shown.toSorted(byText)).toEqual(wanted.toSorted(byText));
});

test.each([
  { tab: "nodes", kind: "node", column: 5 },
  { tab: "volumes", kind: "volume", column: 6 },
  { tab: "load-balancers", kind: "loadBalancer", column: 5 },
  { tab: "traffic", kind: "network", column: 5 },
  { tab: "fees", kind: "fee", column: 5 },
] as const)("the assets under $tab cost what the SDK says, and add up", async ({ tab, kind, column }) => {
  const answer = await service().sdk.cost.assets.query({ window: "24h", kind, limit: 1_000 });
  const page = await open(`/assets?tab=${tab}&w=24h`);

  await waitForAllRows(page);
  const costs = await page
    .locator(`${ROWS} td:nth-child(${column}) .amount`)
    .evaluateAll((all) => all.map((each) => each.getAttribute("title")));
  const total = await page.locator(".big-number-value .amount").first().getAttribute("title");

  expect(costs.map(nanoOf).toSorted(bySize)).toEqual(
    answer.rows.map(({ totalCost }) => parseNano(totalCost)).toSorted(bySize),
  );
  expect(nanoOf(total)).toBe(parseNano(answer.totals.totalCost));
});

test("a volume that no pod has mounted stands first, and is told as such", async () => {
  const page = await open("/assets?tab=volumes");

  const first = page.locator(ROWS).first();

  await expect.poll(() => first.textContent()).toContain("unmounted");
  const cells = (await exactCells(first))[0] ?? [];
  expect(nanoOf(cells[5])).toBe(nanoOf(cells[6]));
});

test("assets are allocated, idle and the rest: both sides and their difference are the SDK's", async () => {
  const { totals } = await service().sdk.cost.reconcile.query({ window: "last7d" });
  const page = await open("/trust");

  const figures = page.locator("[data-figure]");
  await figures.first().waitFor();
  const shown = await figures.evaluateAll((all) =>
    all.map(
      (row) => [row.getAttribute("data-figure"), row.querySelector("[data-number]")?.textContent] as const,
    ),
  );

  const amounts = new Map(shown.map(([figure, text]) => [figure, nanoOf(text)]));
  expect(amounts).toEqual(new Map(Object.entries(totals).map(([figure, text]) => [figure, parseNano(text)])));
  const went = ["allocatedCost", "idleCost", "unobservedCost", "feeCost"].map(
    (figure) => amounts.get(figure) ?? 0n,
  );
  expect(went.reduce((sum, nano) => sum + nano, 0n)).toBe(amounts.get("assetCost"));
});

test("the calendar has every hour: seen, not collected, not complete yet", async () => {
  const page = await open("/trust?w=2026-11-12..2026-11-28");

  await page.locator(".calendar-hour").first().waitFor();
  const states = await page
    .locator(".calendar-hour")
    .evaluateAll((all) => all.map((each) => each.getAttribute("data-state") ?? ""));

  const counts = Map.groupBy(states, (state) => state);
  expect(states).toHaveLength(16 * 24);
  // The demo's days begin on the 13th; at 12:30 the hours from 12:00 on are not complete.
  expect(counts.get("gap")).toHaveLength(24);
  expect(counts.get("pending")).toHaveLength(12);
  const gap = page.locator('.calendar-hour[data-state="gap"]').first();
  expect(await gap.getAttribute("title")).toMatch(/not seen, /);
});

function bySize(one: bigint, other: bigint): number {
  return one < other ? -1 : Number(one > other);
}

function byText(one: readonly unknown[], other: readonly unknown[]): number {
  return String(one).localeCompare(String(other));
}
