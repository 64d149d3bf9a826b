import { expect, test } from "vitest";
import type { AdviceObservation } from "../../../../../server/src/domain/advice/advice-observation.ts";
import { FindingBook } from "../../../../../server/src/domain/findings/finding-book.ts";
import type { PodObservation } from "../../../../../server/src/domain/observation.ts";
import { observeAdvice } from "../../../../../server/src/sources/prometheus/advice/observe-advice.ts";
import { wholeCluster } from "../../../../../server/src/sources/prometheus/query/shard.ts";
import type { Series } from "../../../../../server/src/sources/prometheus/series/series.ts";
import { SourceError } from "../../../../../server/src/sources/source-error.ts";
import { createPod } from "../../../../support/observations.ts";
import { readerOf } from "../support/reader-of.ts";
import { minute, seriesOf } from "../support/series-of.ts";

type Answers = Readonly<Record<string, readonly Series[]>>;

interface Asked {
  readonly pods?: readonly PodObservation[];
  readonly isPartial?: (expression: string) => boolean;
  readonly fails?: (expression: string) => SourceError | null;
}

const WEB = createPod({ name: "web-1", uid: "u1" });

/** Observes with answers by a part of the question that they are for. */
async function observe(
  answers: Answers,
  { pods = [WEB], isPartial, fails }: Asked = {},
): Promise<{ advice: AdviceObservation; findings: FindingBook; asked: readonly string[] }> {
  const findings = new FindingBook();
  const answer = (expression: string): readonly Series[] => {
    const fault = fails?.(expression);
    if (fault) throw fault;
    return Object.entries(answers).find(([part]) => expression.includes(part))?.[1] ?? [];
  };
  const { reader, asked } = readerOf(answer, isPartial ? { isPartial } : {});
  const shards = [wholeCluster(["shop", "lab"], () => "namespace")];
  const advice = await observeAdvice(reader, { pods, shards, usageIntervalSeconds: 60, findings });
  return { advice, findings, asked };
}

function value(labels: Record<string, string>, figure: number): Series {
  return seriesOf(labels, [[minute(60), figure]]);
}

const app = { namespace: "shop", pod: "web-1", container: "app" };
const limit = (
  resource: string,
  figure: number,
  labels: Record<string, string> = { ...app, uid: "u1" },
): Series => value({ ...labels, resource }, figure);
const SIGN = (name: string): Series => value({ __name__: name }, 9);
const RESTARTS = SIGN("kube_pod_container_status_restarts_total");
const THROTTLED = SIGN("container_cpu_cfs_throttled_periods_total");

test("limits are told by workload, each pair once however many pods have it", async () => {
  const pods = [WEB, createPod({ name: "web-2", uid: "u2" })];
  const second = { namespace: "shop", pod: "web-2", container: "app", uid: "u2" };

  const { advice } = await observe(
    {
      kube_pod_container_resource_limits: [
        limit("cpu", 0.5),
        limit("memory", 1e9),
        limit("cpu", 0.5, second),
        limit("memory", 1e9, second),
      ],
    },
    { pods },
  );

  expect(advice.told).toEqual(["limits"]);
  expect(advice.containers).toEqual([
    {
      namespace: "shop",
      controllerKind: "Deployment",
      controller: "web",
      pod: "",
      podUid: "",
      container: "app",
      limits: [{ cpuCores: 0.5, ramBytes: 1e9 }],
      cpuPeriods: null,
      oomKills: 0,
    },
  ]);
});

test.each([-1, 0, 1e30])("a limit of %d is none", async (figure) => {
  const { advice } = await observe({ kube_pod_container_resource_limits: [limit("memory", figure)] });

  expect(advice.containers).toEqual([]);
});

test("what is told of pods that did not run in the hour is left out", async () => {
  const series = [limit("memory", 1e9, { namespace: "shop", pod: "pending-1", container: "app" })];

  expect((await observe({ kube_pod_container_resource_limits: series })).advice.containers).toEqual([]);
});

test("a name that passed to a pod of another workload is told apart by its uid, and is nobody's without one", async () => {
  const pods = [
    WEB,
    createPod({ name: "web-1", uid: "u9", controllerKind: "StatefulSet", controller: "old" }),
  ];
  const named = [limit("memory", 1e9), limit("memory", 2e9, { ...app, uid: "u9" })];
  const unnamed = [limit("memory", 3e9, app)];

  const told = await observe({ kube_pod_container_resource_limits: named }, { pods });
  const untold = await observe({ kube_pod_container_resource_limits: unnamed }, { pods });

  expect(told.advice.containers.map((each) => [each.controller, each.limits[0]?.ramBytes])).toEqual([
    ["web", 1e9],
    ["old", 2e9],
  ]);
  expect(untold.advice.containers).toEqual([]);
});

