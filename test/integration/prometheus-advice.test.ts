import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  AdviceObservation,
  ContainerAdvice,
} from "../../server/src/domain/advice/advice-observation.ts";
import type { Observation } from "../../server/src/domain/observation.ts";
import { createPrometheusSource } from "../../server/src/sources/prometheus/prometheus-source.ts";
import type { Sample } from "../support/recording/emit.ts";
import {
  prometheusMissing,
  type ServedRecording,
  serveRecording,
} from "../unit/sources/prometheus/support/serve-recording.ts";

const missing = await prometheusMissing();
if (missing !== null) process.stderr.write(`Advice not observed in a real Prometheus: ${missing}\n`);

const START = Date.UTC(2026, 0, 5, 9);
const HOURS = [START + HOUR_MS, START + 2 * HOUR_MS, START + 3 * HOUR_MS] as const;
/** In the second hour the web container is killed twice, and in the third it crashes for another reason. */
const KILLS = [HOURS[1] + 20 * MINUTE_MS, HOURS[1] + 40 * MINUTE_MS];
const CRASH = HOURS[2] + 10 * MINUTE_MS;
const JOB_KILLED = HOURS[1] + 30 * MINUTE_MS;

type Labels = Readonly<Record<string, string>>;
type Emit = (metric: string, labels: Labels, value: number) => void;

const WEB = { namespace: "shop", pod: "web-1", uid: "00000000-0000-4000-8000-000000000001" };
const JOB = { namespace: "shop", pod: "load-1", uid: "00000000-0000-4000-8000-000000000002" };

function scrapeState(time: Instant, emit: Emit): void {
  emit("kube_node_info", { node: "n1", internal_ip: "10.0.0.1" }, 1);
  for (const [resource, value] of [
    ["cpu", 4],
    ["memory", 16e9],
    ["pods", 58],
  ] as const) {
    emit("kube_node_status_capacity", { node: "n1", resource }, value);
    emit("kube_node_status_allocatable", { node: "n1", resource }, value * 0.9);
  }
  emit("kube_node_spec_taint", { node: "n1", key: "dedicated", value: "shop", effect: "NoSchedule" }, 1);
  emit("kube_node_spec_unschedulable", { node: "n1" }, time >= HOURS[2] ? 1 : 0);
  for (const [pod, kind, name] of [
    [WEB, "StatefulSet", "web"],
    [JOB, "Job", "load"],
  ] as const) {
    emit("kube_pod_info", { ...pod, node: "n1" }, 1);
    emit("kube_pod_owner", { ...pod, owner_kind: kind, owner_name: name, owner_is_controller: "true" }, 1);
    const container = { ...pod, container: "app" };
    emit("kube_pod_container_status_running", container, pod === WEB || time < JOB_KILLED ? 1 : 0);
    emit("kube_pod_container_resource_limits", { ...container, resource: "memory", unit: "byte" }, 1e9);
    emit("kube_pod_container_resource_limits", { ...container, resource: "ephemeral_storage" }, 5e9);
  }
  scrapeEnds(time, emit);
  scrapeRules(emit);
}

function scrapeEnds(time: Instant, emit: Emit): void {
  const web = { ...WEB, container: "app" };
  const restarts = KILLS.filter((kill) => time >= kill).length + (time >= CRASH ? 1 : 0);
  emit("kube_pod_container_status_restarts_total", web, restarts);
  emit("kube_pod_container_status_restarts_total", { ...JOB, container: "app" }, 0);
  if (restarts > 0) {
    const reason = time >= CRASH ? "Error" : "OOMKilled";
    emit("kube_pod_container_status_last_terminated_reason", { ...web, reason }, 1);
  }
  if (time >= JOB_KILLED) {
    emit("kube_pod_container_status_terminated_reason", { ...JOB, container: "app", reason: "OOMKilled" }, 1);
  }
}

function scrapeRules(emit: Emit): void {
  const hpa = { namespace: "shop", horizontalpodautoscaler: "web" };
  const info = { scaletargetref_kind: "StatefulSet", scaletargetref_name: "web" };
  emit("kube_horizontalpodautoscaler_info", { ...hpa, ...info }, 1);
  emit("kube_horizontalpodautoscaler_spec_min_replicas", hpa, 1);
  emit("kube_horizontalpodautoscaler_spec_max_replicas", hpa, 6);
  emit("kube_horizontalpodautoscaler_status_current_replicas", hpa, 2);
  const target = { metric_name: "cpu", metric_target_type: "utilization" };
  emit("kube_horizontalpodautoscaler_spec_target_metric", { ...hpa, ...target }, 75);
  const range = { namespace: "shop", limitrange: "r", resource: "memory", type: "Container" };
  emit("kube_limitrange", { ...range, constraint: "max" }, 4e9);
  emit("kube_limitrange", { ...range, constraint: "default" }, 1e9);
  const quota = { namespace: "shop", resourcequota: "q", resource: "requests.cpu" };
  emit("kube_resourcequota", { ...quota, type: "hard" }, 10);
  emit("kube_resourcequota", { ...quota, type: "used" }, 2.5);
}

/** The web container's cgroup is another after each restart, and its counters begin anew. */
function scrapeCadvisor(time: Instant, emit: Emit): void {
  const starts = [START, ...KILLS, CRASH].filter((start) => time >= start);
  const start = starts.at(-1) ?? START;
  const pod = `/kubepods/burstable/pod${WEB.uid}`;
  const own = {
    namespace: "shop",
    pod: "web-1",
    container: "app",
    id: `${pod}/${starts.length}`,
    image: "web",
  };
  const seconds = (time - start) / 1_000;
  emit("container_cpu_usage_seconds_total", { ...own, cpu: "total" }, seconds * 0.4);
  emit("container_memory_working_set_bytes", own, 5e8);
  emit("container_cpu_cfs_periods_total", own, Math.round(seconds * 10));
  emit("container_cpu_cfs_throttled_periods_total", own, Math.round(seconds * 2));
  emit(
    "container_cpu_cfs_periods_total",
    { namespace: "shop", pod: "web-1", container: "", id: pod },
    seconds * 99,
  );
}

