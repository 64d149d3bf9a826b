import type { Database } from "../../server/src/store/connection/database.ts";

/** What the stand-in was asked for, in order. */
export interface CitusCall {
  readonly call: "reference" | "distributed";
  readonly name: string;
  readonly colocated: string | null;
  /** Foreign keys that the table had, or that led to it, when it was moved. */
  readonly foreign_keys: number;
}

/**
 * Makes the functions and the view of Citus that distributing uses, in a database without it. They keep the signatures
 * of Citus 12 and later and write down how they were called; no table is moved anywhere.
 */
export async function installCitusStandIn(
  database: Database,
  version = "Citus 13.0.5 (stand-in)",
): Promise<void> {
  await database.primary.query(`
    create schema stand_in;
    create table stand_in.moved (place int generated always as identity, call text, name text, colocated text, foreign_keys int);
    create function stand_in.foreign_keys_of(moved regclass) returns int language sql as
      'select count(*)::int from pg_constraint where contype = ''f'' and moved in (conrelid, confrelid)';
    create function citus_version() returns text language sql as $$ select '${version}' $$;
    create function create_reference_table(table_name regclass) returns void language sql as $$
      insert into stand_in.moved (call, name, foreign_keys)
      values ('reference', table_name::text, stand_in.foreign_keys_of(table_name)) $$;
    create function create_distributed_table(
      table_name regclass, distribution_column text, distribution_type text default 'hash',
      colocate_with text default 'default', shard_count int default null
    ) returns void language sql as $$
      insert into stand_in.moved (call, name, colocated, foreign_keys)
      values ('distributed', table_name::text, colocate_with, stand_in.foreign_keys_of(table_name)) $$;
    create function run_command_on_workers(command text)
      returns table (nodename text, nodeport int, success boolean, result text) language sql as 'select null, null::int, null::boolean, null where false';
    create function citus_check_connection_to_node(nodename text, nodeport int) returns boolean language sql as 'select true';
    create view pg_dist_node as select true as shouldhaveshards;
    create function column_to_column_name(table_name regclass, column_var text) returns text language sql as 'select column_var';
    create view pg_dist_partition as
      select name::regclass as logicalrelid, case call when 'distributed' then 'cluster_id' end as partkey,
        case call when 'distributed' then 's' else 't' end as repmodel
      from stand_in.moved`);
}

/** What was moved so far. */
export async function citusCalls(database: Database): Promise<CitusCall[]> {
  const { rows } = await database.primary.query<CitusCall>(
    "select call, name, colocated, foreign_keys from stand_in.moved order by place",
  );
  return rows;
}
