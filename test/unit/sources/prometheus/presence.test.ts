import { expect, test } from "vitest";
import { ScrapeTimes } from "../../../../server/src/sources/prometheus/series/scrape-times.ts";
import { sight, RankedExporters } from "../../../../server/src/sources/prometheus/series/presence.ts";
import { labelOf, type Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import {
  clip,
  durationMs,
  type Stretches,
} from "../../../../server/src/sources/prometheus/time/stretches.ts";
import { minute, seriesOf, steady } from "./support/series-of.ts";

const STATE = { job: "kube-state-metrics", instance: "10.1.0.1:8080", namespace: "shop" };
const MOVED = { ...STATE, instance: "10.1.0.2:8080" };
const COPY = { job: "opencost", instance: "10.1.0.9:9003", namespace: "shop" };

/** When the thing was there, told by `own`, while the exporters also told of others. */
function presenceOf(own: readonly Series[], others: readonly Series[] = []): Stretches {
  const scrapes = new ScrapeTimes();
  scrapes.note([...own, ...others], { isOfCluster: true });
  const exporters = new RankedExporters([...own, ...others], scrapes, {
    trustedJobs: new Set(["kube-state-metrics"]),
    scopeOf: (series) => labelOf(series, "namespace"),
  });
  return exporters.presence(
    own.map((each) => sight(each, scrapes, (value) => value === 1)),
    "shop",
  );
}

/** The minutes between the first and the last but one of the hour. */
function minutesOf(stretches: Stretches): number {
  return durationMs(clip(stretches, { start: minute(0), end: minute(59) })) / 60_000;
}

test("two copies scraped at different moments are as long as one", () => {
  const state = seriesOf(STATE, steady(5.5, 21.5));
  const copy = seriesOf(COPY, steady(5.2, 21.2));
  const others = [seriesOf(STATE, steady(0.5, 59.5)), seriesOf(COPY, steady(0.2, 59.2))];

  expect(presenceOf([state, copy], others)).toEqual(presenceOf([state], others));
  expect(minutesOf(presenceOf([state, copy], others))).toBe(17);
});

test("a copy tells while the better exporter is not heard of", () => {
  const state = seriesOf(STATE, [...steady(0.5, 9.5), ...steady(30.5, 59.5)]);
  const copy = seriesOf(COPY, steady(0.2, 59.2));

  expect(minutesOf(presenceOf([state, copy]))).toBe(59);
});

test("what the better exporter does not list in its own namespace was not there", () => {
  const copy = seriesOf(COPY, steady(10.2, 10.2));
  const others = [seriesOf(STATE, steady(0.5, 59.5)), seriesOf(COPY, steady(0.2, 59.2))];

  expect(presenceOf([copy], others)).toEqual([]);
});

test("a copy is believed in namespaces of which the better exporter never tells", () => {
  const copy = seriesOf(COPY, steady(10.2, 19.2));
  const others = [
    seriesOf({ ...STATE, namespace: "elsewhere" }, steady(0.5, 59.5)),
    seriesOf(COPY, steady(0.2, 59.2)),
  ];

  expect(minutesOf(presenceOf([copy], others))).toBe(10);
});

test("an exporter that moves and overlaps with itself counts once, without a hole", () => {
  const before = seriesOf(STATE, steady(0.5, 30.5));
  const after = seriesOf(MOVED, steady(20.8, 59.8));

  const presence = presenceOf([before, after]);

  expect(presence).toEqual([{ start: minute(-0.5), end: minute(59.8) }]);
});

test("a thing that moves between shards of one exporter loses one interval at most", () => {
  const before = seriesOf(STATE, steady(0.5, 29.5));
  const after = seriesOf(MOVED, steady(30.5, 59.5));
  const others = [seriesOf(STATE, steady(0.5, 59.5)), seriesOf(MOVED, steady(0.5, 59.5))];

  expect(minutesOf(presenceOf([before, after], others))).toBe(58);
});

test("two replicas of one exporter do not make a short thing longer", () => {
  const first = seriesOf(STATE, steady(5.5, 21.5));
  const second = seriesOf(MOVED, steady(5.1, 21.1));
  const others = [seriesOf(STATE, steady(0.5, 59.5)), seriesOf(MOVED, steady(0.1, 59.1))];

  expect(minutesOf(presenceOf([first, second], others))).toBe(17);
});

test("samples that say no are time in which it was not there", () => {
  const state = seriesOf(STATE, [...steady(0.5, 9.5), ...steady(10.5, 59.5, { value: 0 })]);
  const copy = seriesOf(COPY, steady(0.2, 15.2));

  expect(minutesOf(presenceOf([state, copy]))).toBe(9.5);
});

test("the finer interval is believed before the coarser", () => {
  const state = seriesOf(STATE, steady(5, 25, { step: 5 }));
  const copy = seriesOf(COPY, steady(5.5, 21.5, { step: 0.5 }));
  const others = [seriesOf(STATE, steady(0, 60, { step: 5 })), seriesOf(COPY, steady(0, 60, { step: 0.5 }))];

  expect(minutesOf(presenceOf([state, copy], others))).toBe(16.5);
});
