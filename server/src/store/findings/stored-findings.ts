import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import { isFindingCode } from "../../domain/findings/finding.ts";
import type { FoundThing, FoundThings } from "../../domain/findings/found-things.ts";

interface StoredRecord {
  hour: Date;
  code: string;
  namespace: string;
  touched_nano: string;
  things: FoundThing[];
}

/** A cluster's stored findings by the hour, and the currency of what they touch. */
export interface StoredFindings {
  readonly currency: string;
  readonly hours: readonly { readonly hour: Instant; readonly found: readonly FoundThings[] }[];
}

/** Reads a cluster's findings from an instant on, at most five things of each; null for a cluster that is not known. */
export async function readStoredFindings(
  client: pg.ClientBase,
  cluster: string,
  since: Instant,
): Promise<StoredFindings | null> {
  const { rows: clusters } = await client.query<{ cluster_id: number; currency: string }>(
    "select cluster_id, currency from cluster where name = $1",
    [cluster],
  );
  const [known] = clusters;
  if (!known) return null;

  const { rows } = await client.query<StoredRecord>(
    `select hour, code, coalesce(namespace.name, '') as namespace, touched_nano::text as touched_nano,
       jsonb_path_query_array(things, '$[0 to 4]') as things
     from hour_finding left join namespace using (cluster_id, namespace_id)
     where cluster_id = $1 and hour >= $2 order by hour, code, namespace_id`,
    [known.cluster_id, new Date(since)],
  );
  const hours = rows.map(({ hour, code, namespace, touched_nano: nano, things }) => ({
    hour: hour.getTime(),
    found: isFindingCode(code) ? [{ code, namespace, things, touchedNano: BigInt(nano) }] : [],
  }));
  return { currency: known.currency, hours };
}
