import type pg from "pg";
import { type BoundedQuery, briefTimeoutMs } from "./pool.ts";

/** Where a server stands in the log of changes. */
export interface ReplicationState {
  /** The same for a primary and its standbys, and for nobody else. */
  readonly systemId: string;
  readonly isStandby: boolean;
  /** The byte of the log up to which it has come: written by a primary, replayed by a standby. */
  readonly position: bigint;
}

const QUESTION = `select system_identifier::text as system_id, pg_is_in_recovery() as is_standby,
  (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end - '0/0'::pg_lsn)::text as position
  from pg_control_system()`;

const COMMITTED = "select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text as position";

/**
 * Asks a primary up to where a standby has all that is committed by now: what was committed without waiting for the disk may
 * stand behind the position up to which the log is written.
 */
export async function readCommittedPosition(primary: pg.Pool): Promise<bigint> {
  const question: BoundedQuery = { text: COMMITTED, query_timeout: briefTimeoutMs(primary) };
  const { rows } = await primary.query<{ position: string }>(question);
  return BigInt(rows[0]?.position ?? 0);
}

/** Asks a server where it stands, and waits for the answer no longer than for a connection. */
export async function readReplicationState(pool: pg.Pool): Promise<ReplicationState> {
  const question: BoundedQuery = { text: QUESTION, query_timeout: briefTimeoutMs(pool) };
  const { rows } = await pool.query<{ system_id: string; is_standby: boolean; position: string }>(question);
  const [row] = rows;
  if (!row) throw new Error("The server did not say where it stands");
  return { systemId: row.system_id, isStandby: row.is_standby, position: BigInt(row.position) };
}
