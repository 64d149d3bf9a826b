import { MINUTE_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import {
  type ContainerObservation,
  type FeeObservation,
  type Gap,
  type LoadBalancerObservation,
  MINUTES_PER_HOUR,
  type NetworkObservation,
  type NetworkPrices,
  type NodeObservation,
  type NodeSpan,
  type Observation,
  type PerMinute,
  type PodObservation,
  type ReportedNodePrice,
  type VolumeMount,
  type VolumeObservation,
} from "../../../server/src/domain/observation.ts";
import { gib, HOUR } from "../../support/observations.ts";

// Few names, so that things meet: pods on one node, mounts of one pod, a name that two pods bore.
const NODES = ["node-1", "node-2", "node-3"];
const NODES_AND_GHOSTS = [...NODES, "ghost", ""];
const NAMESPACES = ["shop", "ml"];
const PODS = ["web-1", "web-2", "db-0", "job-x"];

/** Shares of a minute; whole ones are the usual case. */
const share = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 1, 1) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
);

/** Prices in whole pico-units, as far as an ordinary price goes, so that multiples of them stay exact. */
const ordinaryPrice = fc.oneof(
  fc.constantFrom(0, 0.031611, 0.004237, 0.05, 1e-12),
  fc.integer({ min: 0, max: 2_000_000_000_000 }).map((pico) => pico / 1e12),
);
const price = fc.oneof({ weight: 9, arbitrary: ordinaryPrice }, { weight: 1, arbitrary: fc.constant(1_000) });

/** One value for each minute, that changes at most three times in the hour. */
function byMinute(value: fc.Arbitrary<number>): fc.Arbitrary<PerMinute> {
  const changes = fc.array(fc.tuple(fc.nat(MINUTES_PER_HOUR - 1), value), { maxLength: 3 });
  return fc.tuple(value, changes).map(([first, later]) => {
    const minutes = new Float64Array(MINUTES_PER_HOUR).fill(first);
    for (const [from, changed] of later.toSorted(([a], [b]) => a - b)) minutes.fill(changed, from);
    return minutes;
  });
}

/** Minutes in which the source was blind: after some, it saw that things had stood all along. */
interface BlindMinutes {
  readonly from: number;
  readonly to: number;
  readonly bridged: boolean;
}

const blindMinutes: fc.Arbitrary<BlindMinutes | null> = fc.option(
  fc
    .record({
      from: fc.nat(MINUTES_PER_HOUR - 1),
      length: fc.integer({ min: 1, max: MINUTES_PER_HOUR }),
      bridged: fc.boolean(),
    })
    .map(({ from, length, bridged }) => ({ from, to: Math.min(MINUTES_PER_HOUR, from + length), bridged })),
);

/** When something stood there: since when, until when, as a fraction of the hour. */
const life = fc
  .tuple(fc.constantFrom(0, 0, 0.25, 0.303), fc.constantFrom(1, 1, 0.75, 0.6181))
  .map(([from, to]) =>
    Float64Array.from({ length: MINUTES_PER_HOUR }, (_, minute) => {
      const overlap = Math.min(to * MINUTES_PER_HOUR, minute + 1) - Math.max(from * MINUTES_PER_HOUR, minute);
      return Math.max(0, overlap);
    }),
  );

interface Standing {
  readonly seenMinutes: PerMinute;
  readonly unobservedMinutes: PerMinute;
}

/** Splits a life into what was seen of it and what was not. */
function standing(lived: PerMinute, blind: BlindMinutes | null): Standing {
  const isBlind = (minute: number): boolean => blind !== null && minute >= blind.from && minute < blind.to;
  return {
    seenMinutes: lived.map((value, minute) => (isBlind(minute) ? 0 : value)),
    unobservedMinutes: lived.map((value, minute) => (isBlind(minute) && blind?.bridged ? value : 0)),
  };
}

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
  providerId: fc.constantFrom("i-3", "i-4"),
  instanceType: fc.constantFrom("", "m6i.4xlarge"),
  region: fc.constantFrom("", "eu-west-1"),
  pool: fc.constantFrom("", "burst"),
  spot: fc.boolean(),
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

