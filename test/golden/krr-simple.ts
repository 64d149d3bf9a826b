import * as z from "zod";

/** What KRR says of one container of a workload; null is its "?". */
export interface KrrSize {
  readonly cpuCores: number | null;
  readonly ramBytes: number | null;
}

/** A stretch of history, up to an instant in seconds. */
interface History {
  readonly end: number;
  readonly hours: number;
}

const AnswerSchema = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
    ),
  }),
});
type Series = z.output<typeof AnswerSchema>["data"]["result"][number];

const STEP = "75s";
const POINTS_REQUIRED = 100;
const MIB = 1_048_576;
const BY = "by (namespace, pod, container, job)";
const CPU = 'container_cpu_usage_seconds_total{container!="",container!="POD"}';
const RAM = 'container_memory_working_set_bytes{container!="",container!="POD"}';

/**
 * Sizes every container of a Prometheus as KRR's `simple` strategy does by default (robusta-dev/krr, `strategies/simple.py` and
 * `prometheus/metrics`): the same questions, for all pods at once, and the same arithmetic. By `namespace/kind/name/container`.
 */
export async function krrSizes(url: string, { end, hours }: History): Promise<Map<string, KrrSize>> {
  const range = `[${hours}h:${STEP}]`;
  const ask = (query: string): Promise<Series[]> => askPrometheus(url, query, end);
  const p95 = await ask(`quantile_over_time(0.95, max(rate(${CPU}[${STEP}])) ${BY} ${range})`);
  const cpuPoints = await ask(`count_over_time(max(${CPU}) ${BY} ${range})`);
  const most = await ask(`max_over_time(max(${RAM}) ${BY} ${range})`);
  const ramPoints = await ask(`count_over_time(max(${RAM}) ${BY} ${range})`);
  const ownerOf = await readOwners(ask, hours);
  const grouped = (series: readonly Series[]): Map<string, number[]> => {
    const byContainer = Map.groupBy(oneJobOf(series), ({ metric }) => containerOf(metric, ownerOf));
    return new Map([...byContainer].map(([key, own]) => [key, own.map(({ value }) => Number(value[1]))]));
  };
  const found = { p95: grouped(p95), cpu: grouped(cpuPoints), most: grouped(most), ram: grouped(ramPoints) };
  return new Map(
    [...found.most.keys()].map((key) => {
      const cores = greatest(found.p95.get(key));
      const bytes = greatest(found.most.get(key));
      const size = {
        cpuCores: isEnough(found.cpu.get(key)) ? Math.max(Math.ceil(cores * 1_000) / 1_000, 0.01) : null,
        ramBytes: isEnough(found.ram.get(key)) ? Math.max(Math.ceil((bytes * 1.15) / MIB), 100) * MIB : null,
      };
      return [key, size];
    }),
  );
}

/** KRR takes the kubelet's series where a pod has several, else the first job's. */
function oneJobOf(series: readonly Series[]): Series[] {
  const jobOf = ({ metric }: Series): string => (metric["job"] === "kubelet" ? "" : (metric["job"] ?? ""));
  const byPod = Map.groupBy(series, ({ metric: { namespace, pod, container } }) =>
    [namespace, pod, container].join("/"),
  );
  return [...byPod.values()].flatMap((own) =>
    own.toSorted((a, b) => (jobOf(a) < jobOf(b) ? -1 : 1)).slice(0, 1),
  );
}

type OwnerOf = (metric: Series["metric"]) => string;

/** Whose pods and replica sets there were, as `namespace/kind/name`. */
async function readOwners(ask: (query: string) => Promise<Series[]>, hours: number): Promise<OwnerOf> {
  const [pods, sets, jobs] = await Promise.all(
    ["kube_pod_owner", "kube_replicaset_owner", "kube_job_owner"].map((name) =>
      ask(`last_over_time(${name}[${hours}h])`),
    ),
  );
  const owners = new Map<string, Series["metric"]>();
  for (const { metric } of pods ?? []) owners.set(`Pod/${metric["namespace"]}/${metric["pod"]}`, metric);
  for (const { metric } of sets ?? [])
    owners.set(`ReplicaSet/${metric["namespace"]}/${metric["replicaset"]}`, metric);
  for (const { metric } of jobs ?? []) owners.set(`Job/${metric["namespace"]}/${metric["job_name"]}`, metric);
  const topOf = (kind: string, namespace: string, name: string): string => {
    const { owner_kind: above = "<none>", owner_name: next = "" } =
      owners.get(`${kind}/${namespace}/${name}`) ?? {};
    return above === "" || above === "<none>"
      ? `${namespace}/${kind}/${name}`
      : topOf(above, namespace, next);
  };
  return ({ namespace = "", pod = "" }) => topOf("Pod", namespace, pod);
}

function containerOf(metric: Series["metric"], ownerOf: OwnerOf): string {
  return `${ownerOf(metric)}/${metric["container"]}`;
}

async function askPrometheus(url: string, query: string, end: number): Promise<Series[]> {
  const body = new URLSearchParams({ query, time: end.toString() });
  const response = await fetch(`${url}/api/v1/query`, { method: "POST", body });
  const { data } = AnswerSchema.parse(await response.json());
  return data.result;
}

function isEnough(points: readonly number[] = []): boolean {
  return points.reduce((total, count) => total + count, 0) >= POINTS_REQUIRED;
}

function greatest(values: readonly number[] = []): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
