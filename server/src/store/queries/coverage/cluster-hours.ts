import type pg from "pg";
import type { ClusterHours } from "../../../domain/series/cluster-days.ts";
import { run, sql } from "../../connection/sql.ts";
import { edgeHours } from "../where/edge-hours.ts";
import { readSeenDays, type SeenQuestion } from "./seen-days.ts";

/** What is known of each cluster's hours: its first and last one at all, and what was seen day by day. Clusters without hours are left out. */
export async function readClusterHours(
  client: pg.ClientBase,
  question: SeenQuestion,
): Promise<ClusterHours[]> {
  const edges = await run<{ cluster_id: number; first: Date; last: Date }>(
    client,
    sql`select cluster_id, min(hour) as first, max(hour) as last from (
        ${edgeHours("first", question.clusterIds)} union all ${edgeHours("last", question.clusterIds)}) edges
      group by cluster_id`,
  );
  const days = Map.groupBy(await readSeenDays(client, question), ({ clusterId }) => clusterId);
  return edges.map(({ cluster_id: id, first, last }) => ({
    firstHour: first.getTime(),
    lastHour: last.getTime(),
    seenSeconds: new Map((days.get(id) ?? []).map(({ day, seenSeconds }) => [day, seenSeconds])),
  }));
}
