import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import { isSpread } from "../schema/citus-roles.ts";

/** How much is stored, and how fast it grows. */
export interface StoredAmount {
  /** On all its servers together. */
  readonly databaseBytes: number;
  readonly hours: number;
  readonly firstHour: Instant | null;
  /** Containers of the newest hour of each cluster, together. */
  readonly containers: number;
}

/** Counts hours and the newest hour's rows alone: the rest is known from their number. */
export async function readStoredAmount(client: pg.ClientBase): Promise<StoredAmount> {
  const { rows } = await client.query<{
    bytes: number;
    hours: number;
    first: Date | null;
    containers: number;
  }>(
    `with newest as (select cluster_id, max(hour) as hour from cluster_hour group by cluster_id)
     select pg_database_size(current_database())::float8 as bytes,
       (select count(*) from cluster_hour)::int as hours, (select min(hour) from cluster_hour) as first,
       (select count(*) from newest join container_hour using (cluster_id, hour))::int as containers`,
  );
  const { bytes = 0, hours = 0, first = null, containers = 0 } = rows[0] ?? {};
  const databaseBytes = bytes + (await bytesOnWorkers(client));
  return { databaseBytes, hours, firstHour: first?.getTime() ?? null, containers };
}

/** With Citus the rows are on servers beside this one. Throws what one of them says that cannot tell. */
async function bytesOnWorkers(client: pg.ClientBase): Promise<number> {
  if (!(await isSpread(client))) return 0;
  const { rows } = await client.query<{ success: boolean; result: string }>(
    "select success, result from run_command_on_workers('select pg_database_size(current_database())')",
  );
  const silent = rows.find(({ success }) => !success);
  if (silent) throw new Error(silent.result);
  return rows.reduce((sum, { result }) => sum + Number(result), 0);
}

/** What share of the allocated money of the last stored day of a cluster was priced by defaults; null without hours. */
export interface DefaultShare {
  readonly cluster: string;
  readonly newestHour: Instant;
  readonly share: number;
  /** What the other sources of prices made of it. */
  readonly others: Readonly<Record<"custom" | "exporter" | "karpenter" | "list" | "estimate", number>>;
}

interface Shares {
  readonly custom: number;
  readonly karpenter: number;
  readonly list: number;
  readonly estimate: number;
  readonly by_default: number;
}

/** Reads the last 24 hours before each cluster's newest one. */
export async function readDefaultShares(client: pg.ClientBase): Promise<DefaultShare[]> {
  const { rows } = await client.query<Shares & { cluster: string; newest: Date; total: number }>(
    `with newest as (select cluster_id, max(hour) as hour from cluster_hour group by cluster_id)
     select cluster.name as cluster, newest.hour as newest, priced.*
     from newest join cluster using (cluster_id) cross join lateral (
       select coalesce(sum(default_nano), 0)::float8 as by_default, coalesce(sum(custom_nano), 0)::float8 as custom,
         coalesce(sum(karpenter_nano), 0)::float8 as karpenter, coalesce(sum(list_nano), 0)::float8 as list, coalesce(sum(estimate_nano), 0)::float8 as estimate,
         coalesce(sum(cpu_nano::numeric + ram_nano + gpu_nano + volume_nano + network_nano + load_balancer_nano), 0)::float8 as total
       from namespace_hour row where row.cluster_id = newest.cluster_id and row.hour > newest.hour - interval '1 day') priced
     order by cluster.name`,
  );
  return rows.map(({ cluster, newest, total, by_default: byDefault, custom, karpenter, list, estimate }) => {
    const shareOf = (nano: number): number => (total === 0 ? 0 : nano / total);
    const others = {
      custom: shareOf(custom),
      exporter: shareOf(total - custom - karpenter - list - estimate - byDefault),
      karpenter: shareOf(karpenter),
      list: shareOf(list),
      estimate: shareOf(estimate),
    };
    return { cluster, newestHour: newest.getTime(), share: shareOf(byDefault), others };
  });
}
