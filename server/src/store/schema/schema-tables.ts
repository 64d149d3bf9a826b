import type pg from "pg";

/** A table as the catalog describes it: what decides whether it can be spread over several servers. */
export interface SchemaTable {
  readonly name: string;
  /** Type of each column, in the table's order. */
  readonly columns: readonly { readonly name: string; readonly type: string; readonly isNullable: boolean }[];
  /** Columns of each unique index in its order, the primary key among them; an expression is null. */
  readonly keys: readonly {
    readonly name: string;
    readonly isPrimary: boolean;
    readonly columns: readonly (string | null)[];
  }[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Names of triggers that somebody made, not those of constraints and of extensions. */
  readonly triggers: readonly string[];
  /** Columns that number rows by themselves. */
  readonly identities: readonly string[];
  /** Constraints that forbid rows to overlap. */
  readonly exclusions: readonly string[];
  /** Whether it has, or is made of, another table other than by partitions. */
  readonly inherits: boolean;
  readonly partitions: number;
}

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
  /** What follows `add constraint NAME`, to make it anew. */
  readonly definition: string;
}

/** Every table of the schema in the order of their names; partitions are counted with the table that they are part of. */
export async function readSchemaTables(client: pg.ClientBase): Promise<SchemaTable[]> {
  const { rows } = await client.query<SchemaTable>(TABLES);
  return rows;
}

const list = (items: string): string => `coalesce((select json_agg(item) from (${items}) item), '[]')`;
const names = (items: string): string =>
  `coalesce((select json_agg(name order by name) from (${items}) item), '[]')`;
const columnNames = (relation: string, numbers: string): string =>
  `(select json_agg(attname order by place) from unnest(${numbers}) with ordinality as number (attnum, place)
    left join pg_attribute named on named.attrelid = ${relation} and named.attnum = number.attnum and number.attnum > 0)`;

const TABLES = `select kept.relname as name,
  ${list(`select attname as name, format_type(atttypid, null) as type, not attnotnull as "isNullable"
    from pg_attribute where attrelid = kept.oid and attnum > 0 and not attisdropped order by attnum`)} as columns,
  ${list(`select index_of.relname as name, indisprimary as "isPrimary",
      ${columnNames("kept.oid", "(indkey::int2[])[0:indnkeyatts - 1]")} as columns
    from pg_index join pg_class index_of on index_of.oid = indexrelid
    where indrelid = kept.oid and indisunique order by index_of.relname`)} as keys,
  ${list(`select conname as name, ${columnNames("kept.oid", "conkey")} as columns, target.relname as target,
      ${columnNames("confrelid", "confkey")} as "targetColumns", pg_get_constraintdef(pg_constraint.oid) as definition
    from pg_constraint join pg_class target on target.oid = confrelid
    where conrelid = kept.oid and contype = 'f' order by conname`)} as "foreignKeys",
  ${names(`select tgname as name from pg_trigger where tgrelid = kept.oid and not tgisinternal
    and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = tgfoid and deptype = 'e')`)} as triggers,
  ${names("select attname as name from pg_attribute where attrelid = kept.oid and attidentity <> ''")} as identities,
  ${names("select conname as name from pg_constraint where conrelid = kept.oid and contype = 'x'")} as exclusions,
  exists (select from pg_inherits join pg_class child on child.oid = inhrelid
    where (inhparent = kept.oid or inhrelid = kept.oid) and not child.relispartition) as inherits,
  (select count(*)::int from pg_inherits join pg_class child on child.oid = inhrelid
    where inhparent = kept.oid and child.relispartition) as partitions
from pg_class kept
where kept.relnamespace = 'public'::regnamespace and kept.relkind in ('r', 'p') and not kept.relispartition
  and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = kept.oid and deptype = 'e')
order by kept.relname`;
