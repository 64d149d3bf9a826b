import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { PriceFetchError } from "./price-fetch-error.ts";
import type { FetchedPrice, WantedPrices } from "./wanted-prices.ts";

/** Lines of metadata before the names of the columns. */
const METADATA_LINES = 5;
const MAX_RECORD_BYTES = 100_000;
/** Rows between two looks at how far it is. */
const ROWS_BETWEEN_LOOKS = 10_000;

/** What a row says where it is a machine's price on demand, by the name of its column. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  termtype: ["OnDemand"],
  currency: ["USD"],
  unit: ["Hrs"],
  productfamily: ["Compute Instance", "Compute Instance (bare metal)"],
  tenancy: ["Shared"],
  operatingsystem: ["Linux"],
  preinstalledsw: ["NA"],
  capacitystatus: ["Used"],
};
/** Columns without which a price cannot be told; others are newer than some copies of the file. */
const NEEDED = [...Object.keys(KEPT), "priceperunit", "instancetype", "regioncode", "usagetype"];
const BOX_USAGE = /(?:^|-)BoxUsage:/;
const MIB_PER_GIB = 1_024;

type Row = (column: string) => string;

/**
 * Reads the wanted prices out of a region's offer as it comes in: 450 MB of CSV, of which a few rows are kept. Throws
 * PriceFetchError where it is no such file, or says two prices of one thing.
 */
export async function readOffer(
  chunks: AsyncIterable<Uint8Array>,
  wanted: WantedPrices,
  onProgress: () => void,
): Promise<FetchedPrice[]> {
  const records = parse({
    from_line: METADATA_LINES + 1,
    relax_column_count: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  const source = Readable.from(chunks, { objectMode: false });
  source.on("error", (error) => records.destroy(error)).pipe(records);
  const found = new Map<string, FetchedPrice>();
  let columns: ReadonlyMap<string, number> | null = null;
  let count = 0;
  try {
    for await (const record of records as AsyncIterable<readonly string[]>) {
      columns ??= columnsOf(record);
      const row = rowOf(record, columns);
      if (isWanted(row, wanted)) keep(found, row);
      count += 1;
      if (count % ROWS_BETWEEN_LOOKS === 0) onProgress();
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new PriceFetchError(`the offer is no CSV file (${error.message}): is it the right address?`);
  } finally {
    source.destroy();
  }
  if (!columns) throw new PriceFetchError("the offer is empty: is it the right address?");
  return [...found.values()];
}

/** `Pre Installed S/W` is preinstalledsw. */
function columnsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const columns = new Map(names.map((name, index) => [name.toLowerCase().replaceAll(/[^a-z]/g, ""), index]));
  const lacking = NEEDED.filter((name) => !columns.has(name));
  if (lacking.length === 0) return columns;
  throw new PriceFetchError(
    `the offer's line ${METADATA_LINES + 1} does not name the columns ${lacking.join(", ")}: is it the right address?`,
  );
}

function rowOf(record: readonly string[], columns: ReadonlyMap<string, number>): Row {
  return (column) => record[columns.get(column) ?? -1] ?? "";
}

function isWanted(row: Row, { regions, types }: WantedPrices): boolean {
  return (
    types.has(row("instancetype").toLowerCase()) &&
    regions.has(row("regioncode")) &&
    BOX_USAGE.test(row("usagetype")) &&
    ["", "OnDemand"].includes(row("marketoption")) &&
    Object.entries(KEPT).every(([column, values]) => values.includes(row(column)))
  );
}

function keep(found: Map<string, FetchedPrice>, row: Row): void {
  const [region, type] = [row("regioncode"), row("instancetype")];
  const price = {
    region,
    type,
    usd: withoutNoughts(row("priceperunit")),
    cpuCores: numberIn(row("vcpu")),
    ramMib: scaled(numberIn(row("memory")), MIB_PER_GIB),
    gpus: numberIn(row("gpu")) ?? 0,
  };
  const key = `${region} ${type}`;
  const known = found.get(key);
  if (known && known.usd !== price.usd) {
    throw new PriceFetchError(
      `the offer says two prices of ${type} in ${region}, ${known.usd} and ${price.usd}: its columns are not what they were`,
    );
  }
  found.set(key, price);
}

/** `0.1920000000` is 0.192. */
function withoutNoughts(amount: string): string {
  return amount.includes(".") ? amount.replace(/\.?0+$/, "") : amount;
}

/** `1,952 GiB` is 1952. */
function numberIn(text: string): number | null {
  const [digits] = /^[\d.]+/.exec(text.replaceAll(",", "")) ?? [];
  return digits === undefined ? null : Number(digits);
}

function scaled(number: number | null, by: number): number | null {
  return number === null ? null : Math.round(number * by);
}
