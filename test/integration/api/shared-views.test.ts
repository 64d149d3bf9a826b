import { type AggregateKey, HOUR_MS, parseNano } from "@kubecent/shared";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOUR } from "../../support/observations.ts";
import { WINDOW } from "../../support/sample-cluster.ts";
import { sixHoursOfMonth, storeSharedWorld, sumOf } from "../../support/shared-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";
import { askingRuns } from "../../support/property-runs.ts";

let database: TestDatabase;
let viewer: ReturnType<typeof callAs>;
let money: { readonly taken: bigint; readonly fee: bigint; readonly assets: bigint };

beforeAll(async () => {
  database = await createTestDatabase();
  viewer = callAs(
    "viewer",
    createTestServices(database, () => HOUR + 24 * HOUR_MS),
  );
  await storeSharedWorld(database);
  const taken = await viewer.cost.namespaces(WINDOW);
  const { totals } = await viewer.cost.cluster(WINDOW);
  money = {
    taken: parseNano(taken.totals.totalCost),
    fee: parseNano(totals.feeCost),
    assets: parseNano(totals.assetCost),
  };
});

afterAll(async () => {
  await database.drop();
});

const AGGREGATES: AggregateKey[][] = [
  ["namespace"],
  ["cluster", "node"],
  ["cluster"],
  ["label:team"],
  ["cluster", "namespace", "controller", "pod"],
  ["container", "controllerKind"],
];

/** Each way to look at the same money. */
const views = fc.record(
  {
    idle: fc.constantFrom("hide", "show", "share"),
    idleBy: fc.constantFrom("node", "cluster"),
    share: fc.constantFrom("weighted", "even"),
    shareNamespaces: fc.constantFrom<string[][]>(
      ["kube-system"],
      ["kube-system", "shop"],
      ["nowhere"],
      ["__unmounted__"],
      ["kube-system", "shop", "search", "batch", "__unmounted__"],
    ),
    shareLabels: fc.constantFrom<Record<string, string[]>[]>(
      { team: ["platform"] },
      { team: ["red", "blue"] },
      { team: ["nobody"], app: ["none"] },
    ),
    shareFee: fc.boolean(),
    shareMonthly: fc.constantFrom("250.00", "0", "0.000000007", "123456789.123456789"),
    shareSplit: fc.constantFrom("weighted", "even"),
  },
  { requiredKeys: [] },
);

type View = typeof views extends fc.Arbitrary<infer T> ? T : never;

/** The same money counted without sharing: assets, or what was taken, with new money and the fee asked for. */
function grandTotal({ idle = "hide", shareFee, shareMonthly }: View): bigint {
  const plain = idle === "hide" ? money.taken + (shareFee ? money.fee : 0n) : money.assets;
  return plain + (shareMonthly === undefined ? 0n : sixHoursOfMonth(shareMonthly));
}

describe.each(AGGREGATES.map((aggregate) => ({ aggregate })))("by $aggregate", ({ aggregate }) => {
  test("whatever is shared, and however, the rows add up to the same, to the nano", async () => {
    await fc.assert(
      fc.asyncProperty(views, async (view) => {
        const { rows, totals } = await viewer.cost.allocation({
          ...WINDOW,
          aggregate,
          ...view,
          limit: 1_000,
        });

        const expected = grandTotal(view);
        expect(sumOf(rows)).toBe(expected);
        expect(parseNano(totals.totalCost)).toBe(expected);
        expect(rows.filter((row) => /-\d/.test(row.sharedCost + row.idleCost))).toEqual([]);
      }),
      { numRuns: askingRuns(25) },
    );
  });

  test("pages are the rows of one big page, by what is shared", async () => {
    await fc.assert(
      fc.asyncProperty(views, fc.constantFrom("-sharedCost", "sharedCost"), async (view, sort) => {
        const question = { ...WINDOW, aggregate, ...view, sort };
        const whole = await viewer.cost.allocation({ ...question, limit: 1_000 });

        const paged: unknown[] = [];
        let cursor: string | null | undefined;
        while (cursor !== null) {
          const page = await viewer.cost.allocation({ ...question, limit: 3, ...(cursor && { cursor }) });
          paged.push(...page.rows);
          cursor = page.nextCursor;
        }
        expect(paged).toEqual(whole.rows);
      }),
      { numRuns: askingRuns(5) },
    );
  });
});

test("what a filter picks stands there with the figures that it has among all", async () => {
  const aggregate: AggregateKey[] = ["cluster", "namespace", "pod"];
  await fc.assert(
    fc.asyncProperty(views, async (view) => {
      const question = { ...WINDOW, aggregate, ...view, sort: "totalCost" as const, limit: 1_000 };
      const all = await viewer.cost.allocation(question);

      const filtered = await viewer.cost.allocation({ ...question, namespace: ["shop", "kube-system"] });
      const picked = all.rows.filter((row) => row.namespace === "shop" || row.namespace === "kube-system");
      expect(filtered.rows).toEqual(picked);
    }),
    { numRuns: askingRuns(30) },
  );
});

const CUTS: { aggregate: AggregateKey; share: Record<string, string[]>; filter: object; whole: string }[] = [
  // All pods of app-2 run on node-1; app-0 runs on both nodes, and only one of its pods is red.
  { aggregate: "controller", share: { team: ["red"] }, filter: { node: "node-1" }, whole: "app-2" },
  // Services are shop's alone; Deployments are everybody's, and all but their gate are shared.
  {
    aggregate: "controllerKind",
    share: { team: ["red", "blue"] },
    filter: { namespace: "shop" },
    whole: "Service",
  },
];

test.each(CUTS)(
  "by $aggregate, a filter that cuts rows which are shared in part leaves $whole as it is",
  async ({ aggregate, share, filter, whole }) => {
    await fc.assert(
      fc.asyncProperty(views, async (view) => {
        const question = {
          ...WINDOW,
          aggregate: ["cluster" as const, aggregate],
          ...view,
          shareLabels: share,
        };
        const all = await viewer.cost.allocation(question);

        const filtered = await viewer.cost.allocation({ ...question, ...filter });
        const ofWhole = (rows: typeof all.rows): object[] =>
          rows.filter((row) => row.controller === whole || row.controllerKind === whole);
        expect(ofWhole(filtered.rows)).toEqual(ofWhole(all.rows));
      }),
      { numRuns: askingRuns(30) },
    );
  },
);

test("a row that the filter cuts bears what its parts bear, to a nano a cut", async () => {
  const { rows } = await viewer.cost.pods(WINDOW);
  const others = rows.map(({ pod }) => pod).filter((pod) => pod !== "pod-4");
  await fc.assert(
    fc.asyncProperty(views, async (view) => {
      const question = { ...WINDOW, aggregate: ["controllerKind" as const], ...view };
      const ofDeployments = async (pod?: string[]): Promise<bigint> => {
        const answer = await viewer.cost.allocation({ ...question, ...(pod && { pod }) });
        return sumOf(
          answer.rows.filter((row) => row.controllerKind === "Deployment"),
          "sharedCost",
        );
      };

      const difference =
        (await ofDeployments()) - (await ofDeployments(["pod-4"])) - (await ofDeployments(others));
      // One cut in each cluster's pool, and one in the amount a month.
      expect([-3n, -2n, -1n, 0n, 1n, 2n, 3n]).toContain(difference);
    }),
    { numRuns: askingRuns(30) },
  );
});
