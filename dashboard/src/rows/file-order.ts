import type { MoneyColumn, SortOrder } from "@kubecent/sdk";
import { readSorting } from "../table/column.ts";

/** Columns of a table of costs that the service sorts by too. */
const COLUMNS: ReadonlyMap<string, MoneyColumn> = new Map([
  ["cost", "totalCost"],
  ["share", "totalCost"],
  ["cpuCost", "cpuCost"],
  ["ramCost", "ramCost"],
  ["gpuCost", "gpuCost"],
  ["volumeCost", "volumeCost"],
  ["networkCost", "networkCost"],
  ["loadBalancerCost", "loadBalancerCost"],
  ["sharedCost", "sharedCost"],
  ["idleCost", "idleCost"],
] as const);

/** A table's order as the service takes it for a file; undefined for a column that it does not sort by. */
export function fileOrder(sort: string): SortOrder | undefined {
  const { key, isDescending } = readSorting(sort);
  const column = COLUMNS.get(key);
  return column && (isDescending ? `-${column}` : column);
}
