import { expect, test } from "vitest";
import { kubernetesLabels } from "../../../../server/src/sources/prometheus/series/series.ts";
import {
  jobOf,
  nodesByAddress,
  scrapedNode,
  TARGET_LABELS,
  targetOf,
} from "../../../../server/src/sources/prometheus/series/target.ts";
import { seriesOf } from "./support/series-of.ts";

type Labels = Readonly<Record<string, string>>;
const told = (labels: Labels) => seriesOf(labels, []);
const TARGET = { job: "kubelet", instance: "10.0.0.1:10250" };

test.each([...TARGET_LABELS])("targets that differ in %s are two", (label) => {
  expect(targetOf(told({ ...TARGET, [label]: "other" }))).not.toBe(targetOf(told(TARGET)));
  expect(targetOf(told({ ...TARGET, [label]: "other", pod: "a" }))).toBe(
    targetOf(told({ ...TARGET, [label]: "other", pod: "b" })),
  );
});

test("a series with neither job nor instance has no target; one of them is enough", () => {
  expect(targetOf(told({ replica: "a", metrics_path: "/metrics" }))).toBe("");
  expect(targetOf(told({ job: "a" }))).not.toBe("");
  expect(targetOf(told({ instance: "a" }))).not.toBe("");
  expect([jobOf(told(TARGET)), jobOf(told({}))]).toEqual(["kubelet", ""]);
});

const NODES = nodesByAddress([
  told({ node: "node-1", internal_ip: "10.0.0.1" }),
  told({ node: "node-2", internal_ip: "fd00::2" }),
]);

test.each([
  ["a node's name", { node: "node-1" }, "node-1"],
  ["a host's name label", { kubernetes_io_hostname: "node-2" }, "node-2"],
  ["an older label", { kubernetes_node: "node-1" }, "node-1"],
  ["a label that lost against the target's", { node: "ksm-host", exported_node: "node-1" }, "node-1"],
  ["the address with its port", { instance: "10.0.0.1:10250" }, "node-1"],
  ["an IPv6 address in brackets", { instance: "[fd00::2]:10250" }, "node-2"],
  ["a known address beside an unknown name", { node: "host-9", instance: "10.0.0.1:10250" }, "node-1"],
  ["an unknown name beside an unknown address", { node: "host-9", instance: "10.9.9.9:10250" }, "host-9"],
  ["an unknown address alone", { instance: "10.9.9.9:10250" }, "10.9.9.9"],
  ["a name with a port inside it", { instance: "a:1b" }, "a:1b"],
  ["nothing", {}, ""],
])("the scraped node is told by %s", (_, labels, node) => {
  expect(scrapedNode(told(labels), NODES)).toBe(node);
});

test("labels of Kubernetes objects lose their prefix, and others are none", () => {
  expect(
    kubernetesLabels(told({ label_app: "web", label_: "", job: "label_x", exported_label_a: "b" })),
  ).toEqual({
    app: "web",
    "": "",
  });
});
