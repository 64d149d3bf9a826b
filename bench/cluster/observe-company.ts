import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import {
  type LoadBalancerObservation,
  MINUTES_PER_HOUR,
  type NetworkObservation,
  type NodeObservation,
  type Observation,
  type PerMinute,
  type VolumeObservation,
} from "../../server/src/domain/observation.ts";
import { BYTES_PER_GIB } from "../../server/src/domain/units.ts";
import { mix, unit } from "../../server/src/sources/demo/noise.ts";
import type { Company } from "./company.ts";
import { podsDuring, type RunningPod } from "./pods.ts";

const NODE_CORES = 16;
const NODE_GIB = 64;
/** Minutes that were seen of an hour with a gap. */
const SEEN_MINUTES = 45;
/** One hour of four days has a gap. */
const GAP_EVERY_DAYS = 4;
const GAP_AT_HOUR = 3;

/** What of each minute a source saw in an hour. */
interface Sight {
  readonly seen: PerMinute;
  readonly unseen: PerMinute;
  readonly gapStart: Instant | null;
}

/** What a source would have seen of the company's cluster in an hour: the same whenever it is asked. */
export function observeCompany(company: Company, hour: Instant): Observation {
  const sight = sightOf(hour);
  const running = podsDuring(company, hour, sight.seen);
  return {
    hour,
    source: "prometheus",
    nodes: Array.from({ length: company.nodeCount }, (_, index) => nodeOf(index, sight)),
    pods: running.map(({ pod }) => pod),
    volumes: running.filter(({ workload }) => workload.volumeGib > 0).map((each) => volumeOf(each, sight)),
    loadBalancers: loadBalancersOf(company, sight),
    network: running.filter(({ workload }) => workload.hasTraffic).map(trafficOf),
    networkPrices: { perZoneGib: 0.01, perRegionGib: 0.02, perInternetGib: 0.09 },
    fee: { perHour: 0.1, seenMinutes: sight.seen, unobservedMinutes: sight.unseen },
    namespaceLabels: new Map(company.namespaces.map((name) => [name, { owner: `owner-of-${name}` }])),
    seenMinutes: sight.seen,
    seenByKind: { gpu: sight.seen, volume: sight.seen, network: sight.seen, loadBalancer: sight.seen },
    findings: [],
    gaps:
      sight.gapStart === null
        ? []
        : [{ start: sight.gapStart, end: hour + HOUR_MS, reason: "not_scraped" as const }],
  };
}

/** Whether the source misses a part of the hour. */
export function hasGap(hour: Instant): boolean {
  return Math.floor(hour / DAY_MS) % GAP_EVERY_DAYS === 0 && (hour % DAY_MS) / HOUR_MS === GAP_AT_HOUR;
}

function sightOf(hour: Instant): Sight {
  const isCut = hasGap(hour);
  const seenMinutes = isCut ? SEEN_MINUTES : MINUTES_PER_HOUR;
  return {
    seen: new Float64Array(MINUTES_PER_HOUR).fill(1, 0, seenMinutes),
    unseen: new Float64Array(MINUTES_PER_HOUR).fill(1, seenMinutes),
    gapStart: isCut ? hour + SEEN_MINUTES * MINUTE_MS : null,
  };
}

function nodeOf(index: number, { seen, unseen }: Sight): NodeObservation {
  const spot = index % 4 === 3;
  const price = { perCpuCoreHour: spot ? 0.012 : 0.0316, perRamGibHour: spot ? 0.0016 : 0.00424 };
  return {
    name: `node-${index}`,
    billing: "capacity",
    providerId: `cloud://eu-1/i-${index}`,
    instanceType: "m.4xlarge",
    region: "eu-1",
    pool: spot ? "spot" : "standard",
    zone: "",
    capacityType: spot ? "spot" : "on-demand",
    told: {},
    labels: { pool: spot ? "spot" : "standard" },
    seenMinutes: seen,
    unobservedMinutes: unseen,
    spans: [{ fromMinute: 0, cpuCores: NODE_CORES, ramBytes: NODE_GIB * BYTES_PER_GIB, gpus: 0, price }],
  };
}

function volumeOf({ pod, workload }: RunningPod, { seen, unseen }: Sight): VolumeObservation {
  return {
    name: `pv-${pod.name}`,
    namespace: pod.namespace,
    claim: `data-${pod.name}`,
    storageClass: "standard",
    providerId: `vol-${pod.name}`,
    capacityBytes: workload.volumeGib * BYTES_PER_GIB,
    perGibHour: 0.000_137,
    seenMinutes: seen,
    unobservedMinutes: unseen,
    mounts: [{ namespace: pod.namespace, pod: pod.name, podUid: pod.uid, mountedMinutes: seen }],
  };
}

/** Every third namespace is open to the world. */
function loadBalancersOf({ namespaces }: Company, { seen, unseen }: Sight): LoadBalancerObservation[] {
  return namespaces
    .filter((_, index) => index % 3 === 1)
    .map((namespace) => ({
      namespace,
      service: "gateway",
      perHour: 0.025,
      seenMinutes: seen,
      unobservedMinutes: unseen,
    }));
}

function trafficOf({ pod, key }: RunningPod): NetworkObservation {
  const bytes = (salt: number, most: number): number => Math.floor(unit(mix(key, salt)) * most);
  return {
    namespace: pod.namespace,
    pod: pod.name,
    podUid: pod.uid,
    zoneBytes: bytes(11, 4e9),
    regionBytes: bytes(12, 4e8),
    internetBytes: bytes(13, 1e9),
  };
}
