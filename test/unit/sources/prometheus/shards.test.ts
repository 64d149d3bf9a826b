import { expect, test } from "vitest";
import { planShards, type QuestionBounds } from "../../../../server/src/sources/prometheus/query/shards.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { readerOf } from "./support/reader-of.ts";
import { HOUR, seriesOf } from "./support/series-of.ts";

type Counts = Readonly<Record<string, number>>;

interface Cluster {
  readonly running: Counts;
  readonly cpu: Counts;
  /** Series of the large namespace by pod. */
  readonly pods: Counts;
  readonly namespaceLabel: string;
  readonly podLabel: string;
}

function counted(counts: Counts, label: string): Series[] {
  return Object.entries(counts).map(([name, count]) => seriesOf({ [label]: name }, [[HOUR, count]]));
}

function named(namespace: string, pod: string): Series {
  return seriesOf({ namespace, pod }, []);
}

function plan(cluster: Partial<Cluster>, bounds: QuestionBounds = {}) {
  const { running = {}, cpu = {}, pods = {}, namespaceLabel = "namespace", podLabel = "pod" } = cluster;
  const { reader, asked } = readerOf((expression) => {
    if (expression.includes("sum by (pod, exported_pod)")) return counted(pods, podLabel);
    if (expression.includes("kube_pod_container_status_running")) return counted(running, namespaceLabel);
    return /container_cpu_usage_seconds_total\{container!=/.test(expression) ? counted(cpu, "namespace") : [];
  });
  return planShards(reader, { mostSamples: 100, ...bounds }).then((found) => ({ ...found, asked }));
}

test("a small cluster is read at once", async () => {
  const { shards } = await plan({ running: { a: 60, b: 40 }, cpu: { a: 30 } });

  expect(shards.map((shard) => shard.matchersFor("running"))).toEqual([[]]);
  expect(shards[0]?.holds(seriesOf({ namespace: "any" }, []))).toBe(true);
});

test("families of which there is nothing are not read", async () => {
  const { missing } = await plan({ running: { a: 60 }, cpu: { a: 30 } });

  expect([...missing].toSorted()).toEqual([
    "egress",
    "initRunning",
    "oldCpu",
    "oldCpuRequests",
    "oldRam",
    "oldRamRequests",
    "overheadCpu",
    "overheadRam",
    "podRequests",
    "podSpecRequests",
    "ram",
    "requests",
  ]);
});

test("namespaces are packed so that no family exceeds the bound", async () => {
  const { shards } = await plan({ running: { a: 60, b: 30, c: 70 }, cpu: { b: 40 } });

  const values = shards.flatMap((shard) => shard.matchersFor("ram").map(({ value }) => value));
  expect(values).toEqual(["c", "a|b"]);
});

test("a namespace too large for one answer is split by pod", async () => {
  const { shards, asked } = await plan({
    running: { small: 10, "big.one": 200 },
    pods: { "db-0": 80, "web.x": 60, z: 40 },
  });

  expect(shards.map((shard) => shard.matchersFor("cpu").map(({ label, value }) => [label, value]))).toEqual([
    [["namespace", "small"]],
    [
      ["namespace", "big.one"],
      ["pod", "db-0"],
    ],
    [
      ["namespace", "big.one"],
      ["pod", String.raw`web\.x|z`],
    ],
  ]);
  expect(shards[2]?.matchersFor("oldCpu").map(({ label }) => label)).toEqual(["namespace", "pod_name"]);
  expect(asked.some((expression) => expression.includes('namespace="big.one"'))).toBe(true);
});

test("names are packed so that their list stays within the length of a question", async () => {
  const pods = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`web.${index}`, 3]));

  const { shards } = await plan({ running: { a: 200 }, pods }, { mostTextBytes: 200 });

  const lists = shards.map((shard) => shard.matchersFor("cpu").at(-1)?.value ?? "");
  expect(lists.flatMap((list) => list.split("|"))).toHaveLength(60);
  for (const list of lists) expect(JSON.stringify(list).length).toBeLessThanOrEqual(202);
  expect(lists.length).toBeLessThan(6);
});

test("a shard holds its own pods only", async () => {
  const { shards } = await plan({ running: { a: 200 }, pods: { "db-0": 80, web: 60, z: 40 } });
  const [first, second] = shards;

  expect([first?.holds(named("a", "db-0")), first?.holds(named("a", "web"))]).toEqual([true, false]);
  expect([second?.holds(named("a", "web")), second?.holds(named("a", "z"))]).toEqual([true, true]);
  expect(second?.holds(named("b", "web"))).toBe(false);
});

test("where the scrape renamed labels, shards are chosen by the renamed ones", async () => {
  const { shards } = await plan({
    running: { a: 70, b: 70 },
    cpu: { a: 10 },
    namespaceLabel: "exported_namespace",
  });

  expect(shards[0]?.matchersFor("running")[0]?.label).toBe("exported_namespace");
  expect(shards[0]?.matchersFor("podInfo")[0]?.label).toBe("exported_namespace");
  expect(shards[0]?.matchersFor("cpu")[0]?.label).toBe("namespace");
});

test.each([
  { namespaceLabel: "exported_namespace", podLabel: "exported_pod" },
  { namespaceLabel: "exported_namespace", podLabel: "pod" },
  { namespaceLabel: "namespace", podLabel: "pod" },
])("each label is chosen by the name that it has: %j", async ({ namespaceLabel, podLabel }) => {
  const { shards } = await plan({
    running: { a: 200 },
    pods: { "db-0": 80, web: 60 },
    namespaceLabel,
    podLabel,
  });

  const names = shards[0]?.matchersFor("running").map(({ label }) => label);
  expect(names).toEqual([namespaceLabel, podLabel]);
});
