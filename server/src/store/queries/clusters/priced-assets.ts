import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { MeasuredAsset, MeasuredNode } from "../../../domain/allocation/measured-hour.ts";
import { readKeptAssets, readKeptNodes } from "../../hours/read-hour-assets.ts";
import { run, sql } from "../../connection/sql.ts";

/** What stood in a cluster's newest hour: its nodes and other assets, as they were measured. */
export interface NewestAssets {
  readonly hour: Instant;
  readonly priceBook: string;
  readonly nodes: readonly MeasuredNode[];
  readonly assets: readonly MeasuredAsset[];
}

/** Reads the assets of the newest hour whose quantities were kept; null where there is none. */
export async function readNewestAssets(
  client: pg.ClientBase,
  clusterId: number,
): Promise<NewestAssets | null> {
  const [newest] = await run<{ hour: Date; price_book: string }>(
    client,
    sql`select hour, price_book from cluster_hour
      where cluster_id = ${clusterId} and kind_seconds <> '{}' order by hour desc limit 1`,
  );
  if (!newest) return null;

  const place = { clusterId, hour: newest.hour.getTime() };
  return {
    hour: place.hour,
    priceBook: newest.price_book,
    nodes: await readKeptNodes(client, place),
    assets: await readKeptAssets(client, place),
  };
}
