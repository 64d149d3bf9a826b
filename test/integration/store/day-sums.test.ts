import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import * as fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { onePage } from "../../../server/src/store/paging/page-source.ts";
import { readAssetPage } from "../../../server/src/store/queries/pages/asset-page.ts";
import { grandTotalNano } from "../../../server/src/api/figures.ts";
import { readClusterAssets } from "../../../server/src/store/queries/pages/cluster-assets.ts";
import { findClusters } from "../../../server/src/store/queries/clusters/stored-clusters.ts";
import { readComparePage } from "../../../server/src/store/queries/pages/compare-page.ts";
import { readCostPage } from "../../../server/src/store/queries/pages/cost-page.ts";
import { readCoverage } from "../../../server/src/store/queries/coverage/coverage.ts";
import { readNodePage } from "../../../server/src/store/queries/pages/node-page.ts";
import { readReconcilePage } from "../../../server/src/store/queries/pages/reconcile-page.ts";
import type {
  AskedSelection,
  CostFilter,
  CostKey,
} from "../../../server/src/store/queries/where/selection.ts";
import { costRelation } from "../../../server/src/store/queries/relations/cost-relation.ts";
import { run, sql } from "../../../server/src/store/connection/sql.ts";
import { withStretches } from "../../../server/src/store/queries/where/row-stretches.ts";
import { EVERYTHING, SEEN_ALL } from "../../../server/src/store/access/visibility.ts";
import { inSnapshot } from "../../../server/src/store/connection/transaction.ts";
import { filters, KEYS, START, steps, views, windows } from "../../support/arbitrary-questions.ts";
import { HIDDEN, pageByPage } from "../../support/page-by-page.ts";
import { END, OPEN, storeSummedWorld } from "../../support/summed-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { askingRuns } from "../../support/property-runs.ts";

let database: TestDatabase;
let clusterIds: number[];

beforeAll(async () => {
  database = await createTestDatabase();
  clusterIds = await storeSummedWorld(database);
});

afterAll(async () => {
  await database.drop();
});

interface Selected {
  readonly start: Instant;
  readonly end: Instant;
  readonly filter: CostFilter;
  /** One cluster, the other, or both. */
  readonly which: number;
}

const selections: fc.Arbitrary<Selected> = fc
  .tuple(windows, filters, fc.integer({ min: 1, max: 3 }))
  .map(([window, filter, which]) => ({ ...window, filter, which }));

function asked({ which, ...selected }: Selected): AskedSelection {
  return { ...selected, clusterIds: clusterIds.filter((_, index) => which & (index + 1)), partial: null };
}

/** Answers from sums and from container-hours alone, which have to be one and the same. */
async function bothWays<T>(
  read: (client: pg.ClientBase, from: Pick<AskedSelection, "readFrom">) => Promise<T>,
): Promise<[T, T]> {
  return inSnapshot(database, EVERYTHING, async (client) => [
    await read(client, {}),
    await read(client, { readFrom: "facts" }),
  ]);
}

test("days are read as days where they stand, and by the hour where they do not", async () => {
  const [prod = 0, edge = 0] = clusterIds;
  const window = { start: START + HOUR_MS, end: END, filter: {}, partial: null };

  const [{ stretches }, ofWeek, ofPart] = await inSnapshot(database, EVERYTHING, async (client) => [
    await withStretches(client, { ...window, clusterIds: [prod] }),
    await withStretches(client, { ...window, clusterIds: [edge] }),
    await withStretches(client, { ...window, clusterIds: [edge], end: END - HOUR_MS }),
  ]);

  const struck = START + 3 * DAY_MS;
  const monday = START + 3 * DAY_MS;
  expect(ofWeek.stretches.map(({ spans }) => spans)).toEqual([
    { ofDays: true, long: [{ start: monday, end: END }], rests: [] },
  ]);
  expect(ofPart.stretches.map(({ spans }) => spans.long)).toEqual([[]]);
  expect(stretches).toEqual([
    {
      clusterIds: [prod],
      days: [
        { start: START + DAY_MS, end: struck },
        { start: struck + DAY_MS, end: START + 8 * DAY_MS },
        OPEN,
      ],
      hours: [
        { start: START + HOUR_MS, end: START + DAY_MS },
        { start: struck, end: struck + DAY_MS },
        { start: START + 8 * DAY_MS, end: OPEN.start },
        { start: OPEN.end, end: END },
      ],
      spans: {
        ofDays: true,
        long: [],
        rests: [{ start: START + 3 * HOUR_MS, end: START + DAY_MS }],
      },
      gone: [],
    },
  ]);
});

