/** A number as `why=` names it: a column of a row. The cost of a row goes by the row's key alone. */
export interface WhyKey<Column extends string> {
  column: Column;
  row: string;
}

/** Names a number in a column of a row. */
export function whyKey(column: string, row: string): string {
  return `${column}:${row}`;
}

/** Reads which number `why=` names; null where it is in none of these columns. */
export function readWhyKey<Column extends string>(
  why: string | null,
  columns: readonly Column[],
): WhyKey<Column> | null {
  const at = why?.indexOf(":") ?? -1;
  const column = columns.find((name) => name === why?.slice(0, at));
  return column === undefined || why === null ? null : { column, row: why.slice(at + 1) };
}