function nodes(blind: BlindMinutes | null): fc.Arbitrary<NodeObservation[]> {
  const node = fc
    .record({
      name: fc.constantFrom(...NODES),
      billing: fc.constantFrom("capacity" as const, "capacity" as const, "pods" as const),
      providerId: fc.constantFrom("", "i-1", "i-2"),
      instanceType: fc.constantFrom("", "m6i.large"),
      region: fc.constantFrom("", "eu-west-1"),
      labels: fc.constantFrom<Record<string, string>>({}, { pool: "general" }),
      spot: fc.boolean(),
      life,
      spans: nodeSpans,
    })
    .map(({ life: lived, ...rest }) => ({
      pool: "",
      ...rest,
      ...standing(lived, blind),
    }));
  return fc.uniqueArray(node, { maxLength: NODES.length, selector: ({ name }) => name });
}

const usage = fc.oneof(fc.constantFrom(NaN, 0, 1e-10, 2_000), fc.double({ min: 0, max: 6, noNaN: true }));
const request = fc.constantFrom(0, 0.1, 0.333, 2, 1e-9, 500);

/** Hours that a source billed itself: mostly some, now and then more than any node has. */
function billedHours(most: number): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.double({ min: 0, max: most, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(1e-10, 50_000) },
  );
}

const container: fc.Arbitrary<ContainerObservation> = fc.record({
  name: fc.constantFrom("main", "sidecar"),
  ranMinutes: byMinute(share),
  cpuRequestCores: byMinute(request),
  ramRequestBytes: byMinute(request.map(gib)),
  // Fractions are shares of a GPU that several containers hold.
  gpuRequest: byMinute(fc.constantFrom(0, 0, 0.25, 1 / 3, 1, 16)),
  cpuUsageCores: byMinute(usage),
  ramUsageBytes: byMinute(usage.map((value) => Math.round(gib(value)))),
  billed: fc.option(
    fc.record({
      cpuCoreHours: billedHours(4),
      ramGibHours: billedHours(16),
      gpuHours: fc.constantFrom(0, 0.5),
    }),
    { freq: 8 },
  ),
});

// What a pod's uid is when it is not "": no two pods share one.
const pod = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  name: fc.constantFrom(...PODS),
  life: fc.constantFrom("", "u1", "u2"),
  node: fc.constantFrom(...NODES_AND_GHOSTS),
  controllerKind: fc.constantFrom("Deployment", ""),
  labels: fc.constantFrom<Record<string, string>>({}, { team: "payments" }),
  containers: fc.uniqueArray(container, { maxLength: 2, selector: ({ name }) => name }),
});

const pods: fc.Arbitrary<PodObservation[]> = fc
  .uniqueArray(pod, { maxLength: 8, selector: (each) => `${each.namespace}/${each.name}/${each.life}` })
  .map((all) =>
    all.map(({ life: uid, ...rest }) => ({
      ...rest,
      uid: uidOf(rest.namespace, rest.name, uid),
      controller: rest.controllerKind && "web",
    })),
  );

function uidOf(namespace: string, name: string, uid: string): string {
  return uid && `${namespace}-${name}-${uid}`;
}

/** Names a pod as mounts and traffic do: often one that there is, sometimes one that is nowhere else. */
const podName = fc
  .record({
    namespace: fc.constantFrom(...NAMESPACES),
    pod: fc.constantFrom(...PODS, "stranger"),
    uid: fc.constantFrom("", "u1", "u2", "u3"),
  })
  .map(({ namespace, pod: name, uid }) => ({ namespace, pod: name, podUid: uidOf(namespace, name, uid) }));

const podKey = (name: VolumeMount | NetworkObservation): string =>
  `${name.namespace}/${name.pod}/${name.podUid}`;

