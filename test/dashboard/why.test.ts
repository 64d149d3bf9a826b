import { parseNano } from "@kubecent/shared";
import { expect, test } from "vitest";
import { costRows } from "../../dashboard/src/rows/cost-rows.ts";
import { COST_PARTS } from "../../dashboard/src/rows/cost-parts.ts";
import { levelOf } from "../../dashboard/src/rows/levels.ts";
import { whyTarget } from "../../dashboard/src/rows/row-why.ts";
import { beforeQuestion, costQuestion, plainQuestion } from "../../dashboard/src/data/view-question.ts";
import { pricedAssets } from "../../dashboard/src/screens/assets/asset-rows.ts";
import { assetWhy } from "../../dashboard/src/screens/assets/asset-why.ts";
import { dueMs } from "../../dashboard/src/format/monthly.ts";
import { unmountedQuestion } from "../../dashboard/src/screens/assets/unused-cost.ts";
import { changeWhy } from "../../dashboard/src/screens/changes/change-why.ts";
import { aggregateOf, rowName } from "../../dashboard/src/screens/changes/compare-row.ts";
import { splitChange } from "../../dashboard/src/screens/changes/split-change.ts";
import { allocatedChange, wholeCost } from "../../dashboard/src/screens/changes/window-cost.ts";
import { idleNodes, idleWorkloads } from "../../dashboard/src/screens/idle/idle-rows.ts";
import { idleWhy } from "../../dashboard/src/screens/idle/idle-why.ts";
import { RECONCILE_LINES } from "../../dashboard/src/screens/trust/reconcile-lines.ts";
import { reconcileWhy } from "../../dashboard/src/screens/trust/reconcile-why.ts";
import { readAddress } from "../../dashboard/src/url/address.ts";
import type { View } from "../../dashboard/src/url/view.ts";
import { whyKey } from "../../dashboard/src/why/why-key.ts";
import { TOTAL, type WhyTarget } from "../../dashboard/src/why/why-target.ts";
import { DEMO_CLUSTER } from "./support/demo-days.ts";
import { nanoOf } from "./support/exact-amounts.ts";
import { explained } from "./support/explained.ts";
import { useDashboard } from "./support/use-dashboard.ts";
import { numbersOf, openWhy } from "./support/why-links.ts";

const { open, service } = useDashboard();
const PAGE = { limit: 1_000 } as const;

function viewOf(address: string): View {
  const [path = "", search = ""] = address.split("?");
  return readAddress(path, search === "" ? "" : `?${search}`).view;
}

/** What is left over of each of these numbers when it is explained: nothing of any, or they are told. */
async function leftOver(
  keys: readonly string[],
  target: (why: string) => WhyTarget | null,
): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (const key of keys) {
    const of = target(key);
    // oxlint-disable-next-line no-await-in-loop -- the service would only queue them
    const left = of ? (await explained(service().sdk, of)).difference : "not explained";
    if (/[1-9a-z]/.test(left)) found.push([key, left]);
  }
  return found;
}

/** A day and a half: the sums are no other over a week, and take longer. */
const SHORT = "w=2026-11-25T00:00Z..2026-11-26T12:00Z";
const SHORT_QUESTION = {
  start: "2026-11-25T00:00:00Z",
  end: "2026-11-26T12:00:00Z",
  timeZone: "UTC",
} as const;

/** Some of many: the dearest, one between, and the cheapest. */
function some<Row>(rows: readonly Row[]): Row[] {
  const wanted = new Set([0, rows.length >> 1, rows.length - 1]);
  return rows.filter((_row, index) => wanted.has(index));
}

test.each([
  `/c?vs=prev&${SHORT}`,
  `/c/${DEMO_CLUSTER}?idle=weight&vs=prev&${SHORT}`,
  `/c/${DEMO_CLUSTER}?by=node&${SHORT}`,
  `/c/${DEMO_CLUSTER}?by=node&idle=even&${SHORT}`,
  `/c/${DEMO_CLUSTER}?by=label:team&vs=prev&${SHORT}`,
  `/c/${DEMO_CLUSTER}/ns/search?vs=2026-11-14..2026-11-15&${SHORT}`,
  `/c/${DEMO_CLUSTER}?by=pod&idle=hide&tz=Asia/Kolkata&w=2026-11-20..2026-11-21`,
  `/c/${DEMO_CLUSTER}?w=2026-11-12..2026-11-14`,
])("each cost, part and change of the rows of %s is explained to the nano", async (address) => {
  const { cost } = service().sdk;
  const view = viewOf(address);
  const level = levelOf(view);
  const aggregate = level.aggregate;
  const compared =
    view.versus === null
      ? null
      : await cost.compare.query({ ...plainQuestion(view), ...beforeQuestion(view), aggregate, ...PAGE });
  const answer = await cost.allocation.query({ ...costQuestion(view), aggregate, ...PAGE });
  const rows = costRows(answer.rows, { view, level, compared: compared?.rows });

  const parts = COST_PARTS.map(([part]) => part);
  const special = rows.filter((row) => row.special !== null);
  const keys = [...special, ...some(rows.filter((row) => row.special === null))].flatMap((row) => [
    row.key,
    ...parts.map((part) => whyKey(part, row.key)),
    ...(row.compared && row.special === null ? [whyKey("change", row.key)] : []),
  ]);
  const left = await leftOver([TOTAL, ...keys], (why) =>
    whyTarget({ view: { ...view, why }, idle: view.idle, answer, rows, compared }),
  );
  expect(left).toEqual([]);
});

