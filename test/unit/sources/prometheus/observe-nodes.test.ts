import { expect, test } from "vitest";
import { observeNodes } from "../../../../server/src/sources/prometheus/assets/observe-nodes.ts";
import { ASSETS } from "../../../../server/src/sources/prometheus/query/families.ts";
import type { Family } from "../../../../server/src/sources/prometheus/query/selector.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import type { Stretches } from "../../../../server/src/sources/prometheus/time/stretches.ts";
import { assetsOf, EXPORTER, STATE } from "./support/asset-context.ts";
import { minute, minutesIn, type Point, seriesOf, steady } from "./support/series-of.ts";

const ALL: readonly Point[] = steady(-7, 67);

function info(node: string, points = ALL, labels: Record<string, string> = {}): Series {
  return seriesOf({ ...STATE, node, ...labels }, points);
}

function sizes(node: string, points = ALL): Series[] {
  const values = [
    ["cpu", 8],
    ["memory", 32],
  ] as const;
  return values.map(([resource, value]) =>
    seriesOf(
      { ...STATE, node, resource },
      points.map(([time]): Point => [time, value]),
    ),
  );
}

function told(value: number): Series[] {
  return [seriesOf({ ...EXPORTER, node: "a" }, steady(0, 60, { value }))];
}

function nodes(
  entries: readonly (readonly [Family, readonly Series[]])[],
  measured: ReadonlyMap<string, Stretches> = new Map(),
) {
  const [series, context] = assetsOf(entries);
  return observeNodes(series, { measured }, context);
}

test("a node is there while kube-state-metrics lists it", () => {
  const points = steady(20, 40);
  const found = nodes([
    [ASSETS.nodeInfo, [info("a"), info("b", points)]],
    [ASSETS.nodeCapacity, [...sizes("a"), ...sizes("b", points)]],
  ]);

  expect(found.map(({ name, seenMinutes }) => [name, minutesIn(seenMinutes)])).toEqual([
    ["a", 60],
    ["b", 21],
  ]);
});

test("a node that is gone is not bridged, though it comes back", () => {
  const points = [...steady(-7, 10), ...steady(40, 67)];
  const [, gone] = nodes([
    [ASSETS.nodeInfo, [info("a"), info("b", points)]],
    [ASSETS.nodeCapacity, [...sizes("a"), ...sizes("b", points)]],
  ]);

  expect(minutesIn(gone?.unobservedMinutes ?? new Float64Array())).toBe(0);
});

test("a hole in which nobody looked is bridged", () => {
  const points = [...steady(-7, 10), ...steady(40, 67)];
  const [node] = nodes([
    [ASSETS.nodeInfo, [info("a", points)]],
    [ASSETS.nodeCapacity, sizes("a", points)],
  ]);

  expect(minutesIn(node?.seenMinutes ?? new Float64Array())).toBe(31);
  expect(minutesIn(node?.unobservedMinutes ?? new Float64Array())).toBe(29);
});

test.each([
  { hours: 2.9, unobserved: 60 },
  { hours: 3.2, unobserved: 0 },
])("a hole of $hours hours over the whole hour leaves $unobserved unobserved minutes", (example) => {
  const points = [...steady(-90, -30), ...steady(-30 + example.hours * 60, 240)];
  const found = nodes([
    [ASSETS.nodeInfo, [info("a", points)]],
    [ASSETS.nodeCapacity, sizes("a", points)],
  ]);

  expect(found.map((node) => minutesIn(node.unobservedMinutes))).toEqual(
    example.unobserved > 0 ? [example.unobserved] : [],
  );
});

test("cAdvisor shows a node while kube-state-metrics is not heard of", () => {
  const points = [...steady(-7, 10), ...steady(40, 67)];
  const measured = new Map([["a", [{ start: minute(-7), end: minute(67) }]]]);
  const [node] = nodes(
    [
      [ASSETS.nodeInfo, [info("a", points)]],
      [ASSETS.nodeCapacity, sizes("a", points)],
    ],
    measured,
  );

  expect(minutesIn(node?.seenMinutes ?? new Float64Array())).toBe(60);
});

