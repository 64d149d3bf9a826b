import { type CostFigures, HOUR_MS, type Instant } from "@kubecent/shared";
import { collect } from "../../server/src/run/commands/collect.ts";
import type { ConfiguredCluster } from "../../server/src/run/start/configured-clusters.ts";
import { DEFAULT_PRICE_BOOK } from "../../server/src/domain/prices/price-book.ts";
import type { RunningPrometheus, Truth } from "../support/golden-recording.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { callAs, createTestServices } from "../support/test-services.ts";
import { type KindCosts, type NamespaceDay, noCosts, openCosts, trueCosts } from "./compare.ts";

const DAY_MS = 24 * HOUR_MS;
const COLLECT_TIMEOUT_MS = 300_000;
/** Below it, minutes are missing, and a day is too low by what nobody saw. */
const WHOLE = 0.999;

export type Viewer = ReturnType<typeof callAs>;
export interface TimeRange {
  readonly start: string;
  readonly end: string;
}

/** A recording that was collected into a database of its own, and somebody who may ask about it. */
export interface CollectedRecording {
  readonly exitCodes: readonly number[];
  readonly viewer: Viewer;
  readonly database: TestDatabase;
  close(): Promise<void>;
}

/** Collects stretches of a served recording as the command line does. */
export async function collectRecording(
  prometheus: RunningPrometheus,
  stretches: readonly TimeRange[],
): Promise<CollectedRecording> {
  const database = await createTestDatabase();
  const now = Math.max(...stretches.map(({ end }) => Date.parse(end))) + DAY_MS;
  const exitCodes: number[] = [];
  for (const { start, end } of stretches) {
    const exitCode = await collect({
      database,
      cluster: recordedCluster(prometheus.url),
      start: Date.parse(start),
      end: Date.parse(end),
      now,
      signal: AbortSignal.timeout(COLLECT_TIMEOUT_MS),
    });
    exitCodes.push(exitCode);
  }
  return {
    exitCodes,
    database,
    viewer: callAs(
      "viewer",
      createTestServices(database, () => now),
    ),
    close: () => database.drop(),
  };
}

function recordedCluster(url: string): ConfiguredCluster {
  const source = {
    kind: "prometheus",
    url,
    timeoutMs: 30_000,
    maxConcurrent: 4,
    maxQueryBytes: 15_000,
    notReadyNodes: "unpaid",
  } as const;
  return { name: "prod", source, priceBook: DEFAULT_PRICE_BOOK };
}

/** The days that a recording's truth tells of, in order. */
export function daysOf(truth: Truth): string[] {
  return [...new Set(truth.rows.map((row) => row.day))].toSorted();
}

/** A UTC day as a window. */
export function dayRange(day: string): TimeRange {
  const start: Instant = Date.parse(`${day}T00:00:00Z`);
  return { start: new Date(start).toISOString(), end: new Date(start + DAY_MS).toISOString() };
}

/** Every day by namespace and kind, and which days were seen whole. */
export async function compareDays(
  viewer: Viewer,
  truth: Truth,
  folder: string,
): Promise<{ rows: NamespaceDay[]; whole: string[] }> {
  const rows: NamespaceDay[] = [];
  const whole: string[] = [];
  for (const day of daysOf(truth)) {
    const answer = await viewer.cost.namespaces({ ...dayRange(day), limit: 1_000 });
    if (answer.coverage.ratio > WHOLE) whole.push(day);
    const peers = openCosts(folder, day);
    for (const [namespace, costs] of trueCosts(truth, day)) {
      const row = answer.rows.find((each) => each.namespace === namespace);
      const found = row ? kindCosts(row) : noCosts();
      rows.push({ day, namespace, truth: costs, found, openCost: peers.get(namespace) ?? null });
    }
  }
  return { rows, whole };
}

/** What KubeCent says of each container's day (CPU, RAM and GPU), by namespace, pod and container. */
export async function containerCosts(viewer: Viewer, day: string): Promise<Map<string, number>> {
  const costs = new Map<string, number>();
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await viewer.cost.allocation({
      ...dayRange(day),
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

/** What each container truly cost on a day; pods that followed one another under a name are one here. */
export function trueContainers(
  { rows }: Truth,
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
