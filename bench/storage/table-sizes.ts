import type { Database } from "../../server/src/store/connection/database.ts";

/** What a table takes on disk, its partitions, indexes and out-of-line values among it. */
export interface TableSize {
  readonly name: string;
  readonly rows: number;
  readonly heapBytes: number;
  readonly indexBytes: number;
  /** How often it grows: with each hour, each day, or each name that is new. */
  readonly grows: "hour" | "day" | "name";
}

const SIZES = `with part as (
    select coalesce(inhparent, pg_class.oid) as whole, pg_class.oid, reltuples
    from pg_class left join pg_inherits on inhrelid = pg_class.oid
    where relkind = 'r' and relnamespace = 'public'::regnamespace)
  select whole::regclass::text as name, sum(greatest(reltuples, 0))::float8 as rows,
    sum(pg_table_size(part.oid))::float8 as "heapBytes", sum(pg_indexes_size(part.oid))::float8 as "indexBytes",
    case when bool_or(named.attname = 'hour') then 'hour' when bool_or(named.attname in ('day', 'start')) then 'day' else 'name' end as grows
  from part join pg_attribute owned on owned.attrelid = whole and owned.attname = 'cluster_id'
  left join pg_attribute named on named.attrelid = whole and named.attname in ('hour', 'day', 'start') and not named.attisdropped
  group by whole order by 3 desc`;

/** Sizes of the tables that have rows of clusters, largest first. Counts rows by `analyze`, which it runs. */
export async function readTableSizes(database: Database): Promise<TableSize[]> {
  await database.primary.query("analyze");
  const { rows } = await database.primary.query<TableSize>(SIZES);
  return rows.filter((table) => table.rows > 0);
}
