import { randomUUID } from "node:crypto";
import { type BudgetInput, FULL_SCOPE, HOUR_MS, type Scope } from "@kubecent/shared";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { LookedBudget } from "../../../server/src/api/alerts/watch/observe-others.ts";
import { askTogether } from "../../../server/src/api/budgets/ask-together.ts";
import { atNow } from "../../../server/src/api/budgets/budget-numbers.ts";
import { soFarOf } from "../../../server/src/api/budgets/spent-by.ts";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { readCostGauges } from "../../../server/src/api/gauges/read-cost-gauges.ts";
import { callerOf } from "../../../server/src/auth/caller.ts";
import { listBudgets } from "../../../server/src/store/budgets/stored-budgets.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { createContainer, createNode, createObservation, createPod } from "../../support/observations.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callerWith, callWith, createTestServices } from "../../support/test-services.ts";
import { type Edge, startEdge } from "../../unit/http/edge.ts";

const BEGIN = Date.parse("2026-08-01T00:00:00Z");
const HOURS = 24 * 5;
const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };
const now = BEGIN + (HOURS + 4) * HOUR_MS;

let database: TestDatabase;
let services: ApiServices;
let edge: Edge;
let looked: readonly LookedBudget[] | null = null;
let scope: Scope = FULL_SCOPE;

beforeAll(async () => {
  database = await createTestDatabase(6);
  services = createTestServices(database, () => now);
  const containers = [createContainer({ cpuRequest: 0.37 })];
  const pods = ["shop", "search"].map((namespace) => createPod({ namespace, name: namespace, containers }));
  const world = { pods, nodes: [createNode({ cpuCores: 4 })] };
  const clusterId = await storeHours(
    database,
    "prod",
    hoursFrom(BEGIN, HOURS).map((hour) => createObservation({ hour, ...world })),
  );
  await storeFound();
  edge = await startEdge({
    services,
    database,
    identify: ([token]) =>
      Promise.resolve(
        token === undefined
          ? { caller: null, refusal: "TOKEN_MISSING" }
          : { caller: callerOf({ ...CALLER, grants: [{ role: "viewer", scope }] }), refusal: null },
      ),
    costGauges: (caller) =>
      readCostGauges({ services, looked: () => looked, clusterIds: [clusterId] }, caller),
  });
});
afterEach(() => {
  looked = null;
  scope = FULL_SCOPE;
});
afterAll(async () => {
  await edge.close();
  await database.drop();
});

const CALLER = {
  id: "token:1",
  name: "prometheus",
  credential: { kind: "api-token", from: "prometheus", id: "1", createdAt: 0, expiresAt: null },
} as const;

/** An incident and a recommendation in each of the two namespaces. */
async function storeFound(): Promise<void> {
  const days = [
    { day: 20_667, costNano: "5000000000", expectedNano: "2000000001", score: 9, by: "level", silent: null },
  ];
  for (const namespace of ["shop", "search"]) {
    await database.primary.query(
      `insert into anomaly_incident (incident_id, cluster, level, namespace, controller_kind, controller, currency, kind,
         direction, opened_day, last_day, days, sensitivity)
       values ($1, 'prod', 'namespace', $2, '', '', 'EUR', 'spike', 'up', '2026-08-02', '2026-08-02', $3, 'normal')`,
      [randomUUID(), namespace, JSON.stringify(days)],
    );
    await database.primary.query(
      `insert into recommendation (cluster_id, recommendation_id, kind, preset, namespace, controller_kind, controller,
         container, asset, state, freed_nano, cost_nano, confidence, content, opened_at, last_seen)
       select cluster_id, gen_random_uuid(), 'unmounted-volume', 'default', $1, '', '', '', $1, 'open', 1500000000,
         2000000000, 1, '{}', now(), now() from cluster`,
      [namespace],
    );
  }
}

