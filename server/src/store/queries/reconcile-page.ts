import type pg from "pg";
import { MONEY_MEASURES } from "../../domain/allocation/measures.ts";
import { columnOf } from "../columns.ts";
import { type Fragment, run, sql } from "../sql.ts";
import type { PagePosition } from "./cost-page.ts";
import { hoursCondition } from "./relation.ts";
import type { CostSelection } from "./selection.ts";

/** Both sides of some hours, in nano-units. */
export interface ReconcileSums {
  readonly asset_nano: bigint;
  readonly allocated_nano: bigint;
  readonly idle_nano: bigint;
  readonly unobserved_nano: bigint;
  readonly fee_nano: bigint;
}

export interface ReconciledHour extends ReconcileSums {
  readonly cluster: string;
  readonly hour: Date;
  readonly version: number;
  readonly price_book: string;
  readonly source: string;
  readonly seen_seconds: number;
}

export interface ReconcilePage {
  readonly rows: readonly ReconciledHour[];
  readonly totals: ReconcileSums;
  readonly next: PagePosition | null;
}

const SUMS = ["asset_nano", "allocated_nano", "idle_nano", "unobserved_nano", "fee_nano"] as const;
const allocated = sql.join(
  MONEY_MEASURES.map((measure) => sql.ref(columnOf(measure))),
  sql` + `,
);

/** Reads hours with both sides, each from its own tables and not from the hour's record. Oldest first. */
export async function readReconcilePage(
  client: pg.ClientBase,
  selection: CostSelection,
  { limit, after }: { readonly limit: number; readonly after: PagePosition | null },
): Promise<ReconcilePage> {
  const hours = hourSides(selection);
  const [name = "", hour = ""] = after?.keys ?? [];
  const beyond = after ? sql`(cluster, hour) > (${name}, ${hour}::timestamptz)` : sql`true`;
  const found = await run<ReconciledHour>(
    client,
    sql`select * from (${hours}) hours where ${beyond} order by cluster, hour limit ${limit + 1}`,
  );
  const sums = SUMS.map((column) => sql`coalesce(sum(${sql.ref(column)}), 0)::bigint as ${sql.ref(column)}`);
  const [totals] = await run<ReconcileSums>(client, sql`select ${sql.join(sums)} from (${hours}) hours`);
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return {
    rows,
    totals: totals ?? {
      asset_nano: 0n,
      allocated_nano: 0n,
      idle_nano: 0n,
      unobserved_nano: 0n,
      fee_nano: 0n,
    },
    next: last ? { nano: null, keys: [last.cluster, last.hour.toISOString()] } : null,
  };
}

function hourSides(selection: CostSelection): Fragment {
  const hours = hoursCondition(selection);
  return sql`select cluster.name as cluster, hour, version, price_book, source, seen_seconds,
      coalesce(sides.asset_nano, 0)::bigint as asset_nano,
      coalesce(sides.allocated_nano, 0)::bigint as allocated_nano,
      coalesce(sides.idle_nano, 0)::bigint as idle_nano,
      coalesce(sides.unobserved_nano, 0)::bigint as unobserved_nano,
      coalesce(sides.fee_nano, 0)::bigint as fee_nano
    from (select cluster_id, hour, version, price_book, source, seen_seconds
      from cluster_hour fact where ${hours}) record
    join (select cluster_id, name from cluster) cluster using (cluster_id)
    left join (select cluster_id, hour, sum(asset_nano) as asset_nano, sum(allocated_nano) as allocated_nano,
        sum(idle_nano) as idle_nano, sum(unobserved_nano) as unobserved_nano, sum(fee_nano) as fee_nano
      from (${sides(hours)}) parts group by cluster_id, hour) sides using (cluster_id, hour)`;
}

function sides(hours: Fragment): Fragment {
  return sql`select fact.cluster_id, fact.hour, cpu_asset_nano + ram_asset_nano + gpu_asset_nano as asset_nano,
      0 as allocated_nano, cpu_idle_nano + ram_idle_nano + gpu_idle_nano as idle_nano,
      cpu_unobserved_nano + ram_unobserved_nano + gpu_unobserved_nano as unobserved_nano, 0 as fee_nano
    from node_hour fact where ${hours}
    union all select fact.cluster_id, fact.hour, cost_nano, 0, 0, unobserved_nano,
      case when kind = 'fee' then cost_nano else 0 end
    from asset_hour fact join asset using (cluster_id, asset_id) where ${hours}
    union all select fact.cluster_id, fact.hour, 0, ${allocated}, 0, 0, 0
    from namespace_hour fact where ${hours}`;
}
