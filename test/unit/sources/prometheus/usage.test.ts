import { expect, test } from "vitest";
import { FindingBook } from "../../../../server/src/domain/findings/finding-book.ts";
import { listingsOf } from "../../../../server/src/sources/prometheus/pods/cgroups.ts";
import {
  type CpuContext,
  cpuUsage,
  ramPeak,
  ramUsage,
  type UsedContainer,
} from "../../../../server/src/sources/prometheus/pods/container-usage.ts";
import { Doubts } from "../../../../server/src/sources/prometheus/pods/doubts.ts";
import type { NodeSize } from "../../../../server/src/sources/prometheus/pods/node-sizes.ts";
import { ScrapeTimes } from "../../../../server/src/sources/prometheus/series/scrape-times.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { HOUR, minute, minutesIn, type Point, seriesOf, steady } from "./support/series-of.ts";

const TARGET = { job: "kubelet", instance: "node:10250" };
const other = seriesOf({ ...TARGET, id: "other" }, steady(-7, 67));

interface Setting {
  readonly startedAt?: number;
  readonly mostCores?: number;
}

/** A container on a node of that size, of which no start is known. */
function containerOn(size: NodeSize, context: CpuContext): UsedContainer {
  const doubts = new Doubts({ kind: "pod", namespace: "shop", name: "web-1", container: "web" }, context);
  return { starts: [], size, doubts };
}

function memory(series: readonly Series[]): Float64Array {
  const scrapes = new ScrapeTimes();
  scrapes.note(series, { isOfCluster: true });
  const context = { hour: HOUR, scrapes, findings: new FindingBook() };
  const container = containerOn({ cpuCores: 8, ramBytes: 1_000 }, context);
  return ramUsage(listingsOf(series), { ...container, ends: null }, context);
}

function cores(series: readonly Series[], { startedAt, mostCores = 8 }: Setting = {}): Float64Array {
  const scrapes = new ScrapeTimes();
  scrapes.note([...series, other], { isOfCluster: true });
  const context = { hour: HOUR, scrapes, findings: new FindingBook() };
  const container = containerOn({ cpuCores: mostCores, ramBytes: 1_000 }, context);
  return cpuUsage(
    listingsOf(series),
    { ...container, starts: startedAt === undefined ? [] : [startedAt] },
    context,
  );
}

/** A counter of a container that uses so many cores, from one minute to another. */
function counter(
  from: number,
  to: number,
  options: { cores?: number; base?: number; step?: number } = {},
): Point[] {
  const { cores: used = 2, base = 0, step = 1 } = options;
  return steady(from, to, { step }).map(([time]) => [
    time,
    base + ((time - minute(from - step)) / 1000) * used,
  ]);
}

/** Core-minutes of the hour. */
function coreMinutes(usage: Float64Array): number {
  return minutesIn(usage.map((value) => (Number.isNaN(value) ? 0 : value)));
}

test("the cores in use are the counter's growth by the second", () => {
  const usage = cores([seriesOf({ ...TARGET, id: "a" }, counter(-7, 67))]);

  expect([...usage].every((value) => Math.abs(value - 2) < 1e-9)).toBe(true);
});

test("nobody measured before the first sample of a target and after the last", () => {
  const alone = { ...TARGET, instance: "joined" };
  const usage = cores([seriesOf({ ...alone, id: "a" }, counter(10, 20, { base: 500 }))]);

  expect(usage[9]).toBeNaN();
  expect(usage[10]).toBeCloseTo(2);
  expect(usage[20]).toBeNaN();
});

test("the first value of a new container is usage", () => {
  const usage = cores([seriesOf({ ...TARGET, id: "a" }, counter(11, 27))]);

  expect(coreMinutes(usage)).toBeCloseTo(34);
});

test("a first value that no node could have reached in an interval is not usage", () => {
  const usage = cores([seriesOf({ ...TARGET, id: "a" }, counter(11, 27, { base: 5_000 }))]);

  expect(usage[10]).toBeNaN();
  expect(coreMinutes(usage)).toBeCloseTo(32);
});

test("a container that started long before its first sample was only not listed", () => {
  const started = { startedAt: minute(-200) };
  const usage = cores([seriesOf({ ...TARGET, id: "a" }, counter(11, 27, { base: 100 }))], started);

  expect(coreMinutes(usage)).toBeCloseTo(32);
});