test("a pod without an owner is told of by its own name", async () => {
  const pods = [createPod({ name: "web-1", uid: "u1", controllerKind: "", controller: "" })];

  const { advice } = await observe({ kube_pod_container_resource_limits: [limit("memory", 1e9)] }, { pods });

  expect(advice.containers[0]).toMatchObject({ controller: "", pod: "web-1", podUid: "u1" });
});

const of = (pod: string, figure: number): Series => value({ ...app, pod }, figure);

test("periods add up over the pods of a workload, and no more are throttled than there were", async () => {
  const pods = [WEB, createPod({ name: "web-2", uid: "u2" })];
  const { advice } = await observe(
    {
      "container_cpu_cfs_periods_total{": [of("web-1", 100), of("web-2", 50.4)],
      "increase(container_cpu_cfs_throttled_periods_total{": [of("web-1", 30), of("web-2", 999)],
      "count by (__name__)": [THROTTLED],
    },
    { pods },
  );

  expect(advice.told).toEqual(["throttling"]);
  expect(advice.containers[0]?.cpuPeriods).toEqual({ all: 150, throttled: 80 });
});

test("periods without throttled ones are not told: 0 of them and none of the series look the same", async () => {
  const { advice } = await observe({ "container_cpu_cfs_periods_total{": [value(app, 100)] });

  expect(advice.told).toEqual([]);
});

test.each([
  { signs: [RESTARTS], isTold: true, what: "nothing restarted" },
  { signs: [RESTARTS, value({}, 3)], isTold: false, what: "some restarted, and nobody tells why any ended" },
  {
    signs: [RESTARTS, value({}, 3), SIGN("kube_pod_container_status_last_terminated_reason")],
    isTold: true,
    what: "some restarted, and it is told why",
  },
  { signs: [], isTold: false, what: "no restarts are told" },
])("OOM kills are told where $what: $isTold", async ({ signs, isTold }) => {
  const { advice } = await observe({ "count by (__name__)": signs });

  expect(advice.told.includes("oomKills")).toBe(isTold);
});

test("a Job's container that stays killed was killed once, that of a workload that starts it anew is not counted twice", async () => {
  const pods = [WEB, createPod({ name: "load-1", uid: "u3", controllerKind: "CronJob", controller: "load" })];
  const stayed = [value({ ...app, uid: "u1" }, 1), value({ ...app, pod: "load-1", uid: "u3" }, 1)];

  const { advice } = await observe({ kube_pod_container_status_terminated_reason: stayed }, { pods });

  expect(advice.containers.map((each) => [each.controller, each.oomKills])).toEqual([["load", 1]]);
});

test("where the API server keeps no autoscaler there is none, and where nobody says so nobody knows", async () => {
  const counts = [
    value({ resource: "horizontalpodautoscalers.autoscaling" }, 0),
    value({ resource: "limitranges" }, 3),
    // It could not be counted.
    value({ resource: "resourcequotas" }, -1),
  ];

  const { advice } = await observe({ apiserver_storage_objects: counts });

  expect(advice.told).toEqual(["autoscalers"]);
});

test("a family that is refused or answered in part is not told, the others are, and the hour says so", async () => {
  const limits = { kube_pod_container_resource_limits: [limit("memory", 1e9)] };
  const allocatable = value({ __name__: "kube_node_status_allocatable", node: "n1", resource: "cpu" }, 4);
  const answers = { ...limits, kube_node_status_allocatable: [allocatable] };

  const refused = await observe(answers, {
    fails: (expression) => (expression.includes("_limits") ? new SourceError("refused") : null),
  });
  const cut = await observe(answers, { isPartial: (expression) => expression.includes("_limits") });

  for (const { advice, findings } of [refused, cut]) {
    expect(advice.told).toEqual(["nodeStates"]);
    expect(advice.containers).toEqual([]);
    expect(findings.list()).toEqual([
      expect.objectContaining({ code: "advice_unread", subject: { kind: "cluster" } }),
    ]);
  }
});

test("after a failure nothing more is asked of that family, and a shard that is too large is asked in halves", async () => {
  const tooLarge = await observe(
    { kube_pod_container_resource_limits: [limit("memory", 1e9)] },
    {
      fails: (expression) =>
        expression.includes("_limits") && !expression.includes('"shop"') && !expression.includes('"lab"')
          ? new SourceError("too many samples", { isTooLarge: true })
          : null,
    },
  );

  expect(tooLarge.asked.filter((expression) => expression.includes("_limits"))).toHaveLength(3);
  expect(tooLarge.advice.told).toEqual(["limits"]);
});
