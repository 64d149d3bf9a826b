import type pg from "pg";
import { inTransaction } from "./transaction.ts";

/** The right to do something alone, for a while. */
export interface Lease {
  /** What is done alone, such as `audit-sealer`. */
  readonly name: string;
  /** Who does it; unique among processes. */
  readonly holder: string;
  /** Grows with each new holder: the fencing token. */
  readonly token: bigint;
}

export interface LeaseRequest {
  readonly name: string;
  readonly holder: string;
  /** How long the lease is good for, by the database's clock, unless it is renewed. */
  readonly ttlMs: number;
}

/** The lease is somebody else's by now: what was to be written under it must not be. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";

  constructor({ name, holder, token }: Lease) {
    super(`${holder} no longer holds the lease ${name} under the token ${token}`);
  }
}

/**
 * Takes the lease where it is free, has run out, or is the holder's own already; null where another holds it.
 * Only the database's clock counts, so replicas with wrong clocks do no harm.
 */
export function acquireLease(pool: pg.Pool, request: LeaseRequest): Promise<Lease | null> {
  const { name, holder, ttlMs } = request;
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ token: bigint }>(
      `insert into lease as l (name, holder, token, expires_at)
       values ($1, $2, 1, clock_timestamp() + $3 * interval '1 millisecond')
       on conflict (name) do update set
         holder = excluded.holder,
         token = l.token + (l.holder is distinct from excluded.holder)::int,
         expires_at = clock_timestamp() + $3 * interval '1 millisecond'
       where l.expires_at < clock_timestamp() or l.holder = excluded.holder
       returning token`,
      [name, holder, ttlMs],
    );
    const [row] = rows;
    return row ? { name, holder, token: row.token } : null;
  });
}

/** Makes the lease last longer; false where it has run out or is somebody else's. */
export function renewLease(pool: pg.Pool, lease: Lease, ttlMs: number): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update lease set expires_at = clock_timestamp() + $4 * interval '1 millisecond'
       where name = $1 and holder = $2 and token = $3 and expires_at > clock_timestamp()`,
      [lease.name, lease.holder, lease.token, ttlMs],
    );
    return rowCount === 1;
  });
}

/** Gives the lease back, so that the next one need not wait for it to run out. */
export function releaseLease(pool: pg.Pool, lease: Lease): Promise<void> {
  return inTransaction(pool, async (client) => {
    // The holder goes too: whoever comes next, even the same one, gets a new token.
    await client.query(
      `update lease set holder = '', expires_at = '-infinity' where name = $1 and holder = $2 and token = $3`,
      [lease.name, lease.holder, lease.token],
    );
  });
}

/**
 * Holds on to the lease until the end of the transaction, in which it may be relied upon: nobody else can take it
 * before that. Throws LeaseLostError where it is lost.
 */
export async function assertLeaseHeld(client: pg.ClientBase, lease: Lease): Promise<void> {
  const { rowCount } = await client.query(
    `select from lease
     where name = $1 and holder = $2 and token = $3 and expires_at > clock_timestamp() for share`,
    [lease.name, lease.holder, lease.token],
  );
  if (rowCount !== 1) throw new LeaseLostError(lease);
}
