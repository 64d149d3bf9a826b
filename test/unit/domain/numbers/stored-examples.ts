import type { CostFigures } from "@kubecent/shared";
import { HOUR_MS } from "@kubecent/shared";
import type { Observation } from "../../../../server/src/domain/observation.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  HOUR,
  minutesBetween,
} from "../../../support/observations.ts";
import type { callAs } from "../../../support/test-services.ts";
import type { Given } from "./given.ts";

/** A cluster of an example's own, and somebody who may ask about it. */
export interface StoredCluster {
  readonly name: string;
  readonly viewer: ReturnType<typeof callAs>;
  store(observations: readonly Observation[]): Promise<void>;
}

type StoredComputation = (given: Given, cluster: StoredCluster) => Promise<Record<string, string>>;

function hourRange(hour: number): { start: string; end: string } {
  return { start: new Date(hour).toISOString(), end: new Date(hour + HOUR_MS).toISOString() };
}

const WINDOW = hourRange(HOUR);

/** Two nodes of one size: what the pods on them request is given, the rest is idle. */
async function storeTwoNodes(given: Given, cluster: StoredCluster): Promise<void> {
  const perCpuCoreHour = given.number("price of a core-hour");
  const price = { perCpuCoreHour, perRamGibHour: 0 };
  const cpuCores = given.number("cores of each of two nodes");
  const pod = (name: string, node: string): ReturnType<typeof createPod> => {
    const cpuRequest = given.number(`pod ${name} on ${node} requests, cores`);
    return createPod({ name, node, containers: [createContainer({ cpuRequest })] });
  };
  await cluster.store([
    createObservation({
      nodes: ["node-1", "node-2"].map((name) => createNode({ name, cpuCores, price })),
      pods: [pod("a", "node-1"), pod("b", "node-1"), pod("c", "node-2")],
    }),
  ]);
}

async function idleByPod(
  { viewer, name }: StoredCluster,
  view: { idleBy: "node" | "cluster"; share: "weighted" | "even" },
): Promise<Record<string, string>> {
  const { rows } = await viewer.cost.allocation({
    ...WINDOW,
    ...view,
    idle: "share",
    cluster: [name],
    aggregate: ["pod"],
  });
  const idleOf = (pod: string): string => rows.find((row) => row.pod === pod)?.idleCost ?? "none";
  return { a: idleOf("a"), b: idleOf("b"), c: idleOf("c") };
}

function total(rows: readonly (CostFigures & { readonly value?: string })[], value: string): string {
  return rows.find((row) => row.value === value)?.totalCost ?? "none";
}

/** The examples whose figures only a store makes: they are views on hours that were stored. */
export const STORED_EXAMPLES: Readonly<Record<string, StoredComputation>> = {
  "idle that is shared": async (given, cluster) => {
    await storeTwoNodes(given, cluster);

    const byNode = await idleByPod(cluster, { idleBy: "node", share: "weighted" });
    const evenly = await idleByPod(cluster, { idleBy: "node", share: "even" });
    const byCluster = await idleByPod(cluster, { idleBy: "cluster", share: "weighted" });

    const figures = (pod: "a" | "b" | "c"): Record<string, string> => ({
      [`idle of ${pod}, by node, weighted`]: byNode[pod] ?? "",
      [`idle of ${pod}, by node, even`]: evenly[pod] ?? "",
      [`idle of ${pod}, by cluster, weighted`]: byCluster[pod] ?? "",
    });
    return { ...figures("a"), ...figures("b"), ...figures("c") };
  },

  "a label that only the namespace has": async (given, cluster) => {
    const pod = (name: string, namespace: string, labels: Record<string, string>) =>
      createPod({
        name,
        namespace,
        labels,
        containers: [createContainer({ cpuRequest: given.number("each of three pods requests, cores") })],
      });
    const perCpuCoreHour = given.number("price of a core-hour");
    await cluster.store([
      createObservation({
        nodes: [createNode({ price: { perCpuCoreHour, perRamGibHour: 0 } })],
        pods: [
          pod("labelled", "shop", { team: given.text("label `team` of pod 1 in namespace shop") }),
          pod("bare", "shop", {}),
          pod("lonely", "lab", {}),
        ],
        namespaceLabels: new Map([["shop", { team: given.text("label `team` of namespace shop") }]]),
      }),
    ]);
    const question = { ...WINDOW, cluster: [cluster.name], name: "team" };

    const own = await cluster.viewer.cost.labels(question);
    const fallback = await cluster.viewer.cost.labels({ ...question, namespaceLabels: true });

    return {
      "`payments`": total(own.rows, "payments"),
      "`__unallocated__`": total(own.rows, "__unallocated__"),
      "`payments`, with `namespaceLabels=true`": total(fallback.rows, "payments"),
      "`retail`, with `namespaceLabels=true`": total(fallback.rows, "retail"),
      "`__unallocated__`, with `namespaceLabels=true`": total(fallback.rows, "__unallocated__"),
    };
  },

  "two windows compared": async (given, cluster) => {
    const hour = (when: "before" | "now", start: number): Observation => {
      const price = { perCpuCoreHour: given.number(`price of a core-hour, ${when}`), perRamGibHour: 0 };
      const cpuRequest = given.number(`workload api takes, core-hours, ${when}`);
      const pods = [createPod({ controller: "api", containers: [createContainer({ cpuRequest })] })];
      const other = when === "before" ? "old" : "new";
      const takes = given.number(`workload ${other} takes, core-hours, ${when}`);
      const containers = [createContainer({ cpuRequest: takes })];
      return createObservation({
        hour: start,
        nodes: [createNode({ cpuCores: 32, price })],
        pods: [...pods, createPod({ name: other, controller: other, containers })],
      });
    };
    await cluster.store([hour("before", HOUR), hour("now", HOUR + HOUR_MS)]);

    const { rows, totals } = await cluster.viewer.cost.compare({
      ...hourRange(HOUR + HOUR_MS),
      cluster: [cluster.name],
      aggregate: ["controller"],
    });

    const api = rows.find((row) => row.controller === "api");
    return {
      "api: `quantityChange`": api?.quantityChange ?? "",
      "api: `priceChange`": api?.priceChange ?? "",
      "all: `newCost`": totals.newCost,
      "all: `goneCost`": totals.goneCost,
      "all: `changeCost`": totals.changeCost,
    };
  },

  "how much was measured": async (given, cluster) => {
    const cpuUsage = minutesBetween(0, 60).map((_, minute) =>
      minute < given.number("minutes with measured CPU usage, of 60") ? 1 : Number.NaN,
    );
    const containers = [createContainer({ cpuUsage, cpuRequest: 1 })];
    const measured = given.text("does anything measure traffic") === "no" ? null : [];
    await cluster.store([
      createObservation({ nodes: [createNode()], pods: [createPod({ containers })], network: measured }),
    ]);

    const { coverage, totals } = await cluster.viewer.cost.cluster({ ...WINDOW, cluster: [cluster.name] });

    return {
      "`coverage.kinds.cpu`": String(coverage.kinds?.cpu),
      "`coverage.kinds.network`": String(coverage.kinds?.network),
      "`networkCost`": totals.networkCost,
    };
  },
};
