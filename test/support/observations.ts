import type { Instant } from "@kubecent/shared";
import {
  type ContainerObservation,
  type FeeObservation,
  type LoadBalancerObservation,
  MINUTES_PER_HOUR,
  type NetworkObservation,
  type NodeObservation,
  type Observation,
  type PerMinute,
  type PodObservation,
  type ReportedNodePrice,
  type VolumeMount,
  type VolumeObservation,
} from "../../server/src/domain/observation.ts";
import type { PriceBook } from "../../server/src/domain/prices/price-book.ts";
import { BYTES_PER_GIB } from "../../server/src/domain/units.ts";

/** The hour that observations are of unless a test says otherwise. */
export const HOUR: Instant = Date.UTC(2026, 10, 17, 9);

/** Prices so round that a test's figures can be checked in the head. */
export const ROUND_BOOK: PriceBook = {
  name: "round",
  version: 1,
  rules: [],
  discounts: [],
  currency: "EUR",
  defaults: {
    perCpuCoreHour: 0.04,
    perRamGibHour: 0.01,
    perGpuHour: 2,
    perSpotCpuCoreHour: 0.01,
    perSpotRamGibHour: 0.002,
    perVolumeGibHour: 0.001,
    perLoadBalancerHour: 0.03,
    perZoneGib: 0.01,
    perRegionGib: 0.02,
    perInternetGib: 0.1,
  },
};

/** The same value in each of the hour's minutes. */
export function everyMinute(value: number): PerMinute {
  return new Float64Array(MINUTES_PER_HOUR).fill(value);
}

/** `value` from minute `from` up to minute `to` (left out), 0 in the others. */
export function minutesBetween(from: number, to: number, value = 1): PerMinute {
  return new Float64Array(MINUTES_PER_HOUR).fill(value, from, to);
}

/** Brings GiB to the bytes that observations hold. */
export function gib(count: number): number {
  return count * BYTES_PER_GIB;
}

/** A node's fields, and its one span's capacity and price for a test that needs no more than one. */
type NodeOptions = Partial<NodeObservation> & {
  readonly cpuCores?: number;
  readonly ramGib?: number;
  readonly gpus?: number;
  readonly price?: ReportedNodePrice | null;
  readonly karpenterPerHour?: number;
};

/** A node of 4 cores and 16 GiB, seen for the whole hour and without a reported price. */
export function createNode({
  cpuCores = 4,
  ramGib = 16,
  gpus = 0,
  price = null,
  karpenterPerHour,
  ...fields
}: NodeOptions = {}): NodeObservation {
  return {
    name: "node-1",
    billing: "capacity",
    providerId: "",
    instanceType: "",
    region: "",
    pool: "",
    zone: "",
    capacityType: "on-demand",
    told: {},
    labels: {},
    seenMinutes: everyMinute(1),
    unobservedMinutes: everyMinute(0),
    spans: [
      {
        fromMinute: 0,
        cpuCores,
        ramBytes: gib(ramGib),
        gpus,
        price,
        ...(karpenterPerHour !== undefined && { karpenterPerHour }),
      },
    ],
    ...fields,
  };
}

/** Each value is the same in every minute, or stands by the minute. */
interface ContainerOptions {
  readonly name?: string;
  readonly ran?: number | PerMinute;
  readonly cpuRequest?: number | PerMinute;
  readonly cpuUsage?: number | PerMinute;
  readonly ramRequestGib?: number;
  readonly ramUsageGib?: number;
  readonly gpuRequest?: number | PerMinute;
}

/** A container that runs for the whole hour, and requests and uses nothing. */
export function createContainer(options: ContainerOptions = {}): ContainerObservation {
  return {
    name: options.name ?? "main",
    ranMinutes: byMinute(options.ran ?? 1),
    cpuRequestCores: byMinute(options.cpuRequest ?? 0),
    ramRequestBytes: everyMinute(gib(options.ramRequestGib ?? 0)),
    gpuRequest: byMinute(options.gpuRequest ?? 0),
    cpuUsageCores: byMinute(options.cpuUsage ?? 0),
    ramUsageBytes: everyMinute(gib(options.ramUsageGib ?? 0)),
    billed: null,
  };
}

function byMinute(value: number | PerMinute): PerMinute {
  return typeof value === "number" ? everyMinute(value) : value;
}

/** A pod of the Deployment `web` on `node-1`, without containers. Its uid follows its name. */
export function createPod(fields: Partial<PodObservation> = {}): PodObservation {
  const name = fields.name ?? "web-1";
  return {
    namespace: "shop",
    name,
    uid: `uid-${name}`,
    node: "node-1",
    controllerKind: "Deployment",
    controller: "web",
    labels: {},
    containers: [],
    ...fields,
  };
}

/** A claimed volume of 60 GiB that nobody mounts, seen for the whole hour and without a reported price. */
export function createVolume(fields: Partial<VolumeObservation> = {}): VolumeObservation {
  return {
    name: "pv-1",
    namespace: "shop",
    claim: "store",
    storageClass: "standard",
    providerId: "",
    capacityBytes: gib(60),
    perGibHour: null,
    seenMinutes: everyMinute(1),
    unobservedMinutes: everyMinute(0),
    mounts: [],
    ...fields,
  };
}

/** A mount by the pod that `createPod` makes, for the whole hour. */
export function createMount(fields: Partial<VolumeMount> = {}): VolumeMount {
  const pod = fields.pod ?? "web-1";
  return { namespace: "shop", pod, podUid: `uid-${pod}`, mountedMinutes: everyMinute(1), ...fields };
}

/** A load balancer seen for the whole hour, without a reported price. */
export function createLoadBalancer(fields: Partial<LoadBalancerObservation> = {}): LoadBalancerObservation {
  return {
    namespace: "shop",
    service: "front",
    perHour: null,
    seenMinutes: everyMinute(1),
    unobservedMinutes: everyMinute(0),
    ...fields,
  };
}

/** Traffic of the pod that `createPod` makes: none, unless the test says how much. */
export function createTraffic(fields: Partial<NetworkObservation> = {}): NetworkObservation {
  const pod = fields.pod ?? "web-1";
  return {
    namespace: "shop",
    pod,
    podUid: `uid-${pod}`,
    zoneBytes: 0,
    regionBytes: 0,
    internetBytes: 0,
    ...fields,
  };
}

/** A fee of 0.1 an hour, seen for the whole hour. */
export function createFee(fields: Partial<FeeObservation> = {}): FeeObservation {
  return { perHour: 0.1, seenMinutes: everyMinute(1), unobservedMinutes: everyMinute(0), ...fields };
}

/** An hour that was seen whole and in which there was nothing. */
export function createObservation(fields: Partial<Observation> = {}): Observation {
  return {
    hour: HOUR,
    source: "prometheus",
    nodes: [],
    pods: [],
    volumes: [],
    loadBalancers: [],
    network: null,
    networkPrices: null,
    fee: null,
    namespaceLabels: new Map(),
    seenMinutes: everyMinute(1),
    seenByKind: {
      gpu: everyMinute(1),
      volume: everyMinute(1),
      network: everyMinute(fields.network ? 1 : 0),
      loadBalancer: everyMinute(1),
    },
    gaps: [],
    findings: [],
    ...fields,
  };
}
