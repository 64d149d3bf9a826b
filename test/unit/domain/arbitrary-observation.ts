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
  type Observation,
  type PodObservation,
  type VolumeMount,
  type VolumeObservation,
} from "../../../server/src/domain/observation.ts";
import { gib, HOUR } from "../../support/observations.ts";
import {
  type BlindMinutes,
  blindMinutes,
  byMinute,
  life,
  price,
  share,
  standing,
} from "./arbitrary-minutes.ts";
import { NODES, nodes } from "./arbitrary-nodes.ts";

// Few names, so that things meet: pods on one node, mounts of one pod, a name that two pods bore.
const NODES_AND_GHOSTS = [...NODES, "ghost", ""];
const NAMESPACES = ["shop", "ml"];
const PODS = ["web-1", "web-2", "db-0", "job-x"];

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
