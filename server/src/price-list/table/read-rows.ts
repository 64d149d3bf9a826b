import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { picoOfText } from "../../domain/prices/list/list-text.ts";
import { LISTED_CLOUDS, type ListedCloud } from "../../domain/prices/list/machine-type.ts";

/** One price of the data at hand: what a type costs in a region on demand, and where that was found. */
export interface PriceRow {
  readonly cloud: ListedCloud;
  readonly region: string;
  readonly type: string;
  /** Dollars, as the source wrote them. */
  readonly usd: string;
  readonly pico: bigint;
  /** As the source states them; null where it does not. */
  readonly cpuCores: number | null;
  readonly ramMib: number | null;
  readonly gpus: number | null;
  /** Day, such as 2026-07-20. */
  readonly date: string;
  readonly origin: string;
}

export interface ReadRows {
  readonly rows: PriceRow[];
  /** Lines that are no price, with what is wrong with them. */
  readonly faults: string[];
}

const MIB_PER_GIB = 1_024;

/** Reads a table of tab-separated lines: cloud, region, type, dollars an hour, cores, GiB, GPUs, date, origin. */
export async function readRows(file: string): Promise<ReadRows> {
  const raw = createReadStream(file);
  const text = file.endsWith(".gz") ? raw.pipe(createGunzip()) : raw;
  const read: ReadRows = { rows: [], faults: [] };
  let number = 0;
  for await (const line of createInterface({ input: text })) {
    number += 1;
    if (number === 1 || line === "") continue;
    const row = rowOf(line.split("\t"));
    if (typeof row === "string") read.faults.push(`line ${number}: ${row}`);
    else read.rows.push(row);
  }
  return read;
}

function rowOf(cells: readonly string[]): PriceRow | string {
  const [
    named = "",
    region = "",
    type = "",
    usd = "",
    cpu = "",
    ram = "",
    gpus = "",
    date = "",
    origin = "",
  ] = cells.map((cell) => cell.trim());
  const cloud = LISTED_CLOUDS.find((each) => each === named);
  const pico = picoOfText(usd);
  if (!cloud) return `unknown cloud "${named}"`;
  if (pico === null || pico === 0n) return `${cloud} ${region} ${type}: "${usd}" is no price`;
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return `${cloud} ${region} ${type}: "${date}" is no day`;
  const gib = numberOf(ram);
  return {
    cloud,
    region,
    type,
    usd,
    pico,
    cpuCores: numberOf(cpu),
    ramMib: gib === null ? null : Math.round(gib * MIB_PER_GIB),
    gpus: numberOf(gpus),
    date,
    origin,
  };
}

/** A count or size; null where the cell is empty, or says nought of something that every machine has. */
function numberOf(cell: string): number | null {
  const number = Number(cell);
  return cell === "" || !Number.isFinite(number) ? null : number;
}
