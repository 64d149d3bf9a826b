import type { Instant } from "@kubecent/shared";
import { factsAt } from "../world.ts";
import { constant } from "./constant.ts";
import {
  hasLabel,
  isOf,
  type MakeTrouble,
  pickMoment,
  pickVictim,
  type Trouble,
  type Victim,
  withLabels,
} from "./trouble.ts";

/** A server gets an external label: all series of a job go on under new labels from a moment on. */
export const relabelled: MakeTrouble = (scene) => {
  const moment = pickMoment(scene);
  const job = scene.dice.pick(["kubelet", "network-costs", "kube-state-metrics"]);
  return {
    name: `series of ${job} go on under a new label`,
    touched: [],
    record: (sample) =>
      sample.time >= moment && hasLabel(sample.series, "job", job)
        ? [withLabels(sample, { shard: "b" })]
        : [sample],
  };
};

/** A ServiceMonitor names the exporter's own pod beside the metered one. */
export const serviceMonitor: MakeTrouble = () => ({
  name: "traffic comes through a ServiceMonitor",
  touched: [],
  record: (sample) =>
    isOf(sample, "kubecost_pod_network_egress_bytes_total")
      ? [
          withLabels(
            {
              ...sample,
              series: sample.series
                .replace("{namespace=", "{exported_namespace=")
                .replace(",namespace=", ",exported_namespace="),
            },
            { pod: "network-costs-x1", namespace: "kubecost", service: "network-costs" },
          ),
        ]
      : [sample],
});

/** Two replicas of a Prometheus send everything about traffic, told apart by a label of their own. */
export const haPair: MakeTrouble = () => ({
  name: "traffic comes from a pair that differs in ha_replica",
  touched: [],
  record: (sample) =>
    isOf(sample, "kubecost_pod_network_egress_bytes_total")
      ? ["a", "b"].map((replica) => withLabels(sample, { ha_replica: replica }))
      : [sample],
});

/** One container is listed thrice, nested: the outer cgroup holds the inner ones. */
export const nestedCgroups: MakeTrouble = (scene) => nested(pickVictim(scene));

/** The same with a native sidecar, of which kube-state-metrics tells among init containers. */
export const nestedSidecar: MakeTrouble = (scene) => nested(pickVictim(scene, "init"));

function nested({ pod, container }: Victim): Trouble {
  const of = { pod: pod.name, container: container.name };
  const metrics = ["container_cpu_usage_seconds_total", "container_memory_working_set_bytes"];
  return {
    name: `${container.name} of ${pod.name} is listed in nested cgroups`,
    touched: [pod.namespace],
    record: (sample) => {
      if (!metrics.some((metric) => isOf(sample, metric, of))) return [sample];
      const inner = (path: string, share: number) => ({
        ...sample,
        series: sample.series.replace(/id="([^"]*)"/, `id="$1${path}"`),
        value: String(Number(sample.value) * share),
      });
      return [sample, inner("/init.scope", 0.1), inner("/app.slice", 0.8)];
    },
  };
}

/** A pod's requests stand at the pod: kube-scheduler tells them, and kube-state-metrics tells none. */
export const podLevelRequests: MakeTrouble = (scene) => {
  const { pod } = pickVictim(scene);
  const target = 'job="kube-scheduler",instance="10.1.0.7:10259"';
  const named = `namespace="${pod.namespace}",pod="${pod.name}",node="${pod.node}"`;
  const requested = (of: "cores" | "bytes") => (time: Instant) =>
    pod.containers.reduce((sum, { requests }) => sum + factsAt(requests, time)[of], 0);
  return {
    name: `the requests of ${pod.name} stand at the pod`,
    touched: [pod.namespace],
    record: (sample) =>
      /^kube_pod_(?:init_)?container_resource_requests\{/.test(sample.series) &&
      hasLabel(sample.series, "pod", pod.name)
        ? []
        : [sample],
    extra: () => [
      ...constant(
        scene,
        `kube_pod_resource_request{${target},${named},resource="cpu",unit="cores"}`,
        requested("cores"),
      ),
      ...constant(
        scene,
        `kube_pod_resource_request{${target},${named},resource="memory",unit="bytes"}`,
        requested("bytes"),
      ),
    ],
  };
};
