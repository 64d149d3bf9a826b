import { CAPACITY_TYPES } from "@kubecent/shared";
import * as fc from "fast-check";
import {
  MINUTES_PER_HOUR,
  type NodeObservation,
  type NodeSpan,
  type ReportedNodePrice,
} from "../../../server/src/domain/observation.ts";
import { gib } from "../../support/observations.ts";
import { type BlindMinutes, life, ordinaryPrice, price, standing } from "./arbitrary-minutes.ts";

export const NODES = ["node-1", "node-2", "node-3"];

const reportedPrice: fc.Arbitrary<ReportedNodePrice | null> = fc.option(
  fc.oneof(
    fc.record({ perCpuCoreHour: price, perRamGibHour: price, perGpuHour: price }),
    fc.record({ perCpuCoreHour: price, perRamGibHour: price }),
    // The total of a small node, split, must stay below the highest price that there is.
    fc.record({ perNodeHour: ordinaryPrice }),
    fc.record({ perGpuHour: price }),
  ),
);

const nodeSpan = fc.record({
  fromMinute: fc.nat(MINUTES_PER_HOUR - 1),
  // From a node whose cores nobody tells to the largest that can be rented.
  cpuCores: fc.constantFrom(0, 0.5, 1, 4, 16, 896),
  ramBytes: fc.constantFrom(gib(1), gib(7.5), gib(64), gib(32_768)),
  gpus: fc.constantFrom(0, 0, 1, 8),
  price: reportedPrice,
});

const identity = fc.record({
  zone: fc.constant(""),
  told: fc.constant({}),
  providerId: fc.constantFrom("i-3", "i-4"),
  instanceType: fc.constantFrom("", "m6i.4xlarge"),
  region: fc.constantFrom("", "eu-west-1"),
  pool: fc.constantFrom("", "burst"),
  capacityType: fc.constantFrom(...CAPACITY_TYPES),
  labels: fc.constantFrom<Record<string, string>>({}, { pool: "burst" }),
});

/** Now and then the name passes to another machine. */
const livingSpan = fc
  .tuple(nodeSpan, fc.option(identity, { freq: 4 }))
  .map(([span, other]): NodeSpan => (other ? { ...span, identity: other } : span));

const nodeSpans: fc.Arbitrary<NodeSpan[]> = fc
  .uniqueArray(livingSpan, { minLength: 1, maxLength: 3, selector: (span) => span.fromMinute })
  .map((spans) =>
    spans
      .toSorted((a, b) => a.fromMinute - b.fromMinute)
      .map((span, index) => (index === 0 ? { ...span, fromMinute: 0 } : span)),
  );

/** Nodes of which each name comes once, seen and unseen as the minutes say. */
export function nodes(blind: BlindMinutes | null): fc.Arbitrary<NodeObservation[]> {
  const node = fc
    .record({
      name: fc.constantFrom(...NODES),
      billing: fc.constantFrom("capacity" as const, "capacity" as const, "pods" as const),
      providerId: fc.constantFrom("", "i-1", "i-2"),
      instanceType: fc.constantFrom("", "m6i.large"),
      region: fc.constantFrom("", "eu-west-1"),
      labels: fc.constantFrom<Record<string, string>>({}, { pool: "general" }),
      capacityType: fc.constantFrom(...CAPACITY_TYPES),
      life,
      spans: nodeSpans,
    })
    .map(({ life: lived, ...rest }) => ({
      zone: "",
      pool: "",
      told: {},
      ...rest,
      ...standing(lived, blind),
    }));
  return fc.uniqueArray(node, { maxLength: NODES.length, selector: ({ name }) => name });
}
