import type pg from "pg";

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
