import * as z from "zod";
import type { RecordedSeries } from "../../test/golden/slice/series-text.ts";
import { Choice, DAY_START, GAP_END, MARGIN_MS } from "./choice.ts";
import type { Truth } from "./cut-truth.ts";

/** Families that the source reads; of some not all series, where the others are never looked at. */
const FAMILIES = [
  "container_cpu_usage_seconds_total",
  "container_memory_working_set_bytes",
  "kube_job_owner",
  "kube_namespace_labels",
  "kube_node_info",
  "kube_node_labels",
  'kube_node_status_capacity{resource=~"cpu|memory|nvidia.*",job="kube-state-metrics"}',
  "kube_persistentvolume_capacity_bytes",
  "kube_persistentvolume_claim_ref",
  "kube_persistentvolume_info",
  "kube_persistentvolumeclaim_info",
  "kube_persistentvolumeclaim_resource_requests_storage_bytes",
  "kube_pod_container_resource_requests",
  "kube_pod_container_state_started",
  "kube_pod_container_status_running",
  "kube_pod_info",
  "kube_pod_init_container_resource_requests",
  "kube_pod_init_container_state_started",
  "kube_pod_init_container_status_running",
  "kube_pod_labels",
  "kube_pod_owner",
  "kube_pod_spec_volumes_persistentvolumeclaims_info",
  "kube_replicaset_owner",
  'kube_service_spec_type{type="LoadBalancer"}',
  "kubecost_cluster_management_cost",
  "kubecost_load_balancer_cost",
  "kubecost_network_internet_egress_cost",
  "kubecost_network_region_egress_cost",
  "kubecost_network_zone_egress_cost",
  "kubecost_node_is_spot",
  "kubecost_pod_network_egress_bytes_total",
  "node_cpu_hourly_cost",
  "node_gpu_count",
  "node_gpu_hourly_cost",
  "node_ram_hourly_cost",
  "pv_hourly_cost",
];

const MatrixSchema = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
});

async function readFamily(url: string, family: string): Promise<z.output<typeof MatrixSchema>["data"]> {
  const seconds = (GAP_END - DAY_START + 2 * MARGIN_MS) / 1000;
  const query = new URLSearchParams({
    query: `${family}[${seconds}s]`,
    time: String((GAP_END + MARGIN_MS) / 1000),
  });
  const answer = await fetch(`${url}/api/v1/query`, { method: "POST", body: query });
  return MatrixSchema.parse(await answer.json()).data;
}

/** Which claim holds which volume. */
async function claimsByVolume(url: string): Promise<Map<string, string>> {
  const { result } = await readFamily(url, "kube_persistentvolume_claim_ref");
  return new Map(result.map(({ metric }) => [metric["persistentvolume"] ?? "", metric["name"] ?? ""]));
}

/** Reads the series of what the truth tells of from a Prometheus that serves the whole recording. */
export async function cutSeries(url: string, truth: Truth): Promise<RecordedSeries[]> {
  const choice = new Choice(truth, await claimsByVolume(url));
  const series: RecordedSeries[] = [];
  for (const family of FAMILIES) {
    for (const { metric, values } of (await readFamily(url, family)).result) {
      const { __name__: name, ...labels } = metric;
      const samples = values
        .map(([seconds, value]) => ({ timeMs: Math.round(seconds * 1000), value }))
        .filter(({ timeMs }) => choice.holds(labels, timeMs));
      const text = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
      const target = `${labels["job"]} ${labels["instance"]}`;
      if (samples.length > 0) series.push({ name: `${name}{${text.join(",")}}`, target, samples });
    }
  }
  return series;
}
