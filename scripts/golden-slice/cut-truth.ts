import * as z from "zod";

/** The day that the slice is of. */
export const DAY = "2026-11-17";

/** Namespaces that are taken whole: jobs of 17 minutes, a pod that moves with its volume, a GPU. */
const NAMESPACES: ReadonlySet<string> = new Set(["batch", "monitoring", "ml"]);
/** A node that is overcommitted for three hours, with all that ran there. */
const OVERCOMMITTED_NODE = "ip-10-0-0-9.eu-west-1.compute.internal";
/** A pod with a native sidecar, and a volume that nobody mounts. */
const SIDECAR_POD = "api-tqb28kj2b-577wg";
const ORPHAN_CLAIM = "orphan";
/** A pod of it on each node shows that its targets answered before a job came. */
const DAEMON_SET = "node-agent";

const Row = z.looseObject({ day: z.string(), namespace: z.string(), pod: z.string(), node: z.string() });
const TruthSchema = z.object({
  rows: z.array(Row),
  nodes: z.array(z.looseObject({ day: z.string(), node: z.string() })),
  volumes: z.array(z.looseObject({ day: z.string(), namespace: z.string(), claim: z.string() })),
  loadBalancers: z.array(z.looseObject({ day: z.string() })),
  network: z.array(Row.omit({ node: true })),
  overcommitted: z.array(z.looseObject({ node: z.string() })),
});
export type Truth = z.output<typeof TruthSchema>;

function onDay<T extends { day: string }>(rows: readonly T[]): T[] {
  return rows.filter((row) => row.day === DAY);
}

/** The truth about what the slice holds. */
export function cutTruth(text: string): Truth {
  const whole = TruthSchema.parse(JSON.parse(text));
  const day = onDay(whole.rows);
  const chosen = day.filter(
    (row) => NAMESPACES.has(row.namespace) || row.node === OVERCOMMITTED_NODE || row.pod === SIDECAR_POD,
  );
  const nodes = new Set(chosen.map(({ node }) => node));
  const rows = day.filter(
    (row) => chosen.includes(row) || (nodes.has(row.node) && row.pod.startsWith(DAEMON_SET)),
  );
  const pods = new Set(rows.map(({ pod }) => pod));
  return {
    rows,
    nodes: onDay(whole.nodes).filter(({ node }) => nodes.has(node)),
    // A StatefulSet's claim ends with its pod's name.
    volumes: onDay(whole.volumes).filter(
      ({ claim }) => claim === ORPHAN_CLAIM || [...pods].some((pod) => claim.endsWith(`-${pod}`)),
    ),
    loadBalancers: onDay(whole.loadBalancers),
    network: onDay(whole.network).filter(({ pod }) => pods.has(pod)),
    overcommitted: whole.overcommitted.filter(({ node }) => nodes.has(node)),
  };
}

const OpenCostSchema = z.object({ data: z.array(z.record(z.string(), z.record(z.string(), z.unknown()))) });
const OPENCOST_COSTS = [
  "cpuCost",
  "ramCost",
  "gpuCost",
  "pvCost",
  "networkCost",
  "loadBalancerCost",
] as const;

/** OpenCost's costs of the namespaces that the slice holds whole. */
export function cutOpenCost(text: string): object {
  const { data } = OpenCostSchema.parse(JSON.parse(text));
  const sets = data.map((set) =>
    Object.entries(set)
      .filter(([namespace]) => NAMESPACES.has(namespace))
      .map(([namespace, answer]) => [
        namespace,
        Object.fromEntries(OPENCOST_COSTS.map((cost) => [cost, answer[cost]])),
      ]),
  );
  return { data: sets.map((set) => Object.fromEntries(set)) };
}
