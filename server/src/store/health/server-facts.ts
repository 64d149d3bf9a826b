import type pg from "pg";

/** What a PostgreSQL says of itself and of the database that one is connected to. */
export interface ServerFacts {
  readonly versionNumber: number;
  readonly version: string;
  readonly database: string;
  readonly databaseId: string;
  readonly encoding: string;
  readonly isStandby: boolean;
  readonly isReadOnly: boolean;
  /** Extensions that are installed beside the language that every database has. */
  readonly extensions: readonly string[];
  readonly connections: ConnectionFacts;
}

/** How many connections there may be, and are. */
export interface ConnectionFacts {
  /** For logins that are no superusers: of the server, the database and the login, the least counts. */
  readonly most: number;
  readonly used: number;
}

interface ServerRow extends Omit<ServerFacts, "connections"> {
  readonly allowed: number;
  readonly limits: number[];
  readonly used: number;
}

/** Needs no role and no table of ours. `databaseId` tells databases of different servers apart. */
export async function readServerFacts(client: pg.ClientBase): Promise<ServerFacts> {
  const { rows } = await client.query<ServerRow>(
    `select current_setting('server_version_num')::int as "versionNumber",
       current_setting('server_version') as version, current_database()::text as database,
       (select system_identifier from pg_control_system()) || '/' || oid as "databaseId",
       pg_encoding_to_char(encoding)::text as encoding, pg_is_in_recovery() as "isStandby",
       current_setting('default_transaction_read_only') = 'on' as "isReadOnly",
       array(select extname::text from pg_extension where extname <> 'plpgsql' order by 1) as extensions,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
         - coalesce(current_setting('reserved_connections', true)::int, 0) as allowed,
       array(select each from unnest(array[datconnlimit, (select rolconnlimit from pg_roles where rolname = current_user)])
         as each where each >= 0) as limits,
       (select count(*) from pg_stat_activity where backend_type = 'client backend')::int as used
     from pg_database where datname = current_database()`,
  );
  const [row] = rows;
  if (!row) throw new Error("The server did not say which database this is");
  const { allowed, limits, used, ...facts } = row;
  return { ...facts, connections: { most: Math.min(allowed, ...limits), used } };
}

/** What the database takes for now. */
export async function readDatabaseClock(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ ms: number }>(
    "select extract(epoch from clock_timestamp())::float8 * 1000 as ms",
  );
  return rows[0]?.ms ?? Number.NaN;
}

/** Somebody who holds a lease now. */
export interface HeldLease {
  readonly name: string;
  readonly holder: string;
}

/** Who is at work on this database, as far as it knows. */
export interface RunningParts {
  /** Replicas that were seen within the last half minute. */
  readonly replicas: number;
  readonly leases: readonly HeldLease[];
  /** Versions of the service that wrote audit records within the last day. */
  readonly versions: readonly string[];
}

/** Reads replicas, leases and versions. Processes with a database of their own note no replica. */
export async function readRunningParts(client: pg.ClientBase): Promise<RunningParts> {
  const { rows } = await client.query<RunningParts>(
    `select (select count(*) from replica where seen_at > clock_timestamp() - interval '30 s')::int as replicas,
       (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'holder', holder) order by name), '[]')
        from lease where expires_at > clock_timestamp()) as leases,
       array(select distinct service_version from audit_logs
        where "timestamp" > clock_timestamp() - interval '1 day' and service_version is not null order by 1) as versions`,
  );
  return rows[0] ?? { replicas: 0, leases: [], versions: [] };
}
