import type { Instant } from "@kubecent/shared";
import type { Database } from "../connection/database.ts";
import { inTransaction } from "../connection/transaction.ts";
import { ADVICE_DAY_TABLES, ADVICE_HOUR_TABLES } from "./advice-tables.ts";

interface Purge {
  readonly before: Instant;
  /** Days of one cluster that are removed at most: the rest is left for the next time. */
  readonly limit: number;
}

/** Removes what recommendations were made of from before `before`, and returns of how many days. */
export function purgeAdvice(database: Database, { before, limit }: Purge): Promise<number> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ cluster_id: number; day: Date }>(
      `select distinct cluster_id, date_trunc('day', hour, 'UTC') as day from advice_hour where hour < $1
       order by day, cluster_id limit $2`,
      [new Date(before), limit],
    );
    for (const { cluster_id: clusterId, day } of rows) {
      for (const table of ADVICE_HOUR_TABLES) {
        await client.query(
          `delete from ${table} where cluster_id = $1 and hour >= $2 and hour < $2::timestamptz + interval '24 hours'`,
          [clusterId, day],
        );
      }
      for (const table of ADVICE_DAY_TABLES) {
        await client.query(`delete from ${table} where cluster_id = $1 and day = $2`, [clusterId, day]);
      }
    }
    return rows.length;
  });
}
