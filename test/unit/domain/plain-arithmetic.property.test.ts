import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allocateHour } from "../../../server/src/domain/allocation/price-hour.ts";
import {
  type ContainerObservation,
  MINUTES_PER_HOUR,
  type NodeObservation,
  type NodeSpan,
  type Observation,
  type PerMinute,
} from "../../../server/src/domain/observation.ts";
import { BYTES_PER_GIB } from "../../../server/src/domain/units.ts";
import { ROUND_BOOK } from "../../support/observations.ts";
import { wholeNodes, wholeRows } from "../../support/allocated.ts";
import { arbitraryObservation as anyObservation } from "./arbitrary-observation.ts";

// The same costs as the code's, reckoned minute by minute in plain floating point from the rules in
// docs/numbers.md and without any of the code's own steps. They agree to a few nano, and where a price is high to
// what rounding a quantity to a billionth makes at that price.
const TOLERANCE = 1e-7;
const NANO_HOUR = 1e-9;

function toleranceOf(node: NodeObservation): number {
  return node.spans
    .map((span) => ratesOf(span, node))
    .reduce((sum, { cpu, ram, gpu }) => sum + NANO_HOUR * (cpu + ram + gpu), TOLERANCE);
}

/** Containers tell their minutes: what a source billed by itself cannot be reckoned by plain arithmetic. */
const arbitraryObservation = anyObservation.map((observation) => ({
  ...observation,
  pods: observation.pods.map((pod) => ({
    ...pod,
    containers: pod.containers.map((container) => ({ ...container, billed: null })),
  })),
}));

interface Rates {
  readonly cpu: number;
  readonly ram: number;
  readonly gpu: number;
}

function ratesOf(span: NodeSpan, node: NodeObservation): Rates {
  const spot = (span.identity ?? node).capacityType === "spot";
  const { defaults } = ROUND_BOOK;
  const standard = {
    cpu: spot ? defaults.perSpotCpuCoreHour : defaults.perCpuCoreHour,
    ram: spot ? defaults.perSpotRamGibHour : defaults.perRamGibHour,
    gpu: defaults.perGpuHour,
  };
  const { perCpuCoreHour, perRamGibHour, perGpuHour, perNodeHour } = span.price ?? {};
  if (perCpuCoreHour !== undefined && perRamGibHour !== undefined) {
    return { cpu: perCpuCoreHour, ram: perRamGibHour, gpu: perGpuHour ?? standard.gpu };
  }
  if (perNodeHour === undefined || node.billing === "pods") return standard;

  const usual = hourlyCost(span, standard);
  const share = (price: number): number => (price * perNodeHour) / usual;
  return { cpu: share(standard.cpu), ram: share(standard.ram), gpu: share(standard.gpu) };
}

function hourlyCost({ cpuCores, ramBytes, gpus }: NodeSpan, rates: Rates): number {
  return cpuCores * rates.cpu + (ramBytes / BYTES_PER_GIB) * rates.ram + gpus * rates.gpu;
}

function spanAt(node: NodeObservation, minute: number): NodeSpan {
  const span = node.spans.findLast(({ fromMinute }) => fromMinute <= minute);
  if (!span) throw new Error(`${node.name} has no span at minute ${minute}`);

  return span;
}

function sumMinutes(valueAt: (minute: number) => number): number {
  let sum = 0;
  for (let minute = 0; minute < MINUTES_PER_HOUR; minute++) sum += valueAt(minute) / MINUTES_PER_HOUR;
  return sum;
}

/** What a machine costs; a virtual node costs what its pods pay. */
function nodeCost(node: NodeObservation, pods: Observation["pods"]): number {
  if (node.billing === "pods") {
    const containers = pods.filter((pod) => pod.node === node.name).flatMap((pod) => pod.containers);
    return containers.reduce((sum, container) => sum + containerCost(container, node), 0);
  }
  return sumMinutes((minute) => {
    const span = spanAt(node, minute);
    const stood = (node.seenMinutes[minute] ?? NaN) + (node.unobservedMinutes[minute] ?? NaN);
    return stood * hourlyCost(span, ratesOf(span, node));
  });
}

