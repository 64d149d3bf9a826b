import type { Database } from "../../server/src/store/connection/database.ts";
import { DAY_ROLLUPS } from "../../server/src/store/sums/days/day-rollups.ts";
import { ROLLUPS } from "../../server/src/store/sums/rollups.ts";
import { SPAN_ROLLUPS } from "../../server/src/store/sums/spans/span-rollups.ts";
import { registerCluster } from "../../server/src/store/collecting/collection.ts";
import { changeData } from "../../server/src/store/names/cluster-marks.ts";
import { inRelaxedTransaction } from "../../server/src/store/connection/transaction.ts";

/** What a cluster is made of, tables that others refer to first. All of its keys hold within the cluster. */
const TABLES = [
  ..."namespace controller node pod container label_set asset container_hour".split(" "),
  ...ROLLUPS.map(({ table }) => table),
  ..."node_hour asset_hour cluster_hour".split(" "),
  ...DAY_ROLLUPS.map(({ table }) => table),
  ...SPAN_ROLLUPS.map(({ table }) => table),
  "cluster_day",
];

/** Makes another cluster with all that the first has. */
export async function cloneCluster(
  database: Database,
  from: { readonly clusterId: number; readonly currency: string },
  name: string,
): Promise<void> {
  const clusterId = await registerCluster(database, { name, source: "prometheus", currency: from.currency });
  await inRelaxedTransaction(database, async (client) => {
    for (const table of TABLES) {
      const { rows } = await client.query<{ name: string }>(
        `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
           and attgenerated = '' and attname <> 'cluster_id' order by attnum`,
        [table],
      );
      const columns = rows.map((column) => column.name).join(", ");
      await client.query(
        `insert into ${table} (cluster_id, ${columns}) overriding system value
         select $2, ${columns} from ${table} where cluster_id = $1`,
        [from.clusterId, clusterId],
      );
    }
    await changeData(client, clusterId);
  });
}
