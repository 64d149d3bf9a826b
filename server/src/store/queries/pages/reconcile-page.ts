import type pg from "pg";
import { MONEY_MEASURES } from "../../../domain/allocation/measures.ts";
import { columnOf } from "../../connection/columns.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import { tableOfClusters } from "../relations/table-of-clusters.ts";
import { nodeAssets, otherAssets } from "../relations/asset-tables.ts";
import { costRows } from "../relations/cost-tables.ts";
import { hoursCondition } from "../where/conditions.ts";
import type { AskedSelection, CostSelection } from "../where/selection.ts";
import { type PageBounds, type PageOrder, type PagePosition, readPage } from "../../paging/keyset-page.ts";
import type { PageSource } from "../../paging/page-source.ts";
import { withStretches } from "../where/row-stretches.ts";

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

const NO_SUMS: ReconcileSums = {
  asset_nano: 0n,
  allocated_nano: 0n,
  idle_nano: 0n,
  unobserved_nano: 0n,
  fee_nano: 0n,
};
const SUMS = Object.keys(NO_SUMS);
const sums = sql.join(SUMS.map((column) => sql`coalesce(sum(${sql.ref(column)}), 0) as ${sql.ref(column)}`));
const allocated = sql.join(
  MONEY_MEASURES.map((measure) => sql`sum(${sql.ref(columnOf(measure))})`),
  sql` + `,
);

interface HourRecord extends Record<string, unknown> {
  cluster_id: number;
  cluster: string;
  hour: Date;
  version: number;
  price_book: string;
  source: string;
  seen_seconds: number;
}

const OLDEST_FIRST: PageOrder = {
  by: null,
  descending: false,
  keys: [{ name: "cluster" }, { name: "hour", type: "timestamptz" }],
};

/** Reads hours with both sides, each from its own tables and not from the hour's record. Oldest first. */
export async function readReconcilePage(
  source: PageSource,
  asked: AskedSelection,
  bounds: PageBounds,
): Promise<ReconcilePage> {
  const { client } = source;
  const ordered = { from: sql`(${hourRecords(asked)})`, order: OLDEST_FIRST };
  const { rows, next } = await readPage<HourRecord>(source, ordered, bounds);
  const totals = await source.once("totals", () => readTotals(client, asked));
  return { rows: await withSides(client, asked, rows), totals, next };
}

async function readTotals(client: pg.ClientBase, asked: AskedSelection): Promise<ReconcileSums> {
  const selection = await withStretches(client, asked);
  const [total] = await run<ReconcileSums>(client, sql`select ${sums} from (${sides(selection)}) sides`);
  return total ?? NO_SUMS;
}

function hourRecords(asked: AskedSelection): Fragment {
  return sql`select cluster_id, cluster.name as cluster, hour, version, price_book, fact.source, seen_seconds
    from cluster_hour fact join cluster using (cluster_id) where ${hoursCondition(asked)}`;
}

/** Both sides of the hours of one page: no others are read, however long the window is. */
async function withSides(
  client: pg.ClientBase,
  asked: AskedSelection,
  records: readonly HourRecord[],
): Promise<ReconciledHour[]> {
  const hours = records.map(({ hour }) => hour.getTime());
  if (hours.length === 0) return [];

  const page: CostSelection = {
    ...asked,
    step: null,
    narrowing: {},
    stretches: [
      {
        clusterIds: [...new Set(records.map((record) => record.cluster_id))],
        days: [],
        hours: [{ start: Math.min(...hours), end: Math.max(...hours) + 1 }],
        spans: { ofDays: false, long: [], rests: [] },
        gone: [],
      },
    ],
  };
  const found = await run<ReconcileSums & { cluster_id: number; hour: Date }>(
    client,
    sql`select cluster_id, hour, ${sums} from (${sides(page)}) sides group by cluster_id, hour`,
  );
  const byHour = new Map(found.map((each) => [placeOf(each), each]));
  return records.map((record) => ({ ...record, ...(byHour.get(placeOf(record)) ?? NO_SUMS) }));
}

function placeOf({ cluster_id: clusterId, hour }: { cluster_id: number; hour: Date }): string {
  return `${clusterId} ${hour.getTime()}`;
}

function sides(selection: CostSelection): Fragment {
  return sql`select cluster_id, hour, sum(cpu_asset_nano) + sum(ram_asset_nano) + sum(gpu_asset_nano) as asset_nano,
      0 as allocated_nano, sum(cpu_idle_nano) + sum(ram_idle_nano) + sum(gpu_idle_nano) as idle_nano,
      sum(cpu_unobserved_nano) + sum(ram_unobserved_nano) + sum(gpu_unobserved_nano) as unobserved_nano, 0 as fee_nano
    from (${nodeAssets(selection)}) nodes group by cluster_id, hour
    union all select cluster_id, hour, cost_nano, 0, 0, unobserved_nano,
      case when kind = 'fee' then cost_nano else 0 end
    from (${otherAssets(selection)}) others join ${tableOfClusters("asset", selection.clusterIds)} using (cluster_id, asset_id)
    union all select cluster_id, hour, 0, ${allocated}, 0, 0, 0
    from (${costRows(selection, [])}) allocations group by cluster_id, hour`;
}
