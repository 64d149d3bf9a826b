import { expect, test } from "vitest";
import { PodFacts, type PodFactSeries } from "../../../../server/src/sources/prometheus/pods/pod-facts.ts";
import { PodLives } from "../../../../server/src/sources/prometheus/pods/pod-lives.ts";
import { HOUR, seriesOf, steady } from "./support/series-of.ts";

const POD = { namespace: "shop", pod: "web-1", uid: "a" };

function factsOf(series: Partial<PodFactSeries>): PodFacts {
  const none = { podInfo: [], podLabels: [], podOwner: [], requests: [], measured: [] };
  return new PodFacts({ ...none, ...series }, new PodLives(), {
    trustedJobs: new Set(["ksm"]),
    nodesByAddress: new Map([
      ["10.0.0.5", "node-5"],
      ["fd00::5", "node-5"],
      ["node-3", "node-3"],
    ]),
  });
}

function told(labels: Record<string, string>, count = 60) {
  return seriesOf({ ...POD, ...labels }, [[HOUR, count]]);
}

test("the node is that of the pod's own series, once it has one", () => {
  const podInfo = [told({ node: "" }), told({ node: "node-1" })];

  expect(factsOf({ podInfo, requests: [told({ node: "node-2" })] }).nodeOf(POD)).toBe("node-1");
});

test("without it the node is that of the requests", () => {
  expect(factsOf({ requests: [told({ node: "node-2" })] }).nodeOf(POD)).toBe("node-2");
});

test.each([
  { labels: { node: "node-3", instance: "10.0.0.5:10250" }, node: "node-3" },
  { labels: { kubernetes_io_hostname: "node-4", instance: "10.0.0.4:10250" }, node: "node-4" },
  { labels: { instance: "10.0.0.5:10250" }, node: "node-5" },
  { labels: { instance: "[fd00::5]:10250" }, node: "node-5" },
  { labels: { kubernetes_io_hostname: "host-3", instance: "node-3" }, node: "node-3" },
  { labels: { instance: "node-6:10250" }, node: "node-6" },
])("else the node is where cAdvisor measured it: $labels", ({ labels, node }) => {
  expect(factsOf({ measured: [told(labels)] }).nodeOf(POD)).toBe(node);
});

test("a pod of which nothing tells the node has none", () => {
  expect(factsOf({}).nodeOf(POD)).toBe("");
});

test("kube-state-metrics' labels go before a copy's, and the more frequent before others", () => {
  const podLabels = [
    told({ job: "opencost", label_team: "copied", label_extra: "x" }),
    told({ job: "ksm", label_team: "old" }, 10),
    told({ job: "ksm", label_team: "new" }, 50),
  ];

  expect(factsOf({ podLabels }).labelsOf(POD)).toEqual({ team: "new" });
});

test("a copy's labels are told where kube-state-metrics tells none", () => {
  const podLabels = [told({ job: "ksm" }), told({ job: "opencost", label_team: "copied" })];

  expect(factsOf({ podLabels }).labelsOf(POD)).toEqual({ team: "copied" });
});

test("owner series go before what the pod's own series says of its creator", () => {
  const podOwner = [told({ owner_kind: "Job", owner_name: "own" })];
  const podInfo = [told({ created_by_kind: "Job", created_by_name: "created" })];

  expect(factsOf({ podOwner, podInfo }).ownersOf(POD)).toEqual([...podOwner, ...podInfo]);
});

test("of two pods of one name, told of without uid, each has the node of its own time", () => {
  const { uid: _, ...unnamed } = POD;
  const lives = new PodLives();
  lives.learn([
    seriesOf({ ...unnamed, uid: "a" }, steady(-5, 20)),
    seriesOf({ ...unnamed, uid: "b" }, steady(25, 65)),
  ]);
  const podInfo = [
    seriesOf({ ...unnamed, node: "node-1" }, steady(-5, 21)),
    seriesOf({ ...unnamed, node: "node-2" }, steady(22, 65)),
  ];
  const none = { podLabels: [], podOwner: [], requests: [], measured: [] };
  const facts = new PodFacts({ ...none, podInfo }, lives, {
    trustedJobs: new Set(),
    nodesByAddress: new Map(),
  });

  expect([facts.nodeOf({ ...POD, uid: "a" }), facts.nodeOf({ ...POD, uid: "b" })]).toEqual([
    "node-1",
    "node-2",
  ]);
});
