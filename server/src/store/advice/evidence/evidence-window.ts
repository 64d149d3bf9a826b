import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { EvidenceWindow } from "../../../domain/advice/evidence.ts";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";

/** A cluster, and the days of it that are looked at. */
export interface EvidencePlace {
  readonly clusterId: number;
  readonly cluster: string;
  readonly currency: string;
  readonly window: EvidenceWindow;
}

/**
 * The last `days` UTC days of which hours are stored to their end, or as many as there are. Null where nothing is stored of any.
 * `before` leaves out what came later.
 */
export async function readEvidencePlace(
  client: pg.ClientBase,
  clusterId: number,
  { days, before }: { readonly days: number; readonly before?: Instant },
): Promise<EvidencePlace | null> {
  const { rows } = await client.query<{
    name: string;
    currency: string;
    oldest: Date | null;
    newest: Date | null;
  }>(
    `select name, currency, (select min(hour) from cluster_hour where cluster_id = $1) as oldest,
       (select max(hour) from cluster_hour where cluster_id = $1 and hour < $2) as newest
     from cluster where cluster_id = $1`,
    [clusterId, new Date(before ?? FAR)],
  );
  const [row] = rows;
  if (!row?.newest || !row.oldest) return null;
  const end = utcDayOf(row.newest.getTime() + HOUR_MS);
  const start = Math.max(end - days * DAY_MS, utcDayOf(row.oldest.getTime()));
  if (start >= end) return null;
  const window = { start, end, seenHours: await readSeenHours(client, clusterId, { start, end }) };
  return { clusterId, cluster: row.name, currency: row.currency, window };
}

/** Later than any hour. */
const FAR = Date.UTC(9999, 0, 1);

async function readSeenHours(
  client: pg.ClientBase,
  clusterId: number,
  { start, end }: { readonly start: Instant; readonly end: Instant },
): Promise<number> {
  const { rows } = await client.query<{ seconds: bigint | null }>(
    `select sum(seen_seconds) as seconds from cluster_hour
     where cluster_id = $1 and hour >= $2 and hour < $3`,
    [clusterId, new Date(start), new Date(end)],
  );
  return Number(rows[0]?.seconds ?? 0n) / 3_600;
}
