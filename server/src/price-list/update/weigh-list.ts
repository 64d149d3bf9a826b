import type { ListedCloud } from "../../domain/prices/list/machine-type.ts";
import { newFaults } from "../faults/judge-table.ts";
import type { TableFault } from "../faults/table-fault.ts";
import { documentText, type ListDocument, rowsOf } from "./list-document.ts";
import type { PriceRow } from "../table/read-rows.ts";

/** What an hour of a type costs in a region by one list and by another. */
export interface RowChange {
  readonly region: string;
  readonly type: string;
  readonly before: bigint;
  readonly after: bigint;
}

/** How a newer list differs from the one in use. */
export interface WeighedList {
  readonly cloud: ListedCloud;
  readonly document: ListDocument;
  /** How the list is written; the same for equal lists. */
  readonly text: string;
  readonly isSame: boolean;
  /** The day of the list in use. */
  readonly dateBefore: string;
  /** How many prices the list in use has. */
  readonly count: number;
  readonly added: number;
  readonly gone: readonly Pick<RowChange, "region" | "type">[];
  readonly changed: readonly RowChange[];
  /** What the newer list breaks of the rules, and the one in use does not. */
  readonly faults: readonly TableFault[];
}

/** Holds a newer list against the one in use. What the newer one says nothing of, such as volumes, it takes over. */
export function weighList(document: ListDocument, inUse: ListDocument): WeighedList {
  takeOver(document, inUse);
  const text = documentText(document);
  const isSame = text === documentText(inUse);
  const rows = rowsOf(document);
  const before = rowsOf(inUse);
  return {
    cloud: document.cloud,
    document,
    text,
    isSame,
    dateBefore: inUse.date,
    count: before.length,
    ...difference(before, rows),
    faults: isSame ? [] : newFaults(document.cloud, before, rows),
  };
}

/** Lines that speak of machines; all others a list may lack. */
const OF_MACHINES = new Set(["host"]);

function takeOver({ regions }: ListDocument, inUse: ListDocument): void {
  for (const [region, block] of inUse.regions) {
    const own = regions.get(region);
    const known = new Set(own?.others.map(({ words: [word] }) => word));
    own?.others.push(
      ...block.others.filter(({ words: [word = ""] }) => !OF_MACHINES.has(word) && !known.has(word)),
    );
  }
}

function placeOf({ region, type }: Pick<PriceRow, "region" | "type">): string {
  return `${region} ${type.toLowerCase()}`;
}

function difference(
  before: readonly PriceRow[],
  after: readonly PriceRow[],
): Pick<WeighedList, "added" | "gone" | "changed"> {
  const old = new Map(before.map((row) => [placeOf(row), row]));
  const now = new Set(after.map(placeOf));
  return {
    added: after.filter((row) => !old.has(placeOf(row))).length,
    gone: before.filter((row) => !now.has(placeOf(row))).map(({ region, type }) => ({ region, type })),
    changed: after.flatMap((row) => {
      const was = old.get(placeOf(row));
      if (!was || was.pico === row.pico) return [];
      return [{ region: row.region, type: row.type, before: was.pico, after: row.pico }];
    }),
  };
}

const PERCENT = 100n;
/** What moves by more than this wants a person's word. */
export const LARGE_MOVE_PERCENT = 20;

/** True where a price or an amount moves by more than a fifth of what it was. */
export function isLargeMove(before: bigint, after: bigint): boolean {
  const move = after > before ? after - before : before - after;
  return move * PERCENT > before * BigInt(LARGE_MOVE_PERCENT);
}
