import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { factsAt, isWithin, overlapMs, type Span, type World, type WorldPod } from "./world.ts";

const GIB = 2 ** 30;

export interface ContainerCost {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly minutes: number;
  readonly cost: number;
}

export interface NamespaceCost {
  cpuRamGpu: number;
  volume: number;
  loadBalancer: number;
  network: number;
}

/** What every container of the world cost in a window, minute by minute; pods of one name together. */
export function trueContainers(world: World, window: Span): Map<string, ContainerCost> {
  const costs = new Map<string, ContainerCost>();
  for (const pod of world.pods) {
    for (const container of pod.containers) {
      const { namespace, name } = pod;
      const key = `${namespace}/${name}/${container.name}`;
      const before = costs.get(key) ?? { minutes: 0, cost: 0 };
      let { minutes, cost } = before;
      for (const { start, ms, facts } of ranMinutes(world, window, pod, container.runs)) {
        const minute = Math.floor((start - world.from) / MINUTE_MS);
        const { cores, bytes, gpus } = factsAt(container.requests, start);
        minutes += ms / MINUTE_MS;
        cost +=
          (ms / HOUR_MS) *
          (Math.max(cores, container.cores(minute)) * facts.perCpuCoreHour +
            (Math.max(bytes, container.bytes(minute)) / GIB) * facts.perRamGibHour +
            gpus * facts.perGpuHour);
      }
      costs.set(key, { namespace, pod: name, container: container.name, minutes, cost });
    }
  }
  return costs;
}

/** Visits the minutes in which a container ran, cut where anything about it changed. */
function* ranMinutes(world: World, window: Span, pod: WorldPod, runs: readonly Span[]) {
  const node = world.nodes.find(({ name }) => name === pod.node);
  if (node === undefined) return;

  const changes = [
    ...node.prices.map(({ from }) => from),
    ...pod.containers.flatMap(({ requests }) => requests.map(({ from }) => from)),
  ];
  for (const run of runs) {
    let start = Math.max(run.from, window.from);
    const end = Math.min(run.until, window.until);
    while (start < end) {
      const minuteEnd = world.from + (Math.floor((start - world.from) / MINUTE_MS) + 1) * MINUTE_MS;
      const next = Math.min(end, minuteEnd, ...changes.filter((change) => change > start));
      yield { start, ms: next - start, facts: factsAt(node.prices, start) };
      start = next;
    }
  }
}

/** What each namespace cost in a window, by kind. */
export function trueNamespaces(world: World, window: Span): Map<string, NamespaceCost> {
  const costs = new Map<string, NamespaceCost>();
  const add = (namespace: string, kind: keyof NamespaceCost, cost: number): void => {
    const own = costs.get(namespace) ?? { cpuRamGpu: 0, volume: 0, loadBalancer: 0, network: 0 };
    own[kind] += cost;
    costs.set(namespace, own);
  };
  for (const { namespace, cost } of trueContainers(world, window).values()) add(namespace, "cpuRamGpu", cost);
  for (const volume of world.volumes) {
    const gibHours = (volume.bytes / GIB) * (overlapMs(volume, window) / HOUR_MS);
    add(volume.namespace, "volume", gibHours * volume.perGibHour);
  }
  for (const each of world.loadBalancers) {
    add(each.namespace, "loadBalancer", (each.perHour * overlapMs(each, window)) / HOUR_MS);
  }
  for (const { namespace, traffic, lived } of world.pods) {
    if (traffic === null) continue;
    const minutes = overlapMs(lived, window) / MINUTE_MS;
    for (const reach of ["zone", "region", "internet"] as const) {
      add(namespace, "network", ((minutes * traffic[reach]) / GIB) * world.networkPrices[reach]);
    }
  }
  return costs;
}

/** What the nodes cost in a window. */
export function trueNodeCost(world: World, window: Span): number {
  let cost = 0;
  for (const node of world.nodes) {
    for (let start: Instant = window.from; start < window.until; start += MINUTE_MS) {
      if (!isWithin(node, start)) continue;
      const { perCpuCoreHour, perRamGibHour, perGpuHour } = factsAt(node.prices, start);
      cost +=
        (node.cores * perCpuCoreHour + (node.bytes / GIB) * perRamGibHour + node.gpus * perGpuHour) / 60;
    }
  }
  return cost;
}