test("a first value long after the start is spread over that time", () => {
  const points = counter(13, 27, { base: 240 });
  const usage = cores([seriesOf({ ...TARGET, id: "a" }, points)], { startedAt: minute(10) });

  expect(usage[10]).toBeCloseTo(2);
  expect(coreMinutes(usage)).toBeCloseTo(34);
});

test("on a node that has just joined the start tells that the first value is usage", () => {
  const joined = seriesOf({ ...TARGET, instance: "joined", id: "a" }, counter(11, 27));

  expect(coreMinutes(cores([joined], { startedAt: minute(10) }))).toBeCloseTo(34);
  expect(coreMinutes(cores([joined]))).toBeCloseTo(32);
});

test("a container that started just before its first sample used what it used since then, not an interval long", () => {
  const points: Point[] = [[minute(11), 60], ...counter(12, 27)];
  const usage = cores([seriesOf({ ...TARGET, id: "a" }, points)], { startedAt: minute(10.5) });

  expect(usage[10]).toBeCloseTo(2);
});

test("a counter that falls counts from zero", () => {
  const points = [...counter(-7, 30), ...counter(31, 67)];
  const usage = cores([seriesOf({ ...TARGET, id: "a" }, points)]);

  expect(coreMinutes(usage)).toBeCloseTo(120);
});

test("a container that restarts in another cgroup goes on", () => {
  const before = seriesOf({ ...TARGET, id: "a" }, counter(-7, 30));
  const after = seriesOf({ ...TARGET, id: "b" }, counter(31, 67));

  expect(coreMinutes(cores([before, after]))).toBeCloseTo(120);
});

test("the average over a hole is usage in it", () => {
  const all = counter(-7, 67);
  const points = all.filter(([time]) => time <= minute(10) || time >= minute(40));

  expect(coreMinutes(cores([seriesOf({ ...TARGET, id: "a" }, points)]))).toBeCloseTo(120);
});

test("rows of single CPUs add up, totals do not", () => {
  const rows = ["cpu00", "cpu01"].map((cpu) =>
    seriesOf({ ...TARGET, id: "a", cpu }, counter(-7, 67, { cores: 0.75 })),
  );
  const total = seriesOf({ ...TARGET, id: "a", cpu: "total" }, counter(-7, 67, { cores: 3 }));

  expect(coreMinutes(cores(rows))).toBeCloseTo(90);
  expect(coreMinutes(cores([...rows, total]))).toBeCloseTo(180);
});

test("one container scraped by two jobs is not two", () => {
  const series = seriesOf({ ...TARGET, id: "a" }, counter(-7, 67));
  const copy = seriesOf({ ...TARGET, job: "cadvisor", id: "a" }, counter(-7, 67));

  expect(coreMinutes(cores([series, copy]))).toBeCloseTo(120);
});

test("memory is the average of the samples, each for the time before it", () => {
  const series = seriesOf(TARGET, [
    ...steady(0.5, 9.5, { value: 100 }),
    ...steady(10.5, 20.5, { value: 200 }),
  ]);

  const usage = memory([series]);

  expect(usage[5]).toBe(100);
  expect(usage[9]).toBe(150);
  expect(usage[15]).toBe(200);
  expect(usage[21]).toBeNaN();
});

test("a hole in the memory samples is not measured", () => {
  const series = seriesOf(TARGET, [...steady(-5, 10), ...steady(31, 65)]);

  const usage = memory([series]);

  expect(usage.filter(Number.isNaN)).toHaveLength(20);
});

test("the peak of the hour is that of any believable sample within it", () => {
  const series = seriesOf(TARGET, [
    [minute(0), 900],
    ...steady(0.5, 20),
    [minute(20.25), 700],
    [minute(20.5), 5_000],
    ...steady(21, 60),
    [minute(60.5), 800],
  ]);
  const context = { hour: HOUR, scrapes: new ScrapeTimes(), findings: new FindingBook() };

  expect(ramPeak([series], containerOn({ cpuCores: 8, ramBytes: 1_000 }, context), HOUR)).toBe(700);
  expect(ramPeak([], containerOn({ cpuCores: 8, ramBytes: 1_000 }, context), HOUR)).toBe(0);
});
