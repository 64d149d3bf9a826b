import { expect, test } from "vitest";
import { ScrapeTimes } from "../../../../server/src/sources/prometheus/series/scrape-times.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { minute, seriesOf, steady } from "./support/series-of.ts";

const TARGET = { job: "kubelet", instance: "10.0.0.1:10250" };

function scrapesOf(...series: Series[]): ScrapeTimes {
  const scrapes = new ScrapeTimes();
  scrapes.note(series, { isOfCluster: true });
  return scrapes;
}

test.each([0.25, 0.5, 1, 2, 5])("finds that a target is scraped every %s minutes", (step) => {
  const series = seriesOf(TARGET, steady(0, 60, { step }));

  expect(scrapesOf(series).intervalOf(series)).toBe(step * 60_000);
});

test("a hole does not change the interval", () => {
  const series = seriesOf(TARGET, [...steady(0, 10), ...steady(40, 60)]);

  expect(scrapesOf(series).intervalOf(series)).toBe(60_000);
});

test("targets of one job may have different intervals", () => {
  const slow = seriesOf({ ...TARGET, instance: "slow" }, steady(0, 60, { step: 5 }));
  const fast = seriesOf({ ...TARGET, instance: "fast" }, steady(0, 60, { step: 0.5 }));
  const scrapes = scrapesOf(slow, fast);

  expect([scrapes.intervalOf(slow), scrapes.intervalOf(fast)]).toEqual([300_000, 30_000]);
});

test("a target seen once has its job's interval", () => {
  const once = seriesOf({ ...TARGET, instance: "new" }, steady(10, 10));

  expect(scrapesOf(once, seriesOf(TARGET, steady(0, 60, { step: 2 }))).intervalOf(once)).toBe(120_000);
});

test("series without a target go by their own samples", () => {
  const slow = seriesOf({ a: "1" }, steady(0, 60, { step: 5 }));
  const fast = seriesOf({ a: "2" }, steady(0, 60));
  const scrapes = scrapesOf(fast, slow);

  expect([scrapes.intervalOf(slow), scrapes.intervalOf(fast)]).toEqual([300_000, 60_000]);
});

test("a target was heard of wherever any of its series has a sample", () => {
  const scrapes = scrapesOf(seriesOf({ ...TARGET, a: "1" }, steady(0, 10)), seriesOf(TARGET, steady(11, 20)));

  expect(scrapes.clusterCoverage()).toEqual([{ start: minute(-1), end: minute(20) }]);
});

test("targets that do not show the cluster do not make it seen", () => {
  const scrapes = scrapesOf(seriesOf(TARGET, steady(0, 10)));
  scrapes.note([seriesOf({ job: "opencost", instance: "x" }, steady(30, 40))], { isOfCluster: false });

  expect(scrapes.clusterCoverage()).toEqual([{ start: minute(-1), end: minute(10) }]);
});

test("two replicas of Prometheus are two targets", () => {
  const first = seriesOf({ ...TARGET, prometheus_replica: "a" }, steady(0, 60));
  const second = seriesOf({ ...TARGET, prometheus_replica: "b" }, steady(0.4, 60));

  expect(scrapesOf(first, second).intervalOf(first)).toBe(60_000);
});

test("knows whether a target had answered one interval before", () => {
  const long = seriesOf(TARGET, steady(0, 60));
  const scrapes = scrapesOf(long, seriesOf({ ...TARGET, instance: "new" }, steady(20, 60)));

  expect(scrapes.hadAnsweredBefore(seriesOf(TARGET, []), minute(20))).toBe(true);
  expect(scrapes.hadAnsweredBefore(seriesOf({ ...TARGET, instance: "new" }, []), minute(20))).toBe(false);
});
