import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FindingBook } from "../../../../server/src/domain/findings/finding-book.ts";
import { observeNetwork } from "../../../../server/src/sources/prometheus/pods/observe-network.ts";
import { PodLives } from "../../../../server/src/sources/prometheus/pods/pod-lives.ts";
import { readShard } from "../../../../server/src/sources/prometheus/pods/read-shards.ts";
import { podShard, type Shard, wholeCluster } from "../../../../server/src/sources/prometheus/query/shard.ts";
import { ScrapeTimes } from "../../../../server/src/sources/prometheus/series/scrape-times.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { readerOf } from "./support/reader-of.ts";
import { HOUR, minute, type Point, seriesOf, steady } from "./support/series-of.ts";

const TARGET = { job: "network-costs", instance: "node-1" };
const INTERNET = { internet: "true", same_region: "false", same_zone: "false" };
const DB = { ...TARGET, ...INTERNET, namespace: "db", pod_name: "db-0" };
/** Sent since the pod began, long before the hour. */
const BEFORE = 4e13;

/** A counter that grows by 100 bytes a minute. */
function counter(from = -7, to = 67, base = BEFORE): Point[] {
  return steady(from, to).map(([time]) => [time, base + ((time - minute(-7)) / 60_000) * 100]);
}

function observed(egress: readonly Series[]) {
  const scrapes = new ScrapeTimes();
  const other = seriesOf({ ...TARGET, pod_name: "other" }, counter());
  scrapes.note([...egress, other], { isOfCluster: false });
  const findings = new FindingBook();
  const context = { lives: new PodLives(), scrapes, hour: HOUR, ends: new Map(), findings };
  const sent = observeNetwork({ egress, started: [] }, context);
  const bytes = Object.fromEntries(
    sent.map(({ namespace, pod, ...of }) => [`${namespace}/${pod}`, Math.round(of.internetBytes)]),
  );
  return { bytes, codes: findings.list().map(({ code }) => code) };
}

test.each([
  { what: "a node's label", labels: { gpu_driver: "ready" } },
  { what: "an external label", labels: { cluster: "prod" } },
  { what: "another instance", labels: { instance: "10.0.0.1:3001" } },
  { what: "another job", labels: { job: "podmonitor" } },
])("a counter that goes on under $what sends no more than it did", ({ labels }) => {
  const { bytes } = observed([
    seriesOf(DB, counter(-7, 19)),
    seriesOf({ ...DB, ...labels }, counter(20, 67)),
  ]);

  expect(bytes).toEqual({ "db/db-0": 6_000 });
});

test("a counter that goes back by a few bytes has not begun anew", () => {
  const points = counter().map(([time, value]): Point => [time, time === minute(20) ? value - 130 : value]);

  expect(observed([seriesOf(DB, points)])).toEqual({
    bytes: { "db/db-0": 6_000 },
    codes: ["traffic_went_back"],
  });
});

test("a counter that first shows years of traffic sent none of it now", () => {
  const { bytes, codes } = observed([seriesOf(DB, counter(20, 67))]);

  expect(bytes).toEqual({ "db/db-0": 4_000 });
  expect(codes).toEqual(["traffic_impossible"]);
});

test("a jump at a speed that the counter never has is not traffic", () => {
  const points = counter().map(([time, value]): Point => [time, time < minute(20) ? value : value + 2e11]);

  expect(observed([seriesOf(DB, points)])).toEqual({
    bytes: { "db/db-0": 5_900 },
    codes: ["traffic_impossible"],
  });
});

test("a fast link that is fast all the time is believed", () => {
  const points = steady(-7, 67).map(([time], index): Point => [time, index * 2e11]);

  expect(observed([seriesOf(DB, points)]).bytes).toEqual({ "db/db-0": 60 * 2e11 });
});

test.each([
  { what: "HA replicas", labels: { ha_replica: "b" } },
  { what: "two jobs", labels: { job: "podmonitor", instance: "10.0.0.1:3001" } },
])("what $what tell of one counter is sent once", ({ labels }) => {
  const copies = [seriesOf(DB, counter()), seriesOf({ ...DB, ...labels }, counter())];

  expect(observed(copies).bytes).toEqual({ "db/db-0": 6_000 });
});

test("parts of one scrape add up, and their copies do not", () => {
  const parts = ["s3", "dns"].map((service) => ({ ...DB, service }));
  const copies = parts.map(({ service, ...labels }) => ({
    ...labels,
    ...(service === "dns"
      ? { service: "network-costs", exported_service: "dns" }
      : { service: "network-costs", exported_service: "s3" }),
    job: "podmonitor",
  }));

  expect(observed(parts.map((labels) => seriesOf(labels, counter()))).bytes).toEqual({ "db/db-0": 12_000 });
  expect(observed([...parts, ...copies].map((labels) => seriesOf(labels, counter()))).bytes).toEqual({
    "db/db-0": 12_000,
  });
});

/** A label that all families have by one name. */
function label(name: string): () => string {
  return () => name;
}

const EXPORTERS_POD = { namespace: "kubecost", pod: "network-costs-x1" };

test.each([
  { what: "without honor_labels", labels: { ...EXPORTERS_POD, exported_namespace: "db", pod_name: "db-0" } },
  { what: "with honor_labels", labels: { ...EXPORTERS_POD, namespace: "db", pod_name: "db-0" } },
  {
    what: "whose scrape has a pod_name too",
    labels: { ...EXPORTERS_POD, pod_name: "x", exported_pod_name: "db-0", exported_namespace: "db" },
  },
])("traffic from a ServiceMonitor $what belongs to the metered pod, in shards too", async ({ labels }) => {
  const series = seriesOf({ ...TARGET, ...INTERNET, ...labels }, counter());
  const { reader } = readerOf((expression) => (expression.includes("network_egress") ? [series] : []));
  const shards: Shard[] = [
    wholeCluster([], () => "namespace"),
    podShard("db", ["db-0"], { namespace: label("exported_namespace"), pod: label("pod_name") }),
  ];

  for (const shard of shards) {
    const { egress } = await readShard(reader, shard, new Set());

    expect(observed(egress).bytes).toEqual({ "db/db-0": 6_000 });
  }
});

test("whatever one sample says, no other pod's traffic changes, and its own by no more than a link can carry", () => {
  const wrong = fc.oneof(
    fc.double(),
    fc.constantFrom(
      0,
      -1,
      Number.NaN,
      2 ** 63,
      2 ** 64,
      1e300,
      Number.POSITIVE_INFINITY,
      BEFORE / 2,
      2 * BEFORE,
    ),
  );
  const shop = seriesOf({ ...DB, namespace: "shop" }, counter(-7, 67, 5e9));

  fc.assert(
    fc.property(fc.nat({ max: 74 }), wrong, (place, value) => {
      const points = counter().map(([time, told], index): Point => [time, index === place ? value : told]);

      const { bytes } = observed([seriesOf(DB, points), shop]);

      expect(bytes["shop/db-0"]).toBe(6_000);
      expect(bytes["db/db-0"]).toBeLessThan(6_000 + 1_000);
      expect(bytes["db/db-0"]).toBeGreaterThan(6_000 - 1_000);
    }),
  );
});
