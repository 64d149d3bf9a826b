import type { ListedCloud } from "../../domain/prices/list/machine-type.ts";
import { machineSizes } from "../table/machine-sizes.ts";
import type { PriceRow } from "../table/read-rows.ts";
import { neighbourFaults } from "./neighbour-faults.ts";
import { familyRatioFaults } from "./region-faults.ts";
import { constrainedFaults, linearFaults, metalFaults } from "./size-faults.ts";
import type { JudgedTable, TableFault } from "./table-fault.ts";

/** One cloud's rows with the sizes of their types, ready to be judged. */
export function judgedTable(cloud: ListedCloud, rows: readonly PriceRow[]): JudgedTable {
  return { cloud, rows, sizes: machineSizes(cloud, rows) };
}

const RULES = [metalFaults, constrainedFaults, linearFaults, familyRatioFaults, neighbourFaults];

/** Holds one cloud's rows against every rule that needs nothing but the table itself. */
export function judgeTable(table: JudgedTable): TableFault[] {
  return RULES.flatMap((rule) => rule(table));
}

/** What a newer table breaks of the rules, and the one before it does not: that has its reasons. */
export function newFaults(
  cloud: ListedCloud,
  before: readonly PriceRow[],
  after: readonly PriceRow[],
): TableFault[] {
  const found = judgeTable(judgedTable(cloud, after));
  if (found.length === 0) return [];
  const known = new Set(judgeTable(judgedTable(cloud, before)).map(faultKey));
  return found.filter((fault) => !known.has(faultKey(fault)));
}

function faultKey({ rule, region, subject }: TableFault): string {
  return `${rule} ${region} ${subject}`;
}
