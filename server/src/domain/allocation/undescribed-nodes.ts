import { MINUTES_PER_HOUR, type NodeObservation, type PerMinute } from "../observation.ts";
import { BYTES_PER_GIB } from "../units.ts";
import type { PodContainer } from "./cost-rows.ts";
import { containerQuantities, WHOLE_HOUR } from "./container-quantities.ts";

const NANO = 1e9;

/**
 * Makes up a node that the source never described, just large enough for the pods that ran on it, so that
 * their cost is neither lost nor anybody else's. It has no reported price: its pods are billed at defaults.
 */
export function undescribedNode(name: string, containers: readonly PodContainer[]): NodeObservation {
  const taken = containers.map(({ container }) => containerQuantities(container, WHOLE_HOUR));
  const sum = (pick: (quantities: (typeof taken)[number]) => bigint): number =>
    Number(taken.reduce((total, quantities) => total + pick(quantities), 0n)) / NANO;
  return {
    name,
    billing: "capacity",
    providerId: "",
    instanceType: "",
    region: "",
    pool: "",
    spot: false,
    labels: {},
    seenMinutes: everyMinute(1),
    unobservedMinutes: everyMinute(0),
    spans: [
      {
        fromMinute: 0,
        cpuCores: sum((quantities) => quantities.cpu),
        ramBytes: sum((quantities) => quantities.ram) * BYTES_PER_GIB,
        gpus: sum((quantities) => quantities.gpu),
        price: null,
      },
    ],
  };
}

function everyMinute(share: number): PerMinute {
  return new Float64Array(MINUTES_PER_HOUR).fill(share);
}