const mounts: fc.Arbitrary<VolumeMount[]> = fc.uniqueArray(
  fc
    .record({ name: podName, mountedMinutes: byMinute(share) })
    .map(({ name, mountedMinutes }) => ({ ...name, mountedMinutes })),
  { maxLength: 4, selector: podKey },
);

function volumes(blind: BlindMinutes | null): fc.Arbitrary<VolumeObservation[]> {
  const volume = fc
    .record({
      name: fc.constantFrom("pv-1", "pv-2", "pv-3"),
      namespace: fc.constantFrom(...NAMESPACES, ""),
      capacityBytes: fc.constantFrom(0, 1, gib(1), gib(10), gib(65_536)),
      providerId: fc.constantFrom("", "vol-1"),
      storageClass: fc.constantFrom("", "gp3"),
      perGibHour: fc.option(price),
      life,
      mounts,
    })
    .map(({ life: lived, ...rest }) => ({
      claim: rest.namespace && "claim",
      ...rest,
      ...standing(lived, blind),
    }));
  return fc.uniqueArray(volume, { maxLength: 3, selector: ({ name }) => name });
}

function loadBalancers(blind: BlindMinutes | null): fc.Arbitrary<LoadBalancerObservation[]> {
  const loadBalancer = fc
    .record({
      namespace: fc.constantFrom(...NAMESPACES),
      service: fc.constantFrom("front", "back"),
      perHour: fc.option(price),
      life,
    })
    .map(({ life: lived, ...rest }) => ({ ...rest, ...standing(lived, blind) }));
  return fc.uniqueArray(loadBalancer, {
    maxLength: 3,
    selector: ({ namespace, service }) => `${namespace}/${service}`,
  });
}

const bytes = fc.oneof(
  fc.constantFrom(0, 1, gib(1_000_000)),
  fc.double({ min: 0, max: gib(1_000), noNaN: true }),
);
const network: fc.Arbitrary<NetworkObservation[] | null> = fc.option(
  fc.uniqueArray(
    fc
      .record({ name: podName, zoneBytes: bytes, regionBytes: bytes, internetBytes: bytes })
      .map(({ name, ...sent }) => ({ ...name, ...sent })),
    { maxLength: 6, selector: podKey },
  ),
);
const networkPrices: fc.Arbitrary<NetworkPrices | null> = fc.option(
  fc.record({ perZoneGib: price, perRegionGib: price, perInternetGib: price }),
);

function fee(blind: BlindMinutes | null): fc.Arbitrary<FeeObservation | null> {
  return fc.option(
    fc
      .record({ perHour: price, life })
      .map(({ perHour, life: lived }) => ({ perHour, ...standing(lived, blind) })),
  );
}

function gaps(blind: BlindMinutes | null): Gap[] {
  if (!blind) return [];

  const { from, to } = blind;
  return [{ start: HOUR + from * MINUTE_MS, end: HOUR + to * MINUTE_MS, reason: "not_scraped" }];
}

/**
 * Any hour that a source may hand over. Nodes, volumes and load balancers agree about the blind minutes;
 * containers and mounts need not, for a source may be wrong and the hour must close all the same.
 */
export const arbitraryObservation: fc.Arbitrary<Observation> = blindMinutes.chain((blind) =>
  fc.record({
    hour: fc.constant(HOUR),
    source: fc.constantFrom("prometheus", "opencost", "demo"),
    nodes: nodes(blind),
    pods,
    volumes: volumes(blind),
    loadBalancers: loadBalancers(blind),
    network,
    networkPrices,
    fee: fee(blind),
    seenMinutes: fc.constant(standing(new Float64Array(MINUTES_PER_HOUR).fill(1), blind).seenMinutes),
    gaps: fc.constant(gaps(blind)),
    findings: fc.constant([]),
    namespaceLabels: fc.constantFrom(new Map(), new Map([["shop", { team: "blue" }]])),
    seenByKind: fc.record({
      gpu: byMinute(share),
      volume: byMinute(share),
      network: byMinute(share),
      loadBalancer: byMinute(share),
    }),
  }),
);
