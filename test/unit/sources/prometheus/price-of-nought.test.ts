import { expect, test } from "vitest";
import type { Observation } from "../../../../server/src/domain/observation.ts";
import { observeHour } from "../../../../server/src/sources/prometheus/observe-hour.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { answerFrom } from "./support/answer-from.ts";
import { readerOf } from "./support/reader-of.ts";
import { seriesOf, steady } from "./support/series-of.ts";
import { worldOf } from "./support/troubled-world.ts";

const WORKLOAD = { cores: 0.5, ramGib: 1, requests: 1, traffic: 0, age: 1e4, listed: "once" } as const;
const KSM = { job: "ksm", instance: "ksm:8080" };
const EXPORTER = { job: "opencost", instance: "opencost:9003" };

function told(name: string, labels: Readonly<Record<string, string>>, value: number): Series {
  return seriesOf({ __name__: name, ...labels }, steady(-7, 67, { value }));
}

function volume(name: string, means: Readonly<Record<string, string>>, price: number): Series[] {
  return [
    told("kube_persistentvolume_capacity_bytes", { ...KSM, persistentvolume: name }, 2 ** 30),
    told("kube_persistentvolume_info", { ...KSM, persistentvolume: name, storageclass: "own", ...means }, 1),
    told("pv_hourly_cost", { ...EXPORTER, persistentvolume: name }, price),
  ];
}

/** A world in which node n1 costs nothing, with two nodes' pods. */
function world(): Series[] {
  return worldOf([WORKLOAD, WORKLOAD]).map((each) =>
    /^node_.*_cost$/.test(each.labels["__name__"] ?? "") && each.labels["node"] === "n1"
      ? { ...each, values: each.values.map(() => 0) }
      : each,
  );
}

async function observe(more: readonly Series[]): Promise<Observation> {
  return observeHour(readerOf(answerFrom([...world(), ...more])).reader);
}

const nought = ({ findings }: Observation) => findings.filter(({ code }) => code === "price_nought");

test("a node that costs nothing all along is believed, and marked once", async () => {
  const hour = await observe([]);

  expect(nought(hour)).toEqual([
    {
      code: "price_nought",
      subject: { kind: "node", name: "n1" },
      minutes: 60,
      detail: "CPU 0, at all times",
    },
  ]);
  const n1 = hour.nodes.find(({ name }) => name === "n1");
  expect(n1?.spans[0]?.price).toMatchObject({ perCpuCoreHour: 0, perRamGibHour: 0 });
});

test("a volume or load balancer of nought is marked; a node's own disk, a GPU and a fee are not", async () => {
  const hour = await observe([
    ...volume("pv-disk", { csi_driver: "ebs.csi.aws.com" }, 0),
    ...volume("pv-paid", { csi_driver: "ebs.csi.aws.com" }, 0.0002),
    ...volume("pv-local", { local_path: "/mnt/a" }, 0),
    told("kubecost_load_balancer_cost", { ...EXPORTER, namespace: "team-0", service_name: "edge" }, 0),
    told("kubecost_cluster_management_cost", { ...EXPORTER, provisioner_name: "x" }, 0),
    told("node_gpu_hourly_cost", { ...EXPORTER, node: "n0" }, 0),
  ]);

  const names = nought(hour).map(({ subject }) => (subject.kind === "cluster" ? "" : subject.name));
  expect(names.toSorted()).toEqual(["edge", "n1", "pv-disk"]);
});
