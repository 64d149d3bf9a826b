import { HOUR_MS, parseNano } from "@kubecent/shared";
import type { Database } from "../../server/src/store/connection/database.ts";
import type { Observation } from "../../server/src/domain/observation.ts";
import { createContainer, createNode, createPod, createVolume, HOUR } from "./observations.ts";
import { HOURS, sampleHour } from "./sample-cluster.ts";
import { hoursFrom, storeHours } from "./stored-world.ts";

/**
 * Two clusters with something of everything: a namespace that serves all, pods that do so by their label, a
 * volume that nobody claims, a node on which nothing runs, GPUs that nobody takes, a fee, and a gap.
 */
export async function storeSharedWorld(database: Database): Promise<void> {
  await storeHours(database, "prod", hoursFrom(HOUR, HOURS).map(prodHour));
  await storeHours(database, "staging", hoursFrom(HOUR, 2).map(stagingHour));
}

function prodHour(hour: number): Observation {
  const sample = sampleHour(hour);
  const { seenMinutes, unobservedMinutes } = sample.nodes[0] ?? createNode();
  const empty = createNode({ name: "node-3", gpus: 2, seenMinutes, unobservedMinutes });
  const unclaimed = createVolume({ name: "pv-2", namespace: "", claim: "", seenMinutes, unobservedMinutes });
  return {
    ...sample,
    nodes: [...sample.nodes, empty],
    pods: [...sample.pods, ...servingPods("node-2")],
    volumes: [...sample.volumes, unclaimed],
  };
}

function stagingHour(hour: number): Observation {
  const sample = sampleHour(hour);
  return { ...sample, pods: [...sample.pods, ...servingPods("node-1")] };
}

function servingPods(node: string): Observation["pods"] {
  const containers = [createContainer({ cpuRequest: 0.1, ramRequestGib: 0.7 })];
  return [
    createPod({ name: "dns-1", namespace: "kube-system", controller: "dns", node, containers }),
    createPod({
      name: "gate-1",
      namespace: "shop",
      controller: "gate",
      node: "node-1",
      labels: { team: "platform" },
      containers,
    }),
  ];
}

/** Money of rows added up, in nano-units. */
export function sumOf(
  rows: readonly { readonly totalCost: string; readonly sharedCost: string; readonly idleCost: string }[],
  column: "totalCost" | "sharedCost" | "idleCost" = "totalCost",
): bigint {
  return rows.reduce((sum, row) => sum + parseNano(row[column]), 0n);
}

/** What the world's hours bear of an amount a month: hours 393 up to 399 of the 720 of November, in UTC. */
export function sixHoursOfMonth(perMonth: string): bigint {
  const upTo = (hour: number): bigint => (parseNano(perMonth) * BigInt(hour)) / 720n;
  const first = (HOUR - Date.UTC(2026, 10)) / HOUR_MS;
  return upTo(first + HOURS) - upTo(first);
}