function at(minutes: PerMinute, minute: number): number {
  return minutes[minute] ?? NaN;
}

function measured(usage: number): number {
  return Number.isNaN(usage) ? 0 : usage;
}

function containerCost(container: ContainerObservation, node: NodeObservation): number {
  return sumMinutes((minute) => {
    const rates = ratesOf(spanAt(node, minute), node);
    const cpu = Math.max(
      at(container.cpuRequestCores, minute),
      measured(at(container.cpuUsageCores, minute)),
    );
    const ram = Math.max(
      at(container.ramRequestBytes, minute),
      measured(at(container.ramUsageBytes, minute)),
    );
    const gpu = at(container.gpuRequest, minute);
    const cost = cpu * rates.cpu + (ram / BYTES_PER_GIB) * rates.ram + gpu * rates.gpu;
    return at(container.ranMinutes, minute) * cost;
  });
}

test("a node costs its capacity times its time times its price", () => {
  fc.assert(
    fc.property(arbitraryObservation, (observation) => {
      const hour = allocateHour(observation, ROUND_BOOK);

      for (const node of observation.nodes) {
        const { asset } = wholeNodes(hour.nodes).find(({ name }) => name === node.name) ?? {};
        const paid = Number((asset?.cpu ?? -1n) + (asset?.ram ?? 0n) + (asset?.gpu ?? 0n)) / 1e9;
        // Each container's quantities are rounded by themselves.
        const tolerance = toleranceOf(node) * (node.billing === "pods" ? 1 + observation.pods.length * 2 : 1);
        expect(Math.abs(paid - nodeCost(node, observation.pods))).toBeLessThan(tolerance);
      }
    }),
  );
});

interface PlainCost {
  readonly cost: number;
  readonly tolerance: number;
}

/** What each container on a described node pays by plain arithmetic, by the key of its row. */
function plainCosts(observation: Observation): Map<string, PlainCost> {
  const nodes = new Map(observation.nodes.map((node) => [node.name, node]));
  return new Map(
    observation.pods.flatMap((pod) => {
      const node = nodes.get(pod.node);
      if (!node) return [];

      return pod.containers.map((container): [string, PlainCost] => [
        [pod.namespace, pod.name, pod.uid, container.name, pod.node].join("|"),
        { cost: containerCost(container, node), tolerance: toleranceOf(node) },
      ]);
    }),
  );
}

test("a container pays the greater of request and usage, by the minute, at its node's rates", () => {
  fc.assert(
    fc.property(arbitraryObservation, (observation) => {
      const hour = allocateHour(observation, ROUND_BOOK);
      const wanted = plainCosts(observation);
      const crowded = new Set(hour.nodes.filter((node) => node.overcommitted).map(({ name }) => name));

      for (const row of wholeRows(hour.rows)) {
        const key = [row.namespace, row.pod, row.podUid, row.container, row.node].join("|");
        const plain = row.kind === "container" ? wanted.get(key) : undefined;
        if (plain === undefined || crowded.has(row.node)) continue;

        const { cpuNano, ramNano, gpuNano } = row.measures;
        const paid = Number(cpuNano + ramNano + gpuNano) / 1e9;
        expect(Math.abs(paid - plain.cost)).toBeLessThan(plain.tolerance);
      }
    }),
  );
});

test("on an overcommitted node everybody pays less than by plain arithmetic, or the same", () => {
  fc.assert(
    fc.property(arbitraryObservation, (observation) => {
      const hour = allocateHour(observation, ROUND_BOOK);
      const wanted = plainCosts(observation);

      const overpaid = hour.rows.filter((row) => {
        const key = [row.namespace, row.pod, row.podUid, row.container, row.node].join("|");
        const plain = row.kind === "container" ? wanted.get(key) : undefined;
        const { cpuNano, ramNano, gpuNano } = row.measures;
        const paid = Number(cpuNano + ramNano + gpuNano) / 1e9;
        return plain !== undefined && paid > plain.cost + plain.tolerance;
      });
      expect(overpaid).toEqual([]);
    }),
  );
});
