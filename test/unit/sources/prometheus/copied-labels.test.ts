import { expect, test } from "vitest";
import {
  CopiedLabels,
  copiedLabels,
} from "../../../../server/src/sources/prometheus/identity/copied-labels.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { minute, seriesOf, steady } from "./support/series-of.ts";

const TARGET = { job: "kubernetes-nodes-cadvisor", instance: "a" };

test("of the labels of a series those count that tell of its machine, whatever put them there", () => {
  const labels = {
    ...TARGET,
    pool: "of-connections",
    lifecycle: "spot",
    container_label_io_kubernetes_pod_name: "web-1",
    helm_sh_chart: "node-exporter-4.2",
    exported_topology_kubernetes_io_zone: "eu-west-1a",
    label_eks_amazonaws_com_nodegroup: "base",
    node_kubernetes_io_instance_type: "m5.large",
    karpenter_sh_nodepool: "",
  };

  expect(copiedLabels({ labels })).toEqual({
    topology_kubernetes_io_zone: "eu-west-1a",
    eks_amazonaws_com_nodegroup: "base",
    node_kubernetes_io_instance_type: "m5.large",
  });
});

test("of a target's many series one is kept for each machine that it was, with its first and last sample", () => {
  const container = (name: string, type: string, from: number, to: number): Series =>
    seriesOf({ ...TARGET, container: name, node_kubernetes_io_instance_type: type }, steady(from, to));
  const copies = new CopiedLabels();
  copies.learn([container("web", "m5.large", 3, 20), container("db", "m5.large", -7, 11)]);
  copies.learn([container("web", "c5.xlarge", 30, 67), seriesOf(TARGET, steady(-7, 67))]);

  const kept = copies
    .list()
    .map(({ labels, times }) => [labels["node_kubernetes_io_instance_type"], ...times]);
  expect(kept).toEqual([
    ["m5.large", minute(-7), minute(20)],
    ["c5.xlarge", minute(30), minute(67)],
  ]);
});
