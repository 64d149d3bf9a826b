import { expect, test } from "vitest";
import { FindingBook } from "../../../../server/src/domain/findings/finding-book.ts";
import { observeNetwork } from "../../../../server/src/sources/prometheus/pods/observe-network.ts";
import { podKey, PodLives } from "../../../../server/src/sources/prometheus/pods/pod-lives.ts";
import { ScrapeTimes } from "../../../../server/src/sources/prometheus/series/scrape-times.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { HOUR, minute, type Point, seriesOf, steady } from "./support/series-of.ts";

const TARGET = { job: "network-costs", instance: "node-1", namespace: "db", pod_name: "db-0" };
const INTERNET = { ...TARGET, internet: "true", same_region: "false", same_zone: "false" };

/** A counter that grows by 100 bytes a minute. */
function counter(from: number, to: number, base = 0): Point[] {
  return steady(from, to).map(([time]) => [time, base + ((time - minute(from - 1)) / 60_000) * 100]);
}

function sent(
  egress: readonly Series[],
  lives = new PodLives(),
  started: readonly Series[] = [],
  ends: ReadonlyMap<string, number> = new Map(),
) {
  const scrapes = new ScrapeTimes();
  scrapes.note([...egress, seriesOf({ ...TARGET, pod_name: "other" }, counter(-7, 67))], {
    isOfCluster: false,
  });
  return observeNetwork(
    { egress, started },
    { lives, scrapes, hour: HOUR, ends, findings: new FindingBook() },
  );
}

test.each([
  { internet: "true", same_region: "false", same_zone: "false", bytes: [0, 0, 6000] },
  { internet: "false", same_region: "false", same_zone: "false", bytes: [0, 6000, 0] },
  { internet: "false", same_region: "true", same_zone: "false", bytes: [6000, 0, 0] },
])("internet $internet, same region $same_region, same zone $same_zone", ({ bytes, ...labels }) => {
  const [pod] = sent([seriesOf({ ...TARGET, ...labels }, counter(-7.3, 67))]);

  expect([pod?.zoneBytes, pod?.regionBytes, pod?.internetBytes].map((each) => Math.round(each ?? 0))).toEqual(
    bytes,
  );
});

test("traffic within the zone is not listed", () => {
  const free = { ...TARGET, internet: "false", same_region: "true", same_zone: "true" };

  expect(sent([seriesOf(free, counter(-7, 67))])).toEqual([]);
});

test("the first value of a new counter is traffic, that of an old one is not", () => {
  const [pod] = sent([seriesOf(INTERNET, counter(11, 20))]);
  const [unheard] = sent([seriesOf({ ...INTERNET, instance: "node-2" }, counter(11, 20, 1e9))]);

  expect(pod?.internetBytes).toBeCloseTo(1000);
  expect(unheard?.internetBytes).toBeCloseTo(900);
});

test("on a node that has just joined the container's start tells that the first value is traffic", () => {
  const joined = seriesOf({ ...INTERNET, instance: "node-2" }, counter(11, 20));
  const started = seriesOf({ namespace: "db", pod: "db-0", container: "db" }, [
    [minute(67), minute(10) / 1000],
  ]);

  expect(sent([joined], new PodLives(), [started])[0]?.internetBytes).toBeCloseTo(1000);
});

test("an old pod that begins to send somewhere sends its first value too", () => {
  const started = seriesOf({ namespace: "db", pod: "db-0", container: "db" }, [
    [minute(67), minute(-9_000) / 1000],
  ]);

  const [pod] = sent([seriesOf(INTERNET, counter(11, 20))], new PodLives(), [started]);

  expect(pod?.internetBytes).toBeCloseTo(1000);
});

test("what was sent across the hour's borders belongs to each hour by its time", () => {
  const points: Point[] = [
    [minute(-0.5), 0],
    [minute(0.5), 100],
    [minute(59.5), 6000],
    [minute(60.5), 6100],
  ];

  expect(sent([seriesOf(INTERNET, points)])[0]?.internetBytes).toBeCloseTo(50 + 5900 + 50);
});

test("a counter that falls counts from zero", () => {
  const [pod] = sent([seriesOf(INTERNET, [...counter(-7, 30), ...counter(31, 67)])]);

  expect(pod?.internetBytes).toBeCloseTo(6000);
});

test("a counter that two jobs scrape counts once", () => {
  const copies = ["network-costs", "second"].map((job) => seriesOf({ ...INTERNET, job }, counter(-7, 67)));

  expect(sent(copies)[0]?.internetBytes).toBeCloseTo(6000);
});

test("bytes go to the pod that had the name when they were sent", () => {
  const lives = new PodLives();
  const pod = { namespace: "db", pod: "db-0" };
  lives.learn([
    seriesOf({ ...pod, uid: "a" }, steady(-7, 30)),
    seriesOf({ ...pod, uid: "b" }, steady(31, 67)),
  ]);

  const pods = sent([seriesOf(INTERNET, counter(-7, 67))], lives);

  expect(pods.map(({ podUid, internetBytes }) => [podUid, Math.round(internetBytes)])).toEqual([
    ["a", 3000],
    ["b", 3000],
  ]);
});

const DB = podKey({ namespace: "db", pod: "db-0", uid: "" });

test.each([
  { what: "ends before it would be looked at again", endedAt: 20.7, bytes: 1070 },
  { what: "runs on without being counted", endedAt: 25, bytes: 1000 },
  { what: "had ended by then", endedAt: 19, bytes: 1000 },
  { what: "ends in the next hour", endedAt: 60.5, from: 51, to: 59.8, bytes: 900 },
])("a pod that $what sends as before until its end, and not beyond", ({ endedAt, bytes, ...seen }) => {
  const { from = 11, to = 20 } = seen;

  const [pod] = sent(
    [seriesOf(INTERNET, counter(from, to))],
    new PodLives(),
    [],
    new Map([[DB, minute(endedAt)]]),
  );

  expect(pod?.internetBytes).toBeCloseTo(bytes, 0);
});