async function look(...wanted: Partial<BudgetInput>[]): Promise<void> {
  await database.primary.query("delete from budget");
  const editor = callWith(callerWith("editor"), services);
  for (const more of wanted) {
    const period = { every: "month", zone: "UTC" } as const;
    await editor.budgets.set({ name: "all", amount: "10", currency: "EUR", period, thresholds: [], ...more });
  }
  const numbersOf = askTogether(services);
  const budgets = await inTransaction(database, listBudgets);
  looked = await Promise.all(
    budgets.map(async (budget) => ({
      budget,
      soFar: soFarOf(budget.content, await numbersOf(budget, atNow(now)), atNow(now)),
    })),
  );
}

const read = async (): Promise<Map<string, string>> => {
  const { status, text } = await edge.ask("/metrics/costs");
  expect(status).toBe(200);
  const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    samples.map((line) => {
      const [, series = "", value = ""] = /^(\S+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
      return [series.replaceAll(/,(budget_id|incident)="[^"]*"/g, ""), value];
    }),
  );
};

test("a gauge is what budgets.status and cost.allocation say, to the nano", async () => {
  await look({ question: { namespace: "shop" }, owner: "team-shop" });
  const caller = callWith(callerWith("viewer"), services);
  const [budget] = (await caller.budgets.list()).rows;
  const status = await caller.budgets.status({ id: budget?.id ?? "" });
  const page = await caller.cost.allocation({
    namespace: "shop",
    start: "2026-08-01T00:00:00Z",
    end: "2026-09-01T00:00:00Z",
    aggregate: ["cluster"],
  });

  const gauges = await read();

  const of = (name: string, more = ""): string | undefined =>
    gauges.get(
      `kubecent_budget_${name}{budget="all",key="",owner="team-shop",cluster="",currency="EUR"${more}}`,
    );
  const [row] = status.rows;
  expect(of("spent")).toBe(page.totals.totalCost);
  expect(of("amount")).toBe(row?.amount);
  expect(of("spent_ratio")).toBe(String(row?.spentRatio));
  expect(of("elapsed_ratio")).toBe(String(status.elapsedRatio));
  expect(of("usual_ratio")).toBe(String(status.usualRatio));
  expect(of("pace_ratio")).toBe(String(row?.pace));
  expect(of("coverage_ratio")).toBe(String(status.coverage));
  expect(Number(of("expected_ratio", ',bound="mid"'))).toBeCloseTo(Number(row?.expected?.mid) / 10, 9);
  expect(gauges.get('kubecent_cluster_priced_until_timestamp_seconds{cluster="prod"}')).toBe(
    String((BEGIN + HOURS * HOUR_MS) / 1_000),
  );
});

test("a token shows what it may see, and no byte of what it may not", async () => {
  await look(
    { name: "shop", scope: SHOP },
    { name: "search", question: { namespace: "search" } },
    { by: "namespace" },
  );
  const all = [...(await read()).keys()].join("\n");
  scope = SHOP;
  const own = await read();

  expect(all.match(/search/g)?.length).toBeGreaterThan(10);
  expect([...own.keys()].join("\n")).not.toMatch(/search|budget="all"/);
  expect(
    own.get(
      'kubecent_anomaly_active{cluster="prod",namespace="shop",workload="",kind="spike",currency="EUR"}',
    ),
  ).toBe("2.999999999");
  expect(
    own.get(
      'kubecent_recommendation_amount{cluster="prod",currency="EUR",kind="unmounted-volume",number="freed"}',
    ),
  ).toBe("1.500000000");
});

test("names are written so that Prometheus reads them back", async () => {
  await look({ name: 'a "b" \\ c' });

  expect([...(await read()).keys()].join("\n")).toContain('budget="a \\"b\\" \\\\ c"');
});

test("a process that does not lead shows nothing, and nobody without a token sees anything", async () => {
  expect(await edge.ask("/metrics/costs")).toMatchObject({ status: 200, text: "" });
  await look({});

  expect((await edge.ask("/metrics/costs", { token: null })).status).toBe(401);
  expect((await edge.ask("/metrics")).text).not.toContain("kubecent_budget_");
  expect((await edge.ask("/metrics/costs", { method: "POST" })).status).toBe(405);
});
