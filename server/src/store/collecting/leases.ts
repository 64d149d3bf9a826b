import type pg from "pg";
import type { Database } from "../connection/database.ts";
import { inTransaction } from "../connection/transaction.ts";

/** Work that one process at a time may do, and who wants to. */
export interface LeaseClaim {
  readonly name: string;
  /** Unique to the process that holds it, or to what no two processes can use at once. */
  readonly holder: string;
  readonly ttlMs: number;
}

/** A lease that is held; its token tells it from those before and after it. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly token: bigint;
}

/** Somebody else holds the lease now, or it has run out: what was to be written under it is not. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";

  constructor({ name }: Lease) {
    super(`The lease ${name} is not held any more: another process does its work now`);
  }
}

/** Takes the lease, or prolongs one's own; null while somebody else holds it. Time is the database's. */
export function acquireLease(database: Database, { name, holder, ttlMs }: LeaseClaim): Promise<Lease | null> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ token: bigint }>(
      `insert into lease as held (name, holder, token, expires_at)
       values ($1, $2, 1, clock_timestamp() + $3 * interval '1 ms')
       on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at,
         token = held.token + (held.holder is distinct from excluded.holder)::int
       where held.expires_at < clock_timestamp() or held.holder = excluded.holder
       returning token`,
      [name, holder, ttlMs],
    );
    const [row] = rows;
    return row ? { name, holder, token: row.token } : null;
  });
}

/** Who holds a lease, and for how many seconds from now; null where nobody does. The database may say Infinity. */
export async function readLeaseHolder(
  client: pg.ClientBase,
  name: string,
): Promise<{ readonly holder: string; readonly seconds: number } | null> {
  const { rows } = await client.query<{ holder: string; seconds: number }>(
    `select holder, case when expires_at = 'infinity' then float8 'infinity'
       else extract(epoch from expires_at - clock_timestamp())::float8 end as seconds
     from lease where name = $1 and expires_at > clock_timestamp()`,
    [name],
  );
  return rows[0] ?? null;
}

/** Prolongs a lease that is still held; false where it is not. */
export function renewLease(database: Database, lease: Lease, ttlMs: number): Promise<boolean> {
  return inTransaction(database, async (client) => {
    const { rowCount } = await client.query(
      `update lease set expires_at = clock_timestamp() + $4 * interval '1 ms'
       where name = $1 and holder = $2 and token = $3 and expires_at > clock_timestamp()`,
      [lease.name, lease.holder, lease.token, ttlMs],
    );
    return rowCount === 1;
  });
}

/** Hands the lease over: the next holder can take it at once, and even the same holder under a new token. */
export function releaseLease(database: Database, lease: Lease): Promise<void> {
  return inTransaction(database, async (client) => {
    await client.query(
      `update lease set holder = '', expires_at = '-infinity' where name = $1 and holder = $2 and token = $3`,
      [lease.name, lease.holder, lease.token],
    );
  });
}

/**
 * Makes the transaction's commit depend on the lease: to be the last statement before it. Nobody can take the
 * lease between this and the commit. Throws LeaseLostError.
 */
export async function assertLease(client: pg.ClientBase, lease: Lease): Promise<void> {
  const { rowCount } = await client.query(
    `select from lease where name = $1 and holder = $2 and token = $3 and expires_at > clock_timestamp()
     for share`,
    [lease.name, lease.holder, lease.token],
  );
  if (rowCount !== 1) throw new LeaseLostError(lease);
}
