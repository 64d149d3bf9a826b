import { createHash } from "node:crypto";
import type { HourCosts } from "../domain/allocation/hour-costs.ts";

/** A checksum over all that an hour says, so that writing the same hour again can be told from a change. */
export function hourChecksum(hour: HourCosts): string {
  const hash = createHash("sha256");
  for (const part of [hour.rows, hour.nodes, hour.assets]) {
    for (const row of part) hash.update(JSON.stringify(row, bigintAsText)).update("\n");
  }
  const { source, priceBook, currency, seenSeconds, gaps } = hour;
  hash.update(JSON.stringify({ source, priceBook, currency, seenSeconds, gaps }));
  return hash.digest("hex");
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
