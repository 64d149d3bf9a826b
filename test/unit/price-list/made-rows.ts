import { picoOfText } from "../../../server/src/domain/prices/list/list-text.ts";
import type { PriceRow } from "../../../server/src/price-list/table/read-rows.ts";

/** A row of a table of prices: region, type, dollars, and cores and GiB where they are stated. */
export type MadeRow = [region: string, type: string, usd: string, cpu: number | null, gib: number | null];

/** Rows of a cloud's table, all of one day and origin. */
export function rowsOf(cloud: PriceRow["cloud"], made: readonly MadeRow[]): PriceRow[] {
  return made.map(([region, type, usd, cpuCores, gib]) => ({
    cloud,
    region,
    type,
    usd,
    pico: picoOfText(usd) ?? 0n,
    cpuCores,
    ramMib: gib === null ? null : gib * 1_024,
    gpus: 0,
    date: "2026-07-20",
    origin: "made up",
  }));
}