const DAY_AND_HOURS = { start: START + 5 * HOUR_MS, end: START + 3 * DAY_MS };

// A plan of Citus names the shards of one server instead.
const onCitus = inject("postgresIsCitus");

test.skipIf(onCitus).each<{ keys: CostKey[]; filter: CostFilter; tables: string[] }>([
  { keys: ["cluster"], filter: {}, tables: ["namespace_hour", "total_day", "total_span"] },
  {
    keys: ["namespace"],
    filter: { namespace: ["shop"] },
    tables: ["namespace_day", "namespace_hour", "namespace_span"],
  },
  { keys: ["node"], filter: {}, tables: ["node_usage_day", "node_usage_hour"] },
  {
    keys: ["namespace", "controller"],
    filter: {},
    tables: ["controller_day", "controller_hour", "controller_span"],
  },
  {
    keys: ["namespace"],
    filter: { controllerKind: ["Job"] },
    tables: ["controller_day", "controller_hour", "controller_span"],
  },
  { keys: ["label:team"], filter: {}, tables: ["container_hour", "label_set_day", "label_set_span"] },
  {
    keys: ["namespace"],
    filter: { label: { team: ["red"] } },
    tables: ["container_hour", "label_set_day", "label_set_span"],
  },
  { keys: ["pod"], filter: {}, tables: ["container_day", "container_hour"] },
  { keys: ["namespace", "node"], filter: {}, tables: ["container_day", "container_hour"] },
])("a question by $keys where $filter is planned over $tables alone", async ({ keys, filter, tables }) => {
  const [prod = 0] = clusterIds;

  const plan = await inSnapshot(database, EVERYTHING, async (client) => {
    const selection = await withStretches(client, {
      clusterIds: [prod],
      ...DAY_AND_HOURS,
      filter,
      partial: null,
    });
    return run<{ "QUERY PLAN": string }>(
      client,
      sql`explain (costs off) ${costRelation(selection, keys, null)}`,
    );
  });

  const text = plan.map((line) => line["QUERY PLAN"]).join("\n");
  const scanned = [...text.matchAll(/\bon ([a-z_]+_(?:hour|day|span))(?:_\d+)?\b/g)].map(
    ([, table]) => table,
  );
  expect(new Set(scanned)).toEqual(new Set(tables));
});

test.skipIf(onCitus)("a window of a few hours is planned over their own week's partition", async () => {
  const [prod = 0] = clusterIds;
  const last = { start: START + 9 * DAY_MS, end: START + 9 * DAY_MS + 3 * HOUR_MS };

  const plan = await inSnapshot(database, EVERYTHING, async (client) => {
    const selection = await withStretches(client, { clusterIds: [prod], ...last, filter: {}, partial: null });
    return run<{ "QUERY PLAN": string }>(
      client,
      sql`explain (costs off) ${costRelation(selection, ["pod"], null)}`,
    );
  });

  const partitions = plan.flatMap((line) => /container_hour_\d{8}\b/.exec(line["QUERY PLAN"])?.[0] ?? []);
  expect(new Set(partitions)).toEqual(new Set(["container_hour_20261026"]));
});

