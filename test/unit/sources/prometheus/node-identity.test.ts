import * as fc from "fast-check";
import { expect, test } from "vitest";
import { observeNodes } from "../../../../server/src/sources/prometheus/assets/observe-nodes.ts";
import { ASSETS } from "../../../../server/src/sources/prometheus/query/families.ts";
import type { Family } from "../../../../server/src/sources/prometheus/query/selector.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { assetsOf, EXPORTER, STATE } from "./support/asset-context.ts";
import { minute, type Point, seriesOf, steady } from "./support/series-of.ts";

const GIB = 2 ** 30;
const ALL = steady(-7, 67);

type Entries = readonly (readonly [Family, readonly Series[]])[];

function observe(entries: Entries) {
  const [series, context] = assetsOf(entries);
  const nodes = observeNodes(series, { measured: new Map() }, context);
  return { nodes, findings: context.findings.list() };
}

function info(points = ALL, labels: Record<string, string> = {}): Series {
  return seriesOf({ ...STATE, node: "a", ...labels }, points);
}

function sizes(cores: number, gib: number, points = ALL): Series[] {
  const told = (resource: string, value: number): Series =>
    seriesOf(
      { ...STATE, node: "a", resource },
      points.map(([time]): Point => [time, value]),
    );
  return [told("cpu", cores), told("memory", gib * GIB)];
}

function labelled(points: readonly Point[], labels: Record<string, string>): Series {
  return seriesOf({ ...STATE, node: "a", ...labels }, points);
}

test("a name that passes to another machine is each machine in its minutes", () => {
  const [early, late] = [steady(-7, 24), steady(30, 67)];
  const { nodes, findings } = observe([
    [
      ASSETS.nodeInfo,
      [info(early, { provider_id: "aws:///a/i-old" }), info(late, { provider_id: "aws:///a/i-new" })],
    ],
    [ASSETS.nodeCapacity, [...sizes(4, 16, early), ...sizes(16, 64, late)]],
    [
      ASSETS.nodeLabels,
      [
        labelled(early, { label_node_kubernetes_io_instance_type: "std-4" }),
        labelled(late, { label_node_kubernetes_io_instance_type: "big-16", label_lifecycle: "spot" }),
      ],
    ],
  ]);

  const [node] = nodes;
  expect(nodes.length).toBe(1);
  expect(node).toMatchObject({ providerId: "aws:///a/i-new", instanceType: "big-16", capacityType: "spot" });
  expect(
    node?.spans.map(({ fromMinute, cpuCores, identity }) => [
      fromMinute,
      cpuCores,
      identity?.providerId,
      identity?.instanceType,
      identity?.capacityType,
    ]),
  ).toEqual([
    [0, 4, "aws:///a/i-old", "std-4", "on-demand"],
    [27, 16, "aws:///a/i-new", "big-16", "spot"],
  ]);
  expect(findings.map(({ code }) => code)).toEqual(["node_changed"]);
});

test("an exporter that knows only the first machine does not name the second one", () => {
  const [early, late] = [steady(-7, 24), steady(30, 67)];
  const { nodes } = observe([
    [ASSETS.nodeInfo, [info(early, { provider_id: "i-old" }), info(late, { provider_id: "i-new" })]],
    [ASSETS.nodeCapacity, sizes(4, 16)],
    [ASSETS.nodeCpuPrice, [seriesOf({ ...EXPORTER, node: "a", provider_id: "exporter-old" }, early)]],
  ]);

  // The node's own object goes before what an exporter says of it.
  expect(nodes[0]?.spans.map(({ identity }) => identity?.providerId)).toEqual(["i-old", "i-new"]);
});

test("a node that turns from spot to on demand under its name does so at that minute", () => {
  const { nodes } = observe([
    [ASSETS.nodeInfo, [info()]],
    [ASSETS.nodeCapacity, sizes(4, 16)],
    [
      ASSETS.nodeSpot,
      [seriesOf({ ...EXPORTER, node: "a" }, [...steady(-7, 19), ...steady(20, 67, { value: 0 })])],
    ],
  ]);

  expect(nodes[0]?.spans.map(({ fromMinute, identity }) => [fromMinute, identity?.capacityType])).toEqual([
    [0, "spot"],
    [19, "on-demand"],
  ]);
});

test("all labels of a node are there for prices, however many", () => {
  const many = Object.fromEntries(
    Array.from({ length: 120 }, (_, index) => [`label_feature_${index}`, "true"]),
  );
  const { nodes, findings } = observe([
    [ASSETS.nodeInfo, [info()]],
    [ASSETS.nodeCapacity, sizes(4, 16)],
    [ASSETS.nodeLabels, [labelled(ALL, { ...many, label_pool: "gpu" })]],
  ]);

  expect(Object.keys(nodes[0]?.labels ?? {}).length).toBe(121);
  expect(nodes[0]?.spans.length).toBe(1);
  expect(findings).toEqual([]);
});

test("a label that changes by the minute makes no spans", () => {
  const heartbeats = Array.from({ length: 74 }, (_, index) =>
    labelled(steady(index - 7, index - 7), { label_heartbeat: `t${index}`, label_pool: "gpu" }),
  );
  const { nodes } = observe([
    [ASSETS.nodeInfo, [info()]],
    [ASSETS.nodeCapacity, sizes(4, 16)],
    [ASSETS.nodeLabels, heartbeats],
  ]);

  expect(nodes[0]?.labels["pool"]).toBe("gpu");
  expect(nodes[0]?.spans.length).toBe(1);
});

const impossible = fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 64, 1e300);

test("samples of a size that no machine has leave the size as it was", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -7, max: 67 }), impossible), { maxLength: 30 }),
      (bad) => {
        const odd = new Map(bad);
        const told = (resource: string, value: number): Series =>
          seriesOf(
            { ...STATE, node: "a", resource },
            Array.from({ length: 75 }, (_, at): Point => [minute(at - 7), odd.get(at - 7) ?? value]),
          );
        const { nodes, findings } = observe([
          [ASSETS.nodeInfo, [info()]],
          [ASSETS.nodeCapacity, [told("cpu", 8), told("memory", 32 * GIB)]],
        ]);

        expect(nodes[0]?.spans).toEqual([
          { fromMinute: 0, cpuCores: 8, ramBytes: 32 * GIB, gpus: 0, price: null },
        ]);
        expect(findings.map(({ code }) => code)).toEqual(bad.length > 0 ? ["node_size_impossible"] : []);
      },
    ),
  );
});

test("a size that no machine has, all along, is a limit: the node is billed by its pods", () => {
  const { nodes, findings } = observe([
    [ASSETS.nodeInfo, [info()]],
    [ASSETS.nodeCapacity, sizes(10_000, 4_096)],
  ]);

  expect(nodes[0]?.billing).toBe("pods");
  expect(findings).toMatchObject([{ code: "node_billed_by_pod", detail: "10000 cores" }]);
});

test("a virtual node that tells no size is there for its pods", () => {
  const { nodes } = observe([
    [ASSETS.nodeInfo, [info(ALL, { kubelet_version: "v1.25.0-vk-azure-aci-1.6" })]],
  ]);

  expect(nodes).toMatchObject([{ billing: "pods", spans: [{ cpuCores: 0 }] }]);
});
