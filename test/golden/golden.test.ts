import { type CostFigures, parseNano } from "@kubecent/shared";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collect } from "../../server/src/run/commands/collect.ts";
import type { ConfiguredCluster } from "../../server/src/run/configured-clusters.ts";
import { DEFAULT_PRICE_BOOK } from "../../server/src/domain/prices/price-book.ts";
import {
  boundOf,
  errorOf,
  type KindCosts,
  type NamespaceDay,
  noCosts,
  openCosts,
  sumOf,
  tableOf,
  trueCosts,
} from "./compare.ts";
import {
  goldenFolder,
  goldenMissing,
  readTruth,
  type RunningPrometheus,
  serveGoldenRecording,
  type Truth,
} from "../support/golden-recording.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { callAs, createTestPool, createTestServices } from "../support/test-services.ts";

const missing = goldenMissing();
if (missing) process.stderr.write(`golden recording skipped: ${missing}\n`);

const truth: Truth | null = missing ? null : readTruth();
const DAYS = [...new Set(truth?.rows.map((row) => row.day))].toSorted();
const START = Date.parse(`${DAYS.at(0)}T00:00:00Z`);
const END = Date.parse(`${DAYS.at(-1)}T00:00:00Z`) + 86_400_000;
/** Below it, minutes are missing, and a day is too low by what nobody saw. */
const WHOLE = 0.999;

/**
 * Of less than a cent a bound says nothing: what a short job sends after the last look at its counter, up to
 * one scrape interval, nobody ever sees.
 */
const TINY_COST = 0.01;

function recordedCluster(url: string): ConfiguredCluster {
  const source = { kind: "prometheus", url, timeoutMs: 30_000, maxConcurrent: 4 } as const;
  return { name: "prod", source, priceBook: DEFAULT_PRICE_BOOK };
}

function dayWindow(day: string): { start: string; end: string } {
  const start = Date.parse(`${day}T00:00:00Z`);
  return { start: new Date(start).toISOString(), end: new Date(start + 86_400_000).toISOString() };
}

