import { expect, test } from "vitest";
import {
  observeAutoscalers,
  observeVerticalTargets,
} from "../../../../../server/src/sources/prometheus/advice/observe-autoscalers.ts";
import {
  observeDisruptionBudgets,
  observeLimitRanges,
  observeQuotas,
} from "../../../../../server/src/sources/prometheus/advice/observe-namespace-rules.ts";
import { observeNodeStates } from "../../../../../server/src/sources/prometheus/advice/observe-node-states.ts";
import type { Series } from "../../../../../server/src/sources/prometheus/series/series.ts";
import { minute, seriesOf } from "../support/series-of.ts";

function one(name: string, labels: Record<string, string>, value: number): Series {
  return seriesOf({ __name__: name, ...labels }, [[minute(60), value]]);
}

const web = { namespace: "shop", horizontalpodautoscaler: "web", container: "kube-state-metrics" };
const hpa = (what: string, value: number, labels: Record<string, string> = {}): Series =>
  one(`kube_horizontalpodautoscaler_${what}`, { ...web, ...labels }, value);
const INFO = hpa("info", 1, { scaletargetref_kind: "Deployment", scaletargetref_name: "web" });

test("an autoscaler is put together of its series; shares of a request are told as percent", () => {
  const cpu = { metric_name: "cpu", metric_target_type: "utilization" };

  const observed = observeAutoscalers([
    hpa("spec_target_metric", 80, cpu),
    hpa("spec_target_metric", 0.5, { metric_name: "cpu", metric_target_type: "average", container: "app" }),
    hpa("spec_min_replicas", 2),
    hpa("spec_max_replicas", 10),
    hpa("status_current_replicas", 4),
    INFO,
  ]);

  expect(observed).toEqual([
    {
      namespace: "shop",
      name: "web",
      targetKind: "Deployment",
      targetName: "web",
      minReplicas: 2,
      maxReplicas: 10,
      currentReplicas: 4,
      targets: [
        { metric: "cpu", type: "average", value: 0.5, container: "app" },
        // The scrape gave it the exporter's own container, as it gave it to the series that has none by itself.
        { metric: "cpu", type: "utilization", value: 0.8, container: null },
      ],
    },
  ]);
});

test("a label that the scrape renamed is the metric's own", () => {
  const labels = { metric_name: "cpu", metric_target_type: "utilization", exported_container: "app" };

  const [observed] = observeAutoscalers([INFO, hpa("spec_target_metric", 80, labels)]);

  expect(observed?.targets.map(({ container }) => container)).toEqual(["app"]);
});

test.each([0, -1, 1e20])("a target of %d is none, and replicas of -1 are not known", (value) => {
  const target = hpa("spec_target_metric", value, { metric_name: "cpu", metric_target_type: "utilization" });

  const [observed] = observeAutoscalers([INFO, target, hpa("spec_max_replicas", -1)]);

  expect(observed).toMatchObject({ targets: [], maxReplicas: null, minReplicas: null });
});

test("an autoscaler of which nobody tells what it scales is left out", () => {
  expect(observeAutoscalers([hpa("spec_min_replicas", 2)])).toEqual([]);
});

const rule = (labels: Record<string, string>, value: number): Series =>
  one("kube_limitrange", { namespace: "shop", limitrange: "bounds", ...labels }, value);

test("of LimitRanges what bounds is kept, and not what fills in", () => {
  const observed = observeLimitRanges([
    rule({ type: "Container", resource: "memory", constraint: "max" }, 2 ** 31),
    rule({ type: "Container", resource: "cpu", constraint: "defaultRequest" }, 0.1),
    rule({ type: "PersistentVolumeClaim", resource: "storage", constraint: "max" }, 1e12),
    rule({ type: "Pod", resource: "cpu", constraint: "max" }, -4),
    rule({ type: "Container", resource: "cpu", constraint: "maxLimitRequestRatio" }, 4),
  ]);

  expect(observed.map(({ of, resource, constraint, value }) => [of, resource, constraint, value])).toEqual([
    ["Container", "cpu", "maxLimitRequestRatio", 4],
    ["Container", "memory", "max", 2 ** 31],
  ]);
});

const quota = (resource: string, type: string, value: number): Series =>
  one("kube_resourcequota", { namespace: "shop", resourcequota: "team", resource, type }, value);

test("a quota of cpu is one of requests, and one of which nobody tells the bound is none", () => {
  const observed = observeQuotas([
    quota("cpu", "hard", 20),
    quota("cpu", "used", 12.5),
    quota("limits.memory", "hard", 2 ** 36),
    quota("requests.memory", "used", 1),
    quota("pods", "hard", 100),
  ]);

  expect(observed).toEqual([
    { namespace: "shop", name: "team", resource: "limits.memory", hard: 2 ** 36, used: 0 },
    { namespace: "shop", name: "team", resource: "requests.cpu", hard: 20, used: 12.5 },
  ]);
});

test("budgets, and what nodes offer and refuse", () => {
  const budget = one("", { namespace: "shop", poddisruptionbudget: "db" }, 0);
  const node = (what: string, labels: Record<string, string>, value: number): Series =>
    one(`kube_node_${what}`, { node: "n1", ...labels }, value);

  expect(observeDisruptionBudgets([budget])).toEqual([{ namespace: "shop", name: "db", allowed: 0 }]);
  expect(
    observeNodeStates([
      node("status_allocatable", { resource: "cpu" }, 3.92),
      node("status_allocatable", { resource: "pods" }, 58),
      node("status_allocatable", { resource: "memory" }, -1),
      node("spec_taint", { key: "gpu", value: "true", effect: "NoSchedule" }, 1),
      node("spec_taint", { key: "old", value: "", effect: "NoExecute" }, 0),
      node("spec_unschedulable", {}, 1),
      node("status_allocatable", { node: "", resource: "cpu" }, 1),
    ]),
  ).toEqual([
    {
      node: "n1",
      cpuCores: 3.92,
      ramBytes: null,
      pods: 58,
      taints: [{ key: "gpu", value: "true", effect: "NoSchedule" }],
      unschedulable: true,
    },
  ]);
});

test("a vertical autoscaler's targets are read in both of the forms that they are exported in", () => {
  const labels = {
    namespace: "shop",
    verticalpodautoscaler: "web",
    target_kind: "Deployment",
    target_name: "web",
  };
  const metric = "verticalpodautoscaler_status_recommendation_containerrecommendations_target";

  const old = observeVerticalTargets([
    one(`kube_${metric}`, { ...labels, container: "app", resource: "cpu" }, 0.2),
    one(`kube_${metric}`, { ...labels, container: "app", resource: "memory" }, 5e8),
  ]);
  const custom = observeVerticalTargets([
    one(`kube_customresource_${metric}_cpu`, { ...labels, container: "app" }, 0.2),
    one(`kube_customresource_${metric}_memory`, { ...labels, container: "app" }, 5e8),
  ]);

  expect(old).toEqual([
    {
      namespace: "shop",
      name: "web",
      targetKind: "Deployment",
      targetName: "web",
      container: "app",
      cpuCores: 0.2,
      ramBytes: 5e8,
    },
  ]);
  expect(custom).toEqual(old);
});
