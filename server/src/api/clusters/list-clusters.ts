import {
  ClusterListAnswerSchema,
  ClusterQuerySchema,
  type ClusterRow,
  formatInstant,
  HOUR_MS,
} from "@kubecent/shared";
import type pg from "pg";
import type { Seen } from "../../store/access/visibility.ts";
import { inSnapshot } from "../../store/connection/transaction.ts";
import {
  findClusters,
  readExtents,
  type StoredCluster,
} from "../../store/queries/clusters/stored-clusters.ts";
import { visibilityIn } from "../admission.ts";
import { scopedProcedureFor } from "../trpc.ts";

export const list = scopedProcedureFor("cost:view")
  .meta({
    rest: { method: "GET", path: "/clusters", summary: "The clusters, and how much is stored of each" },
  })
  .input(ClusterQuerySchema)
  .output(ClusterListAnswerSchema)
  .query(({ ctx: { services, caller }, input }) =>
    inSnapshot(services.database, visibilityIn(caller, input.cluster), async (client, seen) => ({
      rows: (await readClusterRows(client, input.cluster, seen)).map(({ row }) => row),
    })),
  );

/** The clusters of a name, or all that are seen, with how much is stored of each. */
export async function readClusterRows(
  client: pg.ClientBase,
  name: string | undefined,
  seen: Seen,
): Promise<{ cluster: StoredCluster; row: ClusterRow }[]> {
  const clusters = await findClusters(client, { names: name === undefined ? undefined : [name] }, seen);
  const extents = await readExtents(
    client,
    clusters.map((cluster) => cluster.clusterId),
  );
  return clusters.map((cluster) => {
    const extent = extents.find((each) => each.clusterId === cluster.clusterId);
    const { firstHour = null, lastHour = null, hours = 0 } = extent ?? {};
    const row: ClusterRow = {
      cluster: cluster.name,
      source: cluster.source,
      currency: cluster.currency,
      start: firstHour === null ? null : formatInstant(firstHour),
      end: lastHour === null ? null : formatInstant(lastHour + HOUR_MS),
      hours,
    };
    return { cluster, row };
  });
}
