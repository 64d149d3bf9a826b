import type { CsvRecord } from "./csv-records.ts";
import { readNumber } from "./read-number.ts";

const NUMBERS = [
  "perCpuCoreHour",
  "perRamGibHour",
  "perGpuHour",
  "perNodeHour",
  "perPodCpuCoreHour",
  "perPodRamGibHour",
  "perGibHour",
  "perHour",
  "perGib",
];
const TRUTHS = new Map([
  ["true", true],
  ["false", false],
]);

/** A line of a CSV book with its numbers read, and what is wrong with their cells. */
export interface CsvPrice {
  readonly written: Readonly<Record<string, unknown>>;
  readonly faults: readonly string[];
}

/** Reads the numbers of a line; all other cells are texts already. */
export function csvPrice({ cells }: CsvRecord): CsvPrice {
  const written: Record<string, unknown> = { ...cells };
  const faults: string[] = [];
  for (const name of NUMBERS) {
    const text = cells[name];
    if (text === undefined) continue;
    const read = readNumber(text);
    if ("fault" in read) faults.push(`${name}: ${read.fault}`);
    else if (read.currency !== null && read.currency !== "USD")
      faults.push(`${name}: ${otherCurrency(text)}`);
    else written[name] = read.value;
  }
  const { confirmed } = cells;
  if (confirmed !== undefined) written["confirmed"] = TRUTHS.get(confirmed.toLowerCase()) ?? confirmed;
  return { written, faults };
}

function otherCurrency(text: string): string {
  return `found ${text}, wanted US dollars; a book in another currency is written as JSON, with its "currency"`;
}
