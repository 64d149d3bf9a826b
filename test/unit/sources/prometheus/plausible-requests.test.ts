import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FindingBook } from "../../../../server/src/domain/findings/finding-book.ts";
import { Doubts } from "../../../../server/src/sources/prometheus/pods/doubts.ts";
import { NodeSizes } from "../../../../server/src/sources/prometheus/pods/node-sizes.ts";
import { plausibleRequests } from "../../../../server/src/sources/prometheus/pods/measurements.ts";
import { ASSETS } from "../../../../server/src/sources/prometheus/query/families.ts";
import { FamilySeries } from "../../../../server/src/sources/prometheus/query/family-series.ts";
import { everyMinute } from "../../../support/observations.ts";
import { HOUR, type Point, seriesOf, steady } from "./support/series-of.ts";

const SIZE = { cpuCores: 8, ramBytes: 1_000 };

function believed(cpuCores: Float64Array) {
  const findings = new FindingBook();
  const subject = { kind: "pod", namespace: "shop", name: "web-1", container: "web" } as const;
  const container = { starts: [], size: SIZE, doubts: new Doubts(subject, { findings, hour: HOUR }) };
  const requests = {
    cpuCores,
    ramBytes: everyMinute(0),
    gpus: everyMinute(0),
    hugePageBytes: everyMinute(0),
    odd: null,
  };
  const { cpuCores: left } = plausibleRequests(requests, container, HOUR);
  return { left, codes: findings.list().map(({ code }) => code) };
}

test("requests that their node has stay as they are", () => {
  expect(believed(everyMinute(8))).toEqual({ left: everyMinute(8), codes: [] });
});

test("a request beyond its node takes the nearest believable one, and without one is none", () => {
  expect(believed(everyMinute(2).with(20, 2 ** 64))).toEqual({
    left: everyMinute(2),
    codes: ["request_impossible"],
  });
  expect(believed(everyMinute(9))).toEqual({ left: everyMinute(0), codes: ["request_impossible"] });
});

test("no request that is left is beyond its node, whatever is told", () => {
  fc.assert(
    fc.property(fc.float64Array({ minLength: 60, maxLength: 60 }), (minutes) => {
      const { left } = believed(minutes);

      expect(left.every((value) => value >= 0 && value <= SIZE.cpuCores)).toBe(true);
    }),
  );
});

function sizesOf(...nodes: (readonly [node: string, cores: readonly Point[]])[]): NodeSizes {
  const series = nodes.map(([node, cores]) => seriesOf({ node, resource: "cpu" }, cores));
  return new NodeSizes(new FamilySeries([[ASSETS.nodeCapacity, series]]));
}

test("a node is as large as two samples in a row tell; one alone may be wrong", () => {
  const told = steady(-7, 67, { value: 4 }).map(([time], index): Point => [time, index === 9 ? 2 ** 63 : 4]);
  const grown = [...steady(-7, 20, { value: 4 }), ...steady(21, 67, { value: 16 })];

  expect(sizesOf(["a", told]).of("a").cpuCores).toBe(4);
  expect(sizesOf(["a", grown]).of("a").cpuCores).toBe(16);
});

test("a node that nobody describes is taken for the largest, and a virtual one for the largest machine", () => {
  const sizes = sizesOf(["a", steady(-7, 67, { value: 4 })], ["b", steady(-7, 67, { value: 8 })]);

  expect(sizes.of("c").cpuCores).toBe(8);
  expect(sizesOf(["v", steady(-7, 67, { value: 10_000 })]).of("v").cpuCores).toBe(2_048);
  expect(sizesOf().of("a").cpuCores).toBe(2_048);
});