test("a node whose size nobody tells is left out", () => {
  expect(nodes([[ASSETS.nodeInfo, [info("a")]]])).toEqual([]);
});

test("a node whose size nobody tells is its pods, at the price of a core and a GiB that is told for it", () => {
  const [series, context] = assetsOf([
    [ASSETS.nodeInfo, [info("a")]],
    [ASSETS.nodeCpuPrice, told(0.04)],
    [ASSETS.nodeRamPrice, told(0.01)],
    [ASSETS.nodePrice, told(0.5)],
  ]);

  const [node] = observeNodes(series, { measured: new Map() }, context);

  const price = { perCpuCoreHour: 0.04, perRamGibHour: 0.01 };
  expect(node?.billing).toBe("pods");
  expect(node?.spans).toEqual([{ fromMinute: 0, cpuCores: 0, ramBytes: 0, gpus: 0, price }]);
  expect(context.findings.list().map(({ code }) => code)).toEqual(["node_undescribed"]);
});

test.each([
  ["a total alone", [[ASSETS.nodePrice, told(0.5)]]],
  ["a core's price alone", [[ASSETS.nodeCpuPrice, told(0.04)]]],
] as const)("%s tells nothing of a node without a size: it is left out", (_, prices) => {
  expect(nodes([[ASSETS.nodeInfo, [info("a")]], ...prices])).toEqual([]);
});

test("size and price are told by the older names too", () => {
  const [node] = nodes([
    [ASSETS.nodeInfo, [info("a")]],
    [ASSETS.oldNodeCores, told(4)],
    [ASSETS.oldNodeBytes, told(16)],
    [ASSETS.nodeGpus, told(2)],
    [ASSETS.nodePrice, told(0.5)],
  ]);

  expect(node?.spans).toEqual([
    { fromMinute: 0, cpuCores: 4, ramBytes: 16, gpus: 2, price: { perNodeHour: 0.5 } },
  ]);
});

test("an exporter's count of GPUs does not go before the node's own capacity", () => {
  const counted = seriesOf({ ...EXPORTER, node: "a" }, ALL);
  const [node] = nodes([
    [ASSETS.nodeInfo, [info("a")]],
    [ASSETS.nodeCapacity, sizes("a")],
    [ASSETS.nodeGpus, [counted]],
  ]);

  expect(node?.spans[0]?.gpus).toBe(0);
});

test("a price that changes within the hour makes a second span", () => {
  const price = seriesOf({ ...EXPORTER, node: "a" }, [
    ...steady(-7, 29, { value: 0.03 }),
    ...steady(30, 67, { value: 0.04 }),
  ]);
  const [node] = nodes([
    [ASSETS.nodeInfo, [info("a")]],
    [ASSETS.nodeCapacity, sizes("a")],
    [ASSETS.nodeCpuPrice, [price]],
  ]);

  expect(node?.spans.map((span) => [span.fromMinute, span.price])).toEqual([
    [0, { perCpuCoreHour: 0.03 }],
    [29, { perCpuCoreHour: 0.04 }],
  ]);
});

test("type, region, id, pool and spot come from whatever tells them", () => {
  const labels = seriesOf(
    {
      ...STATE,
      node: "a",
      label_node_kubernetes_io_instance_type: "m6i.large",
      label_topology_kubernetes_io_region: "eu-west-1",
      label_karpenter_sh_nodepool: "burst",
      label_karpenter_sh_capacity_type: "spot",
    },
    ALL,
  );
  const [node] = nodes([
    [ASSETS.nodeInfo, [info("a", ALL, { provider_id: "aws:///i-1" })]],
    [ASSETS.nodeLabels, [labels]],
    [ASSETS.nodeCapacity, sizes("a")],
  ]);

  expect(node).toMatchObject({
    providerId: "aws:///i-1",
    instanceType: "m6i.large",
    region: "eu-west-1",
    pool: "burst",
    capacityType: "spot",
  });
});
