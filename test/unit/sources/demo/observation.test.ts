import { HOUR_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { closing } from "../../../../server/src/domain/allocation/hour-costs.ts";
import type {
  ContainerObservation,
  NodeObservation,
  Observation,
  PerMinute,
} from "../../../../server/src/domain/observation.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { BYTES_PER_GIB } from "../../../../server/src/domain/units.ts";
import { gapOf } from "../../../../server/src/sources/demo/gap.ts";
import { hashText } from "../../../../server/src/sources/demo/noise.ts";
import { observeHour, ROUNDING } from "./hours.ts";

const GAP_PERIOD_HOURS = 720;
const HOUR_NUMBER = { min: Date.UTC(2025, 0, 1) / HOUR_MS, max: Date.UTC(2030, 0, 1) / HOUR_MS };
const seeds = fc.constantFrom("kubecent", "test", "another", "");

/** Any hour of some years, with hours that have a gap among them more often than chance would. */
const anyHour = fc
  .tuple(fc.integer(HOUR_NUMBER), seeds, fc.boolean())
  .map(([number, seed, wantsGap]) => ({ hour: (wantsGap ? nextGap(number, seed) : number) * HOUR_MS, seed }));

function nextGap(hourNumber: number, seed: string): number {
  const hours = Array.from({ length: GAP_PERIOD_HOURS }, (_, index) => hourNumber + index);
  return hours.find((each) => gapOf(hashText(seed), each * HOUR_MS)) ?? hourNumber;
}

/** Checks an observation of any hour. */
function holds(check: (observation: Observation) => void): Promise<void> {
  return fc.assert(
    fc.asyncProperty(anyHour, async ({ hour, seed }) => check(await observeHour(hour, seed))),
    { numRuns: 40 },
  );
}

function sharesOf(observation: Observation): PerMinute[] {
  const things = [
    ...observation.nodes,
    ...observation.volumes,
    ...observation.loadBalancers,
    ...(observation.fee ? [observation.fee] : []),
  ];
  return [
    observation.seenMinutes,
    ...things.flatMap((thing) => [thing.seenMinutes, thing.unobservedMinutes]),
    ...containersOf(observation).map((container) => container.ranMinutes),
    ...observation.volumes.flatMap((volume) => volume.mounts.map((mount) => mount.mountedMinutes)),
  ];
}

function containersOf(observation: Observation): ContainerObservation[] {
  return observation.pods.flatMap((pod) => pod.containers);
}

/** Those that are listed more than once. */
function repeated(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

function isMeasuredWhereItRan(container: ContainerObservation): boolean {
  const requests = [container.cpuRequestCores, container.ramRequestBytes, container.gpuRequest];
  const usages = [container.cpuUsageCores, container.ramUsageBytes];
  return [...container.ranMinutes].every(
    (share, minute) =>
      requests.every((request) => (request[minute] ?? -1) >= 0) &&
      usages.every((usage) => (share > 0 ? (usage[minute] ?? -1) >= 0 : Number.isNaN(usage[minute]))),
  );
}

function isWholeNumber(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** The most that a node's containers request above what it has, over the minutes, weighed by what they ran. */
function mostOverbooked(node: NodeObservation, observation: Observation): number {
  const containers = observation.pods
    .filter((pod) => pod.node === node.name)
    .flatMap((pod) => pod.containers);
  const [span] = node.spans;
  const over = Array.from(node.seenMinutes, (seen, minute) => {
    const taken = (request: (container: ContainerObservation) => PerMinute): number =>
      containers.reduce(
        (sum, each) => sum + (each.ranMinutes[minute] ?? 0) * (request(each)[minute] ?? 0),
        0,
      );
    return Math.max(
      taken((each) => each.cpuRequestCores) - seen * (span?.cpuCores ?? 0),
      (taken((each) => each.ramRequestBytes) - seen * (span?.ramBytes ?? 0)) / BYTES_PER_GIB,
      taken((each) => each.gpuRequest) - seen * (span?.gpus ?? 0),
    );
  });
  return Math.max(...over);
}

describe("in any hour", () => {
  test("shares lie between 0 and 1", async () => {
    await holds((observation) => {
      const shares = sharesOf(observation).flatMap((minutes) => [...minutes]);

      expect(shares.filter((share) => !(share >= 0 && share <= 1))).toEqual([]);
    });
  });

  test("pods run on nodes that exist in those minutes", async () => {
    await holds((observation) => {
      const nodes = new Map(observation.nodes.map((node) => [node.name, node]));
      const homeless = observation.pods.filter((pod) => {
        const seen = nodes.get(pod.node)?.seenMinutes;
        return pod.containers.some(({ ranMinutes }) =>
          ranMinutes.some((share, minute) => share > (seen?.[minute] ?? 0)),
        );
      });

      expect(homeless.map((pod) => pod.name)).toEqual([]);
    });
  });

  test("what pods request fits into their nodes", async () => {
    await holds((observation) => {
      for (const node of observation.nodes) {
        expect(mostOverbooked(node, observation)).toBeLessThanOrEqual(ROUNDING);
      }
    });
  });

  test("nothing is listed twice", async () => {
    await holds(({ nodes, pods, volumes, loadBalancers, network }) => {
      expect(repeated(nodes.map((node) => node.name))).toEqual([]);
      expect(repeated(nodes.map((node) => node.providerId))).toEqual([]);
      expect(repeated(pods.map((pod) => pod.uid))).toEqual([]);
      expect(repeated(volumes.map((volume) => volume.name))).toEqual([]);
      expect(repeated(loadBalancers.map(({ namespace, service }) => `${namespace}/${service}`))).toEqual([]);
      expect(repeated((network ?? []).map((traffic) => traffic.podUid))).toEqual([]);
      // A StatefulSet's new pod has the old one's name, any other pod has a name of its own.
      const named = pods.filter((pod) => pod.controllerKind !== "StatefulSet");
      expect(repeated(named.map((pod) => `${pod.namespace}/${pod.name}`))).toEqual([]);
    });
  });

  test("usage is measured where a container ran and nowhere else, and requests always are numbers", async () => {
    await holds((observation) => {
      const wrong = containersOf(observation).filter((container) => !isMeasuredWhereItRan(container));

      expect(wrong.map((container) => container.name)).toEqual([]);
    });
  });

  test("traffic is whole bytes of pods that were seen", async () => {
    await holds(({ network, pods }) => {
      const uids = new Set(pods.map((pod) => pod.uid));
      const wrong = (network ?? []).filter(
        ({ podUid, zoneBytes, regionBytes, internetBytes }) =>
          !uids.has(podUid) || ![zoneBytes, regionBytes, internetBytes].every(isWholeNumber),
      );

      expect(wrong).toEqual([]);
    });
  });

  test("what was paid for and where it went meet to the nano", async () => {
    await holds((observation) => {
      const costs = closing(allocateHour(observation, DEFAULT_PRICE_BOOK));

      expect(costs.differenceNano).toBe(0n);
      expect(costs.unobservedNano > 0n).toBe(observation.gaps.length > 0);
    });
  });
});
