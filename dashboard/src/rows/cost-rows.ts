import type { CostFigures, MoneyColumn, SortOrder } from "@kubecent/sdk";
import { readSorting } from "../table/column.ts";
import type { AllocationRow, CompareFigures, CompareRow } from "@kubecent/shared";
import { writeFilter } from "../url/filter-text.ts";
import { writeScope } from "../url/scope-path.ts";
import type { View, ViewFilter, ViewScope } from "../url/view.ts";
import { isLabel, type Level, scopeOfRow } from "./levels.ts";
import { isNameless, isSpecial, shownName, SPECIAL_ROWS, type SpecialName } from "./special-rows.ts";

/** One row of the screen. */
export interface CostRow {
  /** Stands in the address as `why=`. */
  key: string;
  name: string;
  /** Where the name is not the whole of it: the namespace of a pod, the kind of a workload. */
  detail: string;
  special: SpecialName | null;
  /** What lies below it; null where nothing does. */
  scope: ViewScope | null;
  /** The filter that picks it, where it is a value of a label. */
  filter: ViewFilter | null;
  figures: CostFigures;
  /** Whether idle, unobserved and fee are part of its cost: of whole clusters they are, where idle is shown. */
  hasWhole: boolean;
  /** How what was allocated to it changed; undefined where nothing is compared, or nothing like it was there. */
  compared: CompareFigures | undefined;
}

/** The rows of an answer as the screen has them. */
export function costRows(
  rows: readonly AllocationRow[],
  { view, level, compared }: { view: View; level: Level; compared: readonly CompareRow[] | undefined },
): CostRow[] {
  const changes = new Map(compared?.map((row) => [identity(row, level), row]));
  const hasWhole = level.aggregate.every((key) => key === "cluster");
  return rows.map((row) => ({
    ...whoIs(row, view, level),
    figures: row,
    hasWhole,
    compared: changes.get(identity(row, level)),
  }));
}

type Keys = Omit<AllocationRow, keyof CostFigures>;
type Identity = Pick<CostRow, "key" | "name" | "detail" | "special" | "scope" | "filter">;

function whoIs(row: Keys, view: View, level: Level): Identity {
  const special = level.aggregate.map((key) => nameAt(row, key)).find(isSpecial);
  if (special) return specialRow(special, row);
  const last = level.aggregate.at(-1) ?? "namespace";
  const name = nameAt(row, last);
  if (isLabel(last)) {
    const filter: ViewFilter = { field: last, value: name };
    return {
      key: writeFilter(filter),
      name: shownName(name),
      detail: "",
      special: null,
      scope: null,
      filter,
    };
  }
  const scope = scopeOfRow(view.scope, row);
  const detail = level.aggregate
    .slice(0, -1)
    .map((key) => nameAt(row, key))
    .filter((part) => !isNameless(part));
  return {
    key: writeScope(scope ?? {}),
    name: shownName(name),
    detail: detail.join(" / "),
    special: null,
    scope,
    filter: null,
  };
}

function specialRow(special: SpecialName, { cluster }: Keys): Identity {
  const key = cluster === undefined ? special : `${special} ${cluster}`;
  const scope = cluster === undefined ? null : { cluster };
  return { key, name: SPECIAL_ROWS[special].name, detail: cluster ?? "", special, scope, filter: null };
}

function identity(row: Keys, level: Level): string {
  return JSON.stringify(level.aggregate.map((key) => nameAt(row, key)));
}

function nameAt(row: Keys, key: Level["aggregate"][number]): string {
  return (isLabel(key) ? row.labels?.[key.slice("label:".length)] : row[key]) ?? "";
}

/** Whether a row cost anything: what cost nothing has no place in a picture. */
export function hasCost({ figures }: CostRow): boolean {
  return /[1-9]/.test(figures.totalCost);
}

/** Rows whose name, or what it is within, holds a text; capitals do not matter. */
export function findRows(rows: readonly CostRow[], find: string): readonly CostRow[] {
  const wanted = find.toLocaleLowerCase();
  return find === ""
    ? rows
    : rows.filter(({ name, detail }) => `${name} ${detail}`.toLocaleLowerCase().includes(wanted));
}

/** Scope and filters that pick one row of a view and nothing else. */
export function rowFilter(view: View, { scope, filter }: CostRow): Pick<View, "scope" | "filters"> {
  return {
    scope: scope ?? view.scope,
    filters: filter ? [...view.filters.filter(({ field }) => field !== filter.field), filter] : view.filters,
  };
}

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
