import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import { run, sql } from "../connection/sql.ts";

/** What the open recommendations of a namespace would free. What belongs to no namespace has an empty one. */
export interface OpenSavings {
  readonly cluster: string;
  readonly currency: string;
  readonly namespace: string;
  readonly count: number;
  readonly freedNano: bigint;
}

/** What could be freed by what is open now, by cluster and namespace; sizes are those of our own rule. */
export async function readOpenSavings(client: pg.ClientBase, now: Instant): Promise<OpenSavings[]> {
  const rows = await run<{
    cluster: string;
    currency: string;
    namespace: string;
    count: bigint;
    freed: string;
  }>(
    client,
    sql`select cluster.name as cluster, cluster.currency, namespace, count(*) as count,
        sum(greatest(freed_nano, 0))::text as freed
      from recommendation join cluster using (cluster_id)
      where preset = 'default' and insufficient is null
        and (state = 'open' or (state = 'dismissed' and dismissed_until <= ${new Date(now)}))
      group by 1, 2, 3`,
  );
  return rows.map(({ count, freed, ...row }) => ({ ...row, count: Number(count), freedNano: BigInt(freed) }));
}