test("any page of costs is the same from sums as from container-hours, to the nano", async () => {
  await fc.assert(
    fc.asyncProperty(
      selections,
      fc.subarray([...KEYS], { minLength: 1, maxLength: 4 }),
      steps,
      views,
      async (selection, keys, step, view) => {
        const [sums, facts] = await bothWays((client, from) =>
          readCostPage(onePage(client), {
            selection: { ...asked(selection), ...from },
            keys: step ? ["start", ...keys] : keys,
            step,
            view,
            order: { by: "totalCost", descending: true },
            limit: 1_000,
            after: null,
          }),
        );

        expect(sums).toEqual(facts);
      },
    ),
    { numRuns: askingRuns(150) },
  );
});

test("what whole clusters cost with all their parts is what their assets cost", async () => {
  await fc.assert(
    fc.asyncProperty(selections, async (selection) => {
      const [costs, assets] = await inSnapshot(database, EVERYTHING, async (client) => {
        const now = { ...asked(selection), filter: {} };
        const page = await readCostPage(onePage(client), {
          selection: now,
          keys: ["cluster"],
          step: null,
          view: { idle: "show", idleBy: "node", share: "weighted", shared: null },
          order: { by: "keys" },
          limit: 100,
          after: null,
        });
        return [page.rows, await readClusterAssets(client, now)];
      });

      const totals = costs.map(({ keys: [cluster = ""], sums }) => [cluster, grandTotalNano(sums)] as const);
      expect(new Map(assets.map(({ cluster, assetNano }) => [cluster, assetNano]))).toEqual(new Map(totals));
    }),
    { numRuns: askingRuns(60) },
  );
});

const NAMED_WHOLE: CostKey[][] = [
  ["cluster", "namespace"],
  ["cluster", "namespace", "controllerKind", "controller"],
  ["cluster", "namespace", "pod", "uid", "node"],
];
test("pages follow each other with each row once, also where many rows cost the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      selections,
      fc.constantFrom(...NAMED_WHOLE),
      fc.record({
        // Of most rows GPUs cost nothing.
        by: fc.constantFrom("totalCost" as const, "cpuCost" as const, "gpuCost" as const),
        descending: fc.boolean(),
      }),
      fc.integer({ min: 1, max: 9 }),
      async (selection, keys, order, limit) => {
        const question = { keys, step: null, view: HIDDEN, order, limit };
        const [pages, facts] = await inSnapshot(database, EVERYTHING, async (client) => [
          await pageByPage(client, { ...question, selection: asked(selection) }),
          await pageByPage(client, {
            ...question,
            limit: 1_000,
            selection: { ...asked(selection), readFrom: "facts" },
          }),
        ]);

        expect(pages).toEqual(facts);
      },
    ),
    { numRuns: askingRuns(40) },
  );
});

test("nodes, assets, both sides, changes and coverage are the same from sums as from hours", async () => {
  await fc.assert(
    fc.asyncProperty(selections, windows, async (selection, earlier) => {
      const order = { by: "totalCost", descending: true } as const;
      const [sums, facts] = await bothWays(async (client, from) => {
        const now = { ...asked(selection), ...from };
        const clusters = await findClusters(client, {}, SEEN_ALL);
        return {
          nodes: await readNodePage(onePage(client), { selection: now, order, limit: 100, after: null }),
          assets: await readAssetPage(onePage(client), {
            selection: now,
            kinds: null,
            limit: 100,
            after: null,
          }),
          sides: await readReconcilePage(onePage(client), now, { limit: 30, after: null }),
          both: await readClusterAssets(client, now),
          changes: await readComparePage(onePage(client), {
            before: { ...now, ...earlier },
            now,
            keys: ["namespace", "label:team"],
            limit: 100,
            after: null,
          }),
          coverage: await readCoverage(client, clusters, {
            firstHour: selection.start,
            end: selection.end,
            partial: null,
            ...from,
          }),
        };
      });

      expect(sums).toEqual(facts);
    }),
    { numRuns: askingRuns(60) },
  );
});
