import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  ContainerObservation,
  Observation,
  PerMinute,
  PodObservation,
} from "../../server/src/domain/observation.ts";
import { createPrometheusSource } from "../../server/src/sources/prometheus/prometheus-source.ts";
import { observeHour } from "../../server/src/sources/prometheus/observe-hour.ts";
import { POD_FAMILIES } from "../../server/src/sources/prometheus/query/families.ts";
import { HourReader } from "../../server/src/sources/prometheus/query/hour-reader.ts";
import { createQueryClient, PROMETHEUS } from "../../server/src/sources/prometheus/query/query-client.ts";
import type { Series } from "../../server/src/sources/prometheus/series/series.ts";
import { createConnection } from "../../server/src/sources/transport/source-connection.ts";
import { recordCluster, type RecordingOptions } from "../unit/sources/prometheus/support/record-cluster.ts";
import {
  at,
  GAP,
  PODS,
  type RecordedContainer,
  type RecordedPod,
  RECORDING_START,
} from "../unit/sources/prometheus/support/recorded-cluster.ts";
import {
  prometheusMissing,
  type ServedRecording,
  serveRecording,
} from "../unit/sources/prometheus/support/serve-recording.ts";

const NEVER = new AbortController().signal;
const GIB = 2 ** 30;
const HOURS = [at(10, 0), at(11, 0), at(12, 0), at(13, 0)];

const missing = await prometheusMissing();
if (missing !== null)
  process.stderr.write(`Prometheus source not tested against a real server: ${missing}\n`);

/** Minutes, and core-minutes and GiB-minutes of the greater of request and usage. */
interface Billed {
  ran: number;
  cpu: number;
  ram: number;
}

function trulyBilled(pod: RecordedPod, container: RecordedContainer, hour: Instant): Billed {
  const billed = { ran: 0, cpu: 0, ram: 0 };
  for (let start = hour; start < hour + HOUR_MS; start += MINUTE_MS) {
    const inGap = start >= GAP.start && start < GAP.end;
    if (start < pod.from || start >= pod.until || inGap) continue;
    const minute = (start - RECORDING_START) / MINUTE_MS;
    billed.ran++;
    billed.cpu += Math.max(container.cpuRequest, container.cpu(minute));
    billed.ram += Math.max(container.ramRequest, container.ram(minute)) / GIB;
  }
  return billed;
}

function observedBilled(container: ContainerObservation | undefined): Billed {
  const billed = { ran: 0, cpu: 0, ram: 0 };
  for (const [minute, share] of (container?.ranMinutes ?? new Float64Array()).entries()) {
    billed.ran += share;
    billed.cpu += share * greater(container?.cpuRequestCores, container?.cpuUsageCores, minute);
    billed.ram += (share * greater(container?.ramRequestBytes, container?.ramUsageBytes, minute)) / GIB;
  }
  return billed;
}

function greater(request: PerMinute | undefined, usage: PerMinute | undefined, minute: number): number {
  const used = usage?.[minute] ?? Number.NaN;
  return Math.max(request?.[minute] ?? 0, Number.isNaN(used) ? 0 : used);
}

/** Minutes by which an observation may miss the truth: what happens in the hour is known to one interval. */
function uncertainty(hour: Instant, edges: readonly Instant[], intervalMs: number): number {
  const isSharp = edges.every((edge) => edge < hour || edge >= hour + HOUR_MS);
  return isSharp ? 0.02 : intervalMs / MINUTE_MS + 0.02;
}

function byUid(a: PodObservation, b: PodObservation): number {
  return a.uid < b.uid ? -1 : 1;
}

function sum(shares: PerMinute | undefined): number {
  return (shares ?? new Float64Array()).reduce((total, share) => total + share, 0);
}

/** What series count for in an answer: their samples, and fifty for the labels of each. */
function sizeOf(series: readonly Series[]): number {
  return series.reduce((size, { times }) => size + times.length + 50, 0);
}

