import type pg from "pg";

/** A source that brought nothing for so long brings no more history for now. */
const COMES_NO_MORE_AFTER = "10 minutes";

/**
 * The names of the clusters of which hours are owed and come in, newest first: at a first start, and after an outage. What looks at days
 * once, or anew with each of them, waits for these.
 */
export async function listHistoriesComing(client: pg.ClientBase): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(
    // Held against `collection`, not `cluster`: a copy of that is on each server, and Citus joins hours with what is spread alike.
    `select name from cluster join collection using (cluster_id) where done < total
       and exists (
         select from cluster_hour stored
         where stored.cluster_id = collection.cluster_id and collected_at > clock_timestamp() - $1::interval)`,
    [COMES_NO_MORE_AFTER],
  );
  return new Set(rows.map(({ name }) => name));
}
