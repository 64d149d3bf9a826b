import { CostError } from "@kubecent/shared";
import type pg from "pg";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";

/** A stored list of a cloud's on-demand prices, without its content. */
export interface PriceListHead {
  readonly cloud: string;
  readonly version: number;
  /** The newest day of its prices, such as 2026-11-28. */
  readonly date: string;
  /** The day of the list that came with KubeCent when this one was stored. */
  readonly overDate: string;
  /** SHA-256 of its text, in hexadecimal digits. */
  readonly digest: string;
}

/** A list to be stored; `over` is the stored version that it was compared with, 0 where there was none. */
export interface PriceListToStore extends Omit<PriceListHead, "version"> {
  readonly over: number;
  /** Its text, compressed by brotli. */
  readonly content: Buffer;
  /** What is written down of the change. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Versions of a cloud that are kept; hours keep the prices themselves, so older lists serve nobody. */
const KEPT_VERSIONS = 10;

/** Each cloud's newest stored list. */
export async function readPriceListHeads(client: pg.ClientBase): Promise<PriceListHead[]> {
  const { rows } = await client.query<PriceListHead>(
    `select distinct on (cloud) cloud, version, to_char(list_date, 'YYYY-MM-DD') as date,
       to_char(over_date, 'YYYY-MM-DD') as "overDate", digest
     from price_list order by cloud, version desc`,
  );
  return rows;
}

/** A stored list's text, compressed by brotli. Throws NOT_FOUND where it is not kept any more. */
export async function readPriceListContent(
  client: pg.ClientBase,
  { cloud, version }: Pick<PriceListHead, "cloud" | "version">,
): Promise<Buffer> {
  const { rows } = await client.query<{ content: Buffer }>(
    "select content from price_list where cloud = $1 and version = $2",
    [cloud, version],
  );
  const [row] = rows;
  if (!row) throw new CostError("NOT_FOUND", `The price list ${cloud}@${version} is not stored any more.`);
  return row.content;
}

/**
 * Stores newer lists, all of them or none, each as its cloud's next version and with its audit record. Throws CONFLICT where
 * another list of a cloud was stored since these were compared.
 */
export async function savePriceLists(
  client: pg.PoolClient,
  lists: readonly PriceListToStore[],
  origin: AuditOrigin,
): Promise<PriceListHead[]> {
  await client.query("select pg_advisory_xact_lock(hashtext('price_list'))");
  const newest = new Map((await readPriceListHeads(client)).map(({ cloud, version }) => [cloud, version]));
  const stored: PriceListHead[] = [];
  for (const list of lists) {
    if ((newest.get(list.cloud) ?? 0) !== list.over) throw conflict(list.cloud);
    stored.push(await insertList(client, list, origin));
  }
  return stored;
}

async function insertList(
  client: pg.PoolClient,
  { over, content, details, ...head }: PriceListToStore,
  origin: AuditOrigin,
): Promise<PriceListHead> {
  const { cloud, date, overDate, digest } = head;
  const version = over + 1;
  await client.query(
    "insert into price_list (cloud, version, list_date, over_date, digest, content) values ($1, $2, $3, $4, $5, $6)",
    [cloud, version, date, overDate, digest, content],
  );
  await client.query("delete from price_list where cloud = $1 and version <= $2", [
    cloud,
    version - KEPT_VERSIONS,
  ]);
  await insertAudit(client, {
    ...origin,
    action: "PRICE_LIST_STORED",
    resourceType: "PRICE_LIST",
    resourceId: cloud,
    details: { version, date, digest, ...details },
    status: "SUCCESS",
  });
  return { ...head, version };
}

function conflict(cloud: string): CostError {
  return new CostError(
    "CONFLICT",
    `Another list of ${cloud} was stored in the meantime, so nothing was done. Run the command again.`,
  );
}