describe.skipIf(missing !== null).each<RecordingOptions>([
  { intervalMs: 30_000, nodeLabel: "node" },
  { intervalMs: 60_000, nodeLabel: null },
  { intervalMs: 120_000, nodeLabel: "kubernetes_io_hostname" },
  { intervalMs: 300_000, nodeLabel: null },
])("a cluster scraped every $intervalMs ms, cAdvisor's node label $nodeLabel", (options) => {
  const { intervalMs } = options;
  const interval = intervalMs / MINUTE_MS;
  const hours = new Map<Instant, Observation>();
  let served: ServedRecording | null = null;

  beforeAll(async () => {
    served = await serveRecording(recordCluster(options));
    const source = createPrometheusSource({ url: served.url, now: () => at(14, 20) });
    for (const hour of HOURS) hours.set(hour, await source.observe(hour, NEVER));
  });
  afterAll(() => served?.[Symbol.asyncDispose]());

  const cases = HOURS.flatMap((hour) =>
    PODS.filter((pod) => pod.from < hour + HOUR_MS && pod.until > hour).flatMap((pod) =>
      pod.containers.map((container) => ({
        hour,
        pod,
        container,
        title: `${pod.name} ${pod.uid.at(-1)} ${container.name} at ${new Date(hour).getUTCHours()}`,
      })),
    ),
  );

  test.each(cases)("bills $title for what it truly ran, requested and used", ({ hour, pod, container }) => {
    const observed = hours.get(hour)?.pods.find(({ uid }) => uid === pod.uid);
    const found = observedBilled(observed?.containers.find(({ name }) => name === container.name));
    const truth = trulyBilled(pod, container, hour);

    const allowed = uncertainty(hour, [pod.from, pod.until, GAP.start], intervalMs);
    const unmeasured = uncertainty(hour, [container.restartsAt ?? 0], intervalMs);
    // A sample tells of the time before it, so usage that swings slowly comes a little late.
    const allowedShare = (1.5 * (allowed + unmeasured)) / truth.ran + 0.01 + 0.002 * interval;
    expect(Math.abs(found.ran - truth.ran)).toBeLessThanOrEqual(allowed);
    expect(Math.abs(found.cpu / truth.cpu - 1)).toBeLessThan(allowedShare);
    expect(Math.abs(found.ram / truth.ram - 1)).toBeLessThan(allowedShare);
  });

  test("lists each pod once, on its node, under its topmost owner", () => {
    const pods = hours
      .get(at(10, 0))
      ?.pods.map((pod) => [pod.uid.at(-1), pod.node, pod.controllerKind, pod.controller]);

    expect(pods?.toSorted()).toEqual([
      ["1", "node-1", "Deployment", "web"],
      ["2", "node-1", "Deployment", "web"],
      ["3", "node-1", "Deployment", "api"],
      ["4", "node-1", "CronJob", "nightly"],
      ["5", "node-1", "StatefulSet", "db"],
      ["6", "node-2", "StatefulSet", "db"],
      ["7", "node-1", "", ""],
    ]);
  });

  test("keeps the labels that say something", () => {
    const [pod] = hours.get(at(13, 0))?.pods.filter(({ namespace }) => namespace === "db") ?? [];

    expect(pod?.labels).toEqual({ team: "db" });
  });

  test("sees the node that joins from its first interval on, with its own price", () => {
    const [first, second] = hours.get(at(10, 0))?.nodes.toSorted((a, b) => (a.name < b.name ? -1 : 1)) ?? [];

    expect(sum(first?.seenMinutes)).toBeCloseTo(60, 5);
    expect(Math.abs(sum(second?.seenMinutes) - 40)).toBeLessThanOrEqual(interval);
    expect([first?.capacityType, second?.capacityType, first?.pool, second?.pool]).toEqual([
      "on-demand",
      "spot",
      "base",
      "burst",
    ]);
    expect(second?.spans).toEqual([
      {
        fromMinute: 0,
        cpuCores: 4,
        ramBytes: 16 * GIB,
        gpus: 0,
        price: { perCpuCoreHour: 0.01, perRamGibHour: 0.002 },
      },
    ]);
    expect(second).toMatchObject({ instanceType: "m6i", region: "eu-west-1", providerId: "sim:///node-2" });
  });

  test("finds the gap, and what stood unseen in it", () => {
    const hour = hours.get(at(12, 0));
    const [gap, ...others] = hour?.gaps ?? [];

    expect(others).toEqual([]);
    expect(gap?.reason).toBe("not_scraped");
    expect(Math.abs(sum(hour?.seenMinutes) - 20)).toBeLessThanOrEqual(interval);
    const assets = [...(hour?.nodes ?? []), ...(hour?.volumes ?? []), ...(hour?.loadBalancers ?? [])];
    expect(assets).toHaveLength(4);
    for (const { seenMinutes, unobservedMinutes } of assets) {
      expect(Math.abs(sum(unobservedMinutes) - 40)).toBeLessThanOrEqual(interval);
      expect(sum(seenMinutes) + sum(unobservedMinutes)).toBeCloseTo(60, 1);
    }
    expect(sum(hour?.fee?.seenMinutes) + sum(hour?.fee?.unobservedMinutes)).toBeCloseTo(60, 1);
  });

  test("hours without the gap are seen whole", () => {
    for (const hour of HOURS.filter((each) => each !== at(12, 0))) {
      expect(hours.get(hour)?.gaps).toEqual([]);
      expect(sum(hours.get(hour)?.seenMinutes)).toBe(60);
    }
  });

  test("counts the volume once, mounted while one of its pods ran", () => {
    const [volume, ...others] = hours.get(at(10, 0))?.volumes ?? [];
    const mounted = volume?.mounts.map(({ mountedMinutes }) => sum(mountedMinutes)) ?? [];

    expect(others).toEqual([]);
    expect(volume).toMatchObject({
      namespace: "db",
      claim: "data-db-0",
      capacityBytes: 100 * GIB,
      perGibHour: 0.0001,
    });
    expect(sum(volume?.seenMinutes)).toBeCloseTo(60, 5);
    expect(mounted).toHaveLength(2);
    expect(Math.abs(sum(Float64Array.from(mounted)) - 56)).toBeLessThanOrEqual(2 * interval);
  });

  test("prices load balancer, fee and traffic as the exporter does", () => {
    const hour = hours.get(at(11, 0));

    expect(hour?.loadBalancers.map((each) => [each.namespace, each.service, each.perHour])).toEqual([
      ["shop", "web", 0.025],
    ]);
    expect(hour?.fee?.perHour).toBe(0.1);
    expect(hour?.networkPrices).toEqual({ perZoneGib: 0.01, perRegionGib: 0.02, perInternetGib: 0.12 });
    for (const { internetBytes, zoneBytes } of hour?.network ?? []) {
      expect(internetBytes / 60e6).toBeCloseTo(1, 3);
      expect(zoneBytes).toBe(0);
    }
    expect(hour?.network?.map(({ podUid }) => podUid.at(-1)).toSorted()).toEqual(["2", "3", "6", "7"]);
  });

  function readerAt(hour: Instant): HourReader {
    const settings = { timeoutMs: 30_000, maxConcurrent: 4 };
    const client = createQueryClient(createConnection({ url: served?.url ?? "" }, PROMETHEUS), settings);
    return new HourReader({ client, hour, matchers: [], signal: NEVER });
  }

  test("observes the same in shards as at once", async () => {
    const hour = at(10, 0);
    const sharded = await observeHour(readerAt(hour), { mostSamples: 300, mostTextBytes: 200 });

    const atOnce = hours.get(hour);
    expect(sharded.pods.toSorted(byUid)).toEqual(atOnce?.pods.toSorted(byUid));
    expect(sharded.nodes).toEqual(atOnce?.nodes);
    expect(sharded.volumes[0]?.mounts).toHaveLength(2);
    expect(sum(sharded.seenMinutes)).toBe(60);
  });

  test("measures answers by their samples and by their series", async () => {
    const reader = readerAt(at(10, 0));
    const sizes = await reader.answerSizes(POD_FAMILIES.running, ["namespace"]);

    const read = await reader.samples(POD_FAMILIES.running);
    const byNamespace = Map.groupBy(read, ({ labels }) => labels["namespace"]);
    expect(new Map(sizes.map(({ labels, values }) => [labels["namespace"], values[0]]))).toEqual(
      new Map([...byNamespace].map(([namespace, series]) => [namespace, sizeOf(series)])),
    );
  });

  test("finds the first hour that the server remembers", async () => {
    const source = createPrometheusSource({ url: served?.url ?? "", now: () => at(14, 20) });

    expect(await source.earliestHour(NEVER)).toBe(at(9, 0));
  });
});
