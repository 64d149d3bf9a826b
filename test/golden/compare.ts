import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { Truth } from "../support/golden-recording.ts";

export const KINDS = ["cpu", "ram", "gpu", "volume", "network", "loadBalancer"] as const;
export type Kind = (typeof KINDS)[number];
export type KindCosts = Record<Kind, number>;

/** What a namespace cost on a day: truly, by KubeCent, and by OpenCost where it was recorded. */
export interface NamespaceDay {
  readonly day: string;
  readonly namespace: string;
  readonly truth: KindCosts;
  readonly found: KindCosts;
  readonly openCost: KindCosts | null;
}

/** Namespace-days below it are too small for the tighter bound: one late sample shows. */
const SMALL_COST = 0.1;

/** How far a cost of this size may be from the truth, as a share of it. */
export function boundOf(truth: number): number {
  return truth >= SMALL_COST ? 0.005 : 0.02;
}

/** How far a cost is from the truth, as a share of it. */
export function errorOf(found: number, truth: number): number {
  return truth === 0 ? (found === 0 ? 0 : Number.POSITIVE_INFINITY) : found / truth - 1;
}

export function sumOf(costs: KindCosts): number {
  return KINDS.reduce((sum, kind) => sum + costs[kind], 0);
}

export function noCosts(): KindCosts {
  return { cpu: 0, ram: 0, gpu: 0, volume: 0, network: 0, loadBalancer: 0 };
}

/** What each namespace truly cost on a day, by kind; containers as scaled to their nodes. */
export function trueCosts(truth: Truth, day: string): Map<string, KindCosts> {
  const costs = new Map<string, KindCosts>();
  const add = (namespace: string, kind: Kind, cost: number): void => {
    const own = costs.get(namespace) ?? noCosts();
    own[kind] += cost;
    costs.set(namespace, own);
  };
  for (const row of truth.rows.filter((each) => each.day === day)) {
    add(row.namespace, "cpu", row.cpuCostScaled);
    add(row.namespace, "ram", row.ramCostScaled);
    add(row.namespace, "gpu", row.gpuCost);
  }
  const assets = { volume: truth.volumes, loadBalancer: truth.loadBalancers, network: truth.network };
  for (const kind of ["volume", "loadBalancer", "network"] as const) {
    for (const each of assets[kind].filter((asset) => asset.day === day))
      add(each.namespace, kind, each.cost);
  }
  return costs;
}

const OpenCostSchema = z.object({
  data: z.array(
    z.record(
      z.string(),
      z.object({
        cpuCost: z.number(),
        ramCost: z.number(),
        gpuCost: z.number(),
        pvCost: z.number(),
        networkCost: z.number(),
        loadBalancerCost: z.number(),
      }),
    ),
  ),
});

/** What OpenCost answered for each namespace of a day, where that was recorded. */
export function openCosts(folder: string, day: string): Map<string, KindCosts> {
  let text: string;
  try {
    text = readFileSync(path.join(folder, "opencost", `${day}-namespace.json`), "utf8");
  } catch {
    return new Map();
  }
  const sets = OpenCostSchema.parse(JSON.parse(text)).data;
  return new Map(
    sets
      .flatMap((set) => Object.entries(set))
      .map(([namespace, each]) => [
        namespace,
        {
          cpu: each.cpuCost,
          ram: each.ramCost,
          gpu: each.gpuCost,
          volume: each.pvCost,
          network: each.networkCost,
          loadBalancer: each.loadBalancerCost,
        },
      ]),
  );
}

/** The comparison as a table: a line for each namespace, day and kind that cost anything. */
export function tableOf(days: readonly NamespaceDay[]): string {
  const head = ["day", "namespace", "kind", "truth", "KubeCent", "error %", "OpenCost", "error %"];
  const lines = days.flatMap(({ day, namespace, truth, found, openCost }) =>
    [...KINDS.filter((kind) => truth[kind] > 0 || found[kind] > 0), "all" as const].map((kind) => {
      const of = (costs: KindCosts): number => (kind === "all" ? sumOf(costs) : costs[kind]);
      const error = (costs: KindCosts): string => (100 * errorOf(of(costs), of(truth))).toFixed(3);
      const peer = openCost ? [of(openCost).toFixed(5), error(openCost)] : ["", ""];
      return [day, namespace, kind, of(truth).toFixed(6), of(found).toFixed(6), error(found), ...peer];
    }),
  );
  const widths = head.map((_, column) =>
    Math.max(...[head, ...lines].map((line) => (line[column] ?? "").length)),
  );
  return [head, ...lines]
    .map((line) =>
      line.map((cell, column) =>
        column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      ),
    )
    .map((cells) => cells.join("  "))
    .join("\n");
}
