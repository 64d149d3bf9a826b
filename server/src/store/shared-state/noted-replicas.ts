import type { Database } from "../connection/database.ts";
import { inRelaxedTransaction } from "../connection/transaction.ts";

/** A replica not seen for this long counts as gone. */
const GONE_AFTER_MS = 30_000;

/** Says that this replica is there, and returns how many are. */
export function noteReplica(database: Database, name: string): Promise<number> {
  return inRelaxedTransaction(database, async (client) => {
    await client.query(
      `insert into replica (name, seen_at) values ($1, clock_timestamp())
       on conflict (name) do update set seen_at = excluded.seen_at`,
      [name],
    );
    await client.query(
      `delete from replica where name in (
         select name from replica where seen_at < clock_timestamp() - $1 * interval '1 ms' for update skip locked)`,
      [GONE_AFTER_MS],
    );
    const { rows } = await client.query<{ count: bigint }>("select count(*) from replica");
    return Number(rows[0]?.count ?? 1);
  });
}

/** Says that this replica is gone. */
export function forgetReplica(database: Database, name: string): Promise<void> {
  return inRelaxedTransaction(database, async (client) => {
    await client.query("delete from replica where name = $1", [name]);
  });
}
