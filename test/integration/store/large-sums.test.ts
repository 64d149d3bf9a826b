import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { grandTotalNano } from "../../../server/src/api/figures.ts";
import { makeDueDays } from "../../../server/src/store/retention/maintenance.ts";
import { onePage } from "../../../server/src/store/paging/page-source.ts";
import { type CostPage, readCostPage } from "../../../server/src/store/queries/pages/cost-page.ts";
import type { AskedSelection } from "../../../server/src/store/queries/where/selection.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { inSnapshot } from "../../../server/src/store/connection/transaction.ts";
import { DAYS, filters, KEYS, START, steps, views, windows } from "../../support/arbitrary-questions.ts";
import { type Enlarged, enlarge } from "../../support/large-world.ts";
import { changingHour } from "../../support/long-world.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";
import { askingRuns } from "../../support/property-runs.ts";

const NOW = START + DAYS * DAY_MS;
const BIGINT_MAX = 2n ** 63n - 1n;

let database: TestDatabase;
let small: number;
let large: number;
let by: Enlarged;

/** The same hours twice: as they are, and as large as they can be stored. */
beforeAll(async () => {
  database = await createTestDatabase();
  const hours = hoursFrom(START, 60).map(changingHour);
  small = await storeHours(database, "small", hours);
  large = await storeHours(database, "large", hours);
  by = await enlarge(database, large);
});

afterAll(async () => {
  await database.drop();
});

type Question = Omit<Parameters<typeof readCostPage>[1], "selection"> & {
  readonly selection: Omit<AskedSelection, "clusterIds">;
};

function ask(clusterId: number, { selection, ...question }: Question): Promise<CostPage> {
  return inSnapshot(database, EVERYTHING, (client) =>
    readCostPage(onePage(client), { ...question, selection: { ...selection, clusterIds: [clusterId] } }),
  );
}

const questions = fc
  .record({
    window: windows,
    filter: filters,
    keys: fc.subarray(
      KEYS.filter((key) => key !== "cluster"),
      { minLength: 1, maxLength: 3 },
    ),
    step: steps,
    view: views,
    order: fc.constantFrom(
      { by: "keys" as const },
      { by: "totalCost" as const, descending: true },
      { by: "cpuCost" as const, descending: false },
    ),
  })
  .map(
    ({ window, filter, ...question }): Question => ({
      ...question,
      keys: question.step ? ["start", ...question.keys] : question.keys,
      limit: 10_000,
      after: null,
      selection: { ...window, filter, partial: null },
    }),
  );

function isSplit({ view }: Question): boolean {
  return view.idle === "share" || view.shared !== null;
}

function keysOf({ rows }: CostPage): Set<string> {
  return new Set(rows.map(({ keys }) => JSON.stringify(keys)));
}

test("any page of a world as large as can be stored is that of a small one, times as much", async () => {
  await fc.assert(
    fc.asyncProperty(questions, async (question) => {
      const expected = await ask(small, question);
      const found = await ask(large, question);

      // Splits are rounded to the nano, of the small world too: what a filter picks of them differs by that.
      const isExact = !isSplit(question) || Object.keys(question.selection.filter).length === 0;
      const total = grandTotalNano(found.totals);
      expect(keysOf(found)).toEqual(keysOf(expected));
      expect(found.totals.cpuNanoCoreHours).toBe(expected.totals.cpuNanoCoreHours * by.quantity);
      expect(found.totals.ramNanoGibHours).toBe(expected.totals.ramNanoGibHours * by.quantity);
      expect(found.totals.cpuNano).toBe(expected.totals.cpuNano * by.money);
      expect(total).toBe(isExact ? grandTotalNano(expected.totals) * by.money : total);
    }),
    { numRuns: askingRuns(60) },
  );
});

test("a page of sums beyond a bigint is followed by the next one", async () => {
  const question: Question = {
    keys: ["namespace"],
    step: null,
    view: { idle: "show", idleBy: "node", share: "weighted", shared: null },
    order: { by: "totalCost", descending: true },
    limit: 100,
    after: null,
    selection: { start: START, end: NOW, filter: {}, partial: null },
  };
  const whole = await ask(large, question);

  const first = await ask(large, { ...question, limit: 1 });
  const second = await ask(large, { ...question, limit: 1, after: first.next });

  expect(first.next?.nano).toBeGreaterThan(BIGINT_MAX);
  expect([...first.rows, ...second.rows]).toEqual(whole.rows.slice(0, 2));
});

test("every procedure of cost answers about it", async () => {
  const api = callAs(
    "viewer",
    createTestServices(database, () => NOW),
  );
  const window = { start: new Date(START).toISOString(), end: new Date(START + 60 * HOUR_MS).toISOString() };
  const asked = { ...window, cluster: ["large"] };
  const sharing = { ...asked, idle: "share" as const, shareFee: true, shareMonthly: "1000000" };
  const half = new Date(START + 30 * HOUR_MS).toISOString();

  const [namespaces] = await Promise.all([
    api.cost.namespaces(asked),
    api.cost.namespaces(sharing),
    api.cost.workloads(sharing),
    api.cost.pods(asked),
    api.cost.allocation({ ...sharing, aggregate: ["namespace", "pod"] }),
    api.cost.timeseries({ ...asked, step: "day" }),
    api.cost.nodes(asked),
    api.cost.assets(asked),
    api.cost.cluster(asked),
    api.cost.reconcile(asked),
    api.cost.explain({ ...asked, namespace: ["shop"] }),
    api.cost.explainAssets(asked),
    api.cost.compare({ ...asked, start: half }),
  ]);

  expect(BigInt(namespaces.totals.totalCost.split(".")[0] ?? 0)).toBeGreaterThan(BIGINT_MAX / 1_000_000_000n);
  const { rows: view } = await database.primary.query<{ total: string }>(
    "select sum(total_cost)::text as total from cost_snapshots where cluster_name = 'large'",
  );
  expect(BigInt(view[0]?.total.split(".")[0] ?? 0)).toBeGreaterThan(BIGINT_MAX / 1_000_000_000n);
});

test("a day whose sums are too much to be stored is told of once and read by the hour", async () => {
  const failures: string[] = [];
  const making = {
    database,
    now: NOW,
    signal: new AbortController().signal,
    onFailure: (_day: unknown, error: unknown) => failures.push(String(error)),
  };

  await makeDueDays(making);
  await makeDueDays(making);

  const { rows } = await database.primary.query(
    "select day from cluster_day where stands and cluster_id = $1",
    [large],
  );
  expect(rows).toEqual([]);
  expect(failures.toSorted((one, other) => one.localeCompare(other))).toEqual([
    expect.stringContaining("The sums of the day 2026-10-23T00:00:00Z are above"),
    expect.stringContaining("The sums of the day 2026-10-24T00:00:00Z are above"),
    expect.stringContaining("The sums of the day 2026-10-25T00:00:00Z are above"),
  ]);
});