interface Target {
  readonly labels: Labels;
  readonly intervalMs: number;
  readonly scrape: (time: Instant, emit: Emit) => void;
}

/** Two copies of kube-state-metrics, under their own container's label as a scrape of Kubernetes gives it. */
const TARGETS: readonly Target[] = [
  ...["10.1.0.1:8080", "10.1.0.2:8080"].map((instance) => ({
    labels: { job: "kube-state-metrics", instance, container: "kube-state-metrics" },
    intervalMs: 30_000,
    scrape: scrapeState,
  })),
  {
    labels: { job: "kubelet", instance: "10.0.0.1:10250", node: "n1" },
    intervalMs: 30_000,
    scrape: scrapeCadvisor,
  },
  {
    labels: { job: "apiserver", instance: "10.0.0.9:6443" },
    intervalMs: 60_000,
    scrape: (_, emit) => {
      emit("apiserver_storage_objects", { resource: "poddisruptionbudgets.policy" }, 0);
      emit("apiserver_storage_objects", { resource: "horizontalpodautoscalers.autoscaling" }, 1);
    },
  },
];

function record(targets: readonly Target[]): Sample[] {
  const samples: Sample[] = [];
  for (const [place, { labels, intervalMs, scrape }] of targets.entries()) {
    for (let time = START + 1_000 + place * 3_000; time < START + 4.3 * HOUR_MS; time += intervalMs) {
      scrape(time, (metric, own, value) => {
        const pairs = Object.entries({ ...labels, ...own }).map(([name, text]) => `${name}="${text}"`);
        samples.push({ series: `${metric}{${pairs.join(",")}}`, value: String(value), time });
      });
    }
  }
  return samples;
}

describe.skipIf(missing !== null)("what a real Prometheus tells for recommendations", () => {
  let served: ServedRecording | null = null;
  let hours: Observation[] = [];

  beforeAll(async () => {
    served = await serveRecording(record(TARGETS));
    const source = createPrometheusSource({ url: served.url });
    hours = await Promise.all(HOURS.map((hour) => source.observe(hour, AbortSignal.timeout(60_000))));
  });
  afterAll(() => served?.[Symbol.asyncDispose]());

  const adviceOf = (index: number): AdviceObservation | undefined => hours[index]?.advice;
  const containerOf = (index: number, controller: string): ContainerAdvice | undefined =>
    adviceOf(index)?.containers.find((each) => each.controller === controller);

  test("every family that is there is told, and budgets, of which the API server keeps none, too", () => {
    expect(adviceOf(1)?.told).toEqual([
      "limits",
      "oomKills",
      "throttling",
      "autoscalers",
      "limitRanges",
      "quotas",
      "nodeStates",
      "disruptionBudgets",
    ]);
    expect(adviceOf(1)?.usageIntervalSeconds).toBe(30);
    expect(hours.flatMap(({ findings }) => findings.filter(({ code }) => code === "advice_unread"))).toEqual(
      [],
    );
  });

  test("kills are counted in the hour in which they happened, once for two exporters, and a crash is none", () => {
    expect([0, 1, 2].map((index) => containerOf(index, "web")?.oomKills)).toEqual([0, 2, 0]);
    expect([0, 1, 2].map((index) => containerOf(index, "load")?.oomKills ?? 0)).toEqual([0, 1, 0]);
  });

  test("limits are read of CPU and memory alone", () => {
    expect(containerOf(1, "web")?.limits).toEqual([{ cpuCores: null, ramBytes: 1e9 }]);
  });

  test("a fifth of the periods was throttled, over cgroups that followed one another, and the pod's own are left out", () => {
    for (const index of [0, 1, 2]) {
      const { all = 0, throttled = 0 } = containerOf(index, "web")?.cpuPeriods ?? {};
      expect(throttled / all).toBeCloseTo(0.2, 2);
      // Ten a second; what was counted about a restart is seen by nobody.
      expect(all / 36_000).toBeGreaterThan(0.9);
      expect(all / 36_000).toBeLessThan(1.05);
    }
  });

  test("autoscalers, rules and what nodes offer are told once, as they are", () => {
    expect(adviceOf(2)).toMatchObject({
      autoscalers: [
        {
          namespace: "shop",
          targetKind: "StatefulSet",
          targetName: "web",
          minReplicas: 1,
          maxReplicas: 6,
          currentReplicas: 2,
          targets: [{ metric: "cpu", type: "utilization", value: 0.75, container: null }],
        },
      ],
      limitRanges: [
        { namespace: "shop", name: "r", of: "Container", resource: "memory", constraint: "max", value: 4e9 },
      ],
      quotas: [{ namespace: "shop", name: "q", resource: "requests.cpu", hard: 10, used: 2.5 }],
      disruptionBudgets: [],
      verticalTargets: [],
    });
    expect([1, 2].map((index) => adviceOf(index)?.nodes)).toMatchObject(
      [false, true].map((unschedulable) => [
        {
          node: "n1",
          cpuCores: 3.6,
          ramBytes: 14.4e9,
          pods: 52.2,
          taints: [{ key: "dedicated", value: "shop", effect: "NoSchedule" }],
          unschedulable,
        },
      ]),
    );
  });
});