test.each([
  `/changes?${SHORT}`,
  `/changes?by=controller&vs=2026-11-14..2026-11-15&${SHORT}`,
  `/changes?by=label:team&${SHORT}`,
])("each number of %s is explained to the nano", async (address) => {
  const { cost } = service().sdk;
  const view = viewOf(address);
  const plain = plainQuestion(view);
  const question = { ...plain, ...beforeQuestion(view), aggregate: aggregateOf(view.by), ...PAGE };
  const answer = await cost.compare.query(question);
  const { start, end } = answer.before;
  const [now, then] = await Promise.all([
    cost.cluster.query(plain),
    cost.cluster.query({ ...plain, window: undefined, start, end }),
  ]);
  const steps = splitChange({
    before: wholeCost(then),
    after: wholeCost(now),
    change: allocatedChange(answer.totals),
    isWhole: true,
  });
  const lengths = { before: dueMs(answer.before), now: dueMs(answer.window) };

  const columns = ["before", "change", "hourly", "quantity", "price", "new", "gone"];
  const keys = some(answer.rows).flatMap((row) => [
    rowName(row),
    ...columns.map((column) => whyKey(column, rowName(row))),
  ]);
  const totals = [TOTAL, whyKey("before", TOTAL), whyKey("change", TOTAL)];
  const left = await leftOver([...totals, ...keys], (why) =>
    changeWhy({ view: { ...view, why }, answer, steps, isWhole: true, lengths }),
  );
  expect(left).toEqual([]);
});

test("each number of idle workloads and idle nodes is explained to the nano", async () => {
  const { cost } = service().sdk;
  const question = SHORT_QUESTION;
  const [workloads, nodes] = await Promise.all([
    cost.workloads.query({ ...question, ...PAGE }),
    cost.nodes.query({ ...question, ...PAGE }),
  ]);
  const windowMs = dueMs(workloads.window);

  const ofWorkloads = some(idleWorkloads(workloads.rows, windowMs)).map(({ key }) => key);
  const ofNodes = some(idleNodes(nodes.rows, [], windowMs)).map(({ key }) => key);
  const keys = [
    ...[TOTAL, ...ofWorkloads].flatMap((row) =>
      ["asked", "used", "paid", "unused", "monthly"].map((column) => whyKey(column, row)),
    ),
    ...[TOTAL, ...ofNodes].flatMap((row) =>
      ["node-paid", "node-idle", "node-monthly"].map((column) => whyKey(column, row)),
    ),
  ];
  const left = await leftOver(keys, (why) =>
    idleWhy({ why, question, workloads, nodeQuestion: question, nodes }),
  );
  expect(left).toEqual([]);
});

test.each([
  ["node", ["idle"]],
  ["volume", ["unmounted"]],
  ["loadBalancer", []],
  ["network", []],
  ["fee", []],
] as const)("each number of assets of the kind %s is explained to the nano", async (kind, columns) => {
  const { cost } = service().sdk;
  const question = { ...SHORT_QUESTION, kind };
  const answer = await cost.assets.query({ ...question, ...PAGE });
  const place = { ...SHORT_QUESTION, cluster: DEMO_CLUSTER };
  const unmounted = new Map([[DEMO_CLUSTER, await cost.explain.query(unmountedQuestion(place))]]);
  const rows = pricedAssets(answer.rows, { prices: [], unmounted, busy: new Set() });

  const keys = some(rows).flatMap(({ key }) => [key, ...columns.map((column) => whyKey(column, key))]);
  const hasUnused = kind !== "network" && kind !== "fee";
  const totals = [TOTAL, ...(hasUnused ? [whyKey("unused", TOTAL)] : [])];
  const left = await leftOver([...totals, ...keys], (why) => assetWhy({ why, kind, question, answer, rows }));
  expect(left).toEqual([]);
});

test("each line of the reconciliation is explained to the nano", async () => {
  const question = SHORT_QUESTION;
  const answer = await service().sdk.cost.reconcile.query({ ...question, ...PAGE });

  const keys = RECONCILE_LINES.map(({ key }) => whyKey(key, TOTAL));
  const left = await leftOver(keys, (why) => reconcileWhy({ why, question, answer }));
  expect(left).toEqual([]);
});

test.each([
  "/?w=24h",
  `/changes?${SHORT}`,
  `/idle?tab=nodes&${SHORT}`,
  `/assets?tab=volumes&${SHORT}`,
  `/trust?${SHORT}`,
])("on %s a number that is pressed opens the panel of that number, and Back closes it", async (path) => {
  const page = await open(path);
  await page.locator("main a.amount").first().waitFor();
  await page.waitForLoadState("networkidle");
  for (const number of await numbersOf(page)) {
    const { sum, clicked } = await openWhy(page, number);
    expect([number.href, sum, parseNano(clicked ?? "")]).toEqual([
      number.href,
      clicked,
      nanoOf(number.amount),
    ]);
  }
});