describe.skipIf(missing)("the golden recording", () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let prometheus: RunningPrometheus;
  let viewer: ReturnType<typeof callAs>;
  let days: Awaited<ReturnType<typeof compareDays>>;
  let exitCode: number;

  beforeAll(async () => {
    prometheus = await serveGoldenRecording();
    database = await createTestDatabase();
    pool = createTestPool(database.url);
    const now = END + 86_400_000;
    exitCode = await collect({
      pool,
      cluster: recordedCluster(prometheus.url),
      start: START,
      end: END,
      now,
      signal: AbortSignal.timeout(300_000),
    });
    viewer = callAs(
      "viewer",
      createTestServices(pool, () => now),
    );
    days = await compareDays(readTruth());
    process.stdout.write(`\n${tableOf(days.rows)}\n\n`);
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
    await prometheus.stop();
  });

  /** Every day by namespace and kind, and which days were seen whole. */
  async function compareDays(known: Truth): Promise<{ rows: NamespaceDay[]; whole: string[] }> {
    const rows: NamespaceDay[] = [];
    const whole: string[] = [];
    for (const day of DAYS) {
      const answer = await viewer.cost.namespaces({ ...dayWindow(day), limit: 1_000 });
      if (answer.coverage.ratio > WHOLE) whole.push(day);
      const peers = openCosts(goldenFolder(), day);
      for (const [namespace, costs] of trueCosts(known, day)) {
        const row = answer.rows.find((each) => each.namespace === namespace);
        const found = row ? kindCosts(row) : noCosts();
        rows.push({ day, namespace, truth: costs, found, openCost: peers.get(namespace) ?? null });
      }
    }
    return { rows, whole };
  }

  test("collects every hour", () => {
    expect(exitCode).toBe(0);
  });

  test("every namespace of a day that was seen whole costs what it truly cost, in all and by kind", () => {
    const far = days.rows
      .filter(({ day }) => days.whole.includes(day))
      .flatMap(({ day, namespace, truth: costs, found }) => [
        { what: `${day} ${namespace}`, truth: sumOf(costs), found: sumOf(found) },
        ...(["volume", "network", "loadBalancer"] as const).map((kind) => ({
          what: `${day} ${namespace} ${kind}`,
          truth: costs[kind],
          found: found[kind],
        })),
      ])
      .filter((each) => each.truth >= TINY_COST)
      .filter((each) => Math.abs(errorOf(each.found, each.truth)) >= boundOf(each.truth));

    expect(days.whole.length).toBeGreaterThan(0);
    expect(far).toEqual([]);
  });

  test("every container that ran for ten minutes of such a day costs what it truly cost", async () => {
    const far: unknown[] = [];
    for (const day of days.whole) {
      const found = await containerCosts(day);
      for (const [key, { cost, minutes }] of trueContainers(truth?.rows ?? [], day)) {
        const error = errorOf(found.get(key) ?? 0, cost);
        if (minutes >= 10 && Math.abs(error) >= 0.02) far.push({ day, key, cost, error });
      }
    }

    expect(far).toEqual([]);
  });

  test("nodes cost what they truly cost", async () => {
    const far: unknown[] = [];
    for (const day of days.whole) {
      const { totals } = await viewer.cost.assets({ ...dayWindow(day), kind: "node" });
      const cost = (truth?.nodes ?? [])
        .filter((node) => node.day === day)
        .reduce((sum, node) => sum + node.cost, 0);
      const error = errorOf(Number(totals.totalCost), cost);
      if (Math.abs(error) >= 0.005) far.push({ day, cost, error });
    }

    expect(far).toEqual([]);
  });

  /** What KubeCent says of each container's day, by namespace, pod and container. */
  async function containerCosts(day: string): Promise<Map<string, number>> {
    const costs = new Map<string, number>();
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await viewer.cost.allocation({
        ...dayWindow(day),
        aggregate: ["namespace", "pod", "container"],
        limit: 1_000,
        ...(cursor && { cursor }),
      });
      for (const row of page.rows) {
        const { cpu, ram, gpu } = kindCosts(row);
        costs.set(`${row.namespace}/${row.pod}/${row.container}`, cpu + ram + gpu);
      }
      cursor = page.nextCursor;
    }
    return costs;
  }

  test("what was not seen shows as coverage below one, and what stood there as unobserved", async () => {
    for (const day of DAYS.filter((each) => !days.whole.includes(each))) {
      const { coverage, rows } = await viewer.cost.namespaces({ ...dayWindow(day), idle: "show" });

      expect(coverage.ratio).toBeLessThan(WHOLE);
      expect(coverage.gaps.length).toBeGreaterThan(0);
      expect(rows.find((row) => row.namespace === "__unobserved__")?.totalCost).not.toBe("0.000000000");
    }
  });

  test("everything adds up to the assets, to the nano", async () => {
    const window = { start: new Date(START).toISOString(), end: new Date(END).toISOString() };
    const { rows } = await viewer.cost.namespaces({ ...window, idle: "show" });
    const { totals } = await viewer.cost.cluster(window);

    const sum = rows.reduce((total, row) => total + parseNano(row.totalCost), 0n);
    expect(sum).toBe(parseNano(totals.assetCost));
  });
});

/** A row's money by kind. */
function kindCosts(row: CostFigures): KindCosts {
  return {
    cpu: Number(row.cpuCost),
    ram: Number(row.ramCost),
    gpu: Number(row.gpuCost),
    volume: Number(row.volumeCost),
    network: Number(row.networkCost),
    loadBalancer: Number(row.loadBalancerCost),
  };
}

/** What each container truly cost on a day; pods that followed one another under a name are one here. */
function trueContainers(
  rows: Truth["rows"],
  day: string,
): Map<string, { readonly cost: number; readonly minutes: number }> {
  const costs = new Map<string, { cost: number; minutes: number }>();
  for (const row of rows.filter((each) => each.day === day)) {
    const key = `${row.namespace}/${row.pod}/${row.container}`;
    const own = costs.get(key) ?? { cost: 0, minutes: 0 };
    own.cost += row.cpuCostScaled + row.ramCostScaled + row.gpuCost;
    own.minutes += row.minutes;
    costs.set(key, own);
  }
  return costs;
}
