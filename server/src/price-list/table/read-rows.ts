import { picoOfText } from "../../domain/prices/list/list-text.ts";
import { LISTED_CLOUDS, type ListedCloud } from "../../domain/prices/list/machine-type.ts";
import { isPriceDay } from "./price-day.ts";

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

/** What stands in the first line of a table, at the least. */
const COLUMNS = ["cloud", "region", "instance_type"];

/**
 * Reads a table of tab-separated lines: cloud, region, type, dollars an hour, cores, GiB, GPUs, date, origin; the first line
 * names them.
 */
export async function readRows(lines: AsyncIterable<string>): Promise<ReadRows> {
  const read: ReadRows = { rows: [], faults: [] };
  const prices = new Map<string, bigint>();
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (number === 1) read.faults.push(...headFaults(line));
    if (number === 1 || line === "") continue;
    const row = onlyPrice(rowOf(line.split("\t")), prices);
    if (typeof row === "string") read.faults.push(`line ${number}: ${row}`);
    else read.rows.push(row);
  }
  return read;
}

/** A type has one price in a region: of two that differ, nobody knows which is right. */
function onlyPrice(row: PriceRow | string, prices: Map<string, bigint>): PriceRow | string {
  if (typeof row === "string") return row;
  const key = `${row.cloud} ${row.region} ${row.type}`;
  const earlier = prices.get(key) ?? row.pico;
  prices.set(key, row.pico);
  return earlier === row.pico ? row : `${key}: an earlier line has another price than "${row.usd}"; keep one`;
}

function headFaults(line: string): string[] {
  const names = line.split("\t");
  const isHead = COLUMNS.every((name, index) => names[index] === name);
  return isHead
    ? []
    : [
        `line 1: found "${line.slice(0, 60)}", wanted the names of columns: ${COLUMNS.join(", ")} …, with tabs`,
      ];
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
  if (!isPriceDay(date)) return `${cloud} ${region} ${type}: "${date}" is no day up to today`;
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
