import type { ReactNode } from "react";

/** A column of a table. */
export interface Column<Row> {
  /** Stands in the address as `sort=-key`. */
  key: string;
  name: string;
  /** What the name says in full, where it is short. */
  title?: string | undefined;
  cell: (row: Row) => ReactNode;
  /** How two rows are ordered by it, smallest first; a column without it is not sorted by. */
  compare?: ((one: Row, other: Row) => number) | undefined;
  /** Numbers stand at the end, so that their digits stand below each other. */
  isNumber?: boolean | undefined;
  /** Of the rows that are counted in the foot: all, or those that are ticked. */
  foot?: ((rows: readonly Row[]) => ReactNode) | undefined;
}

/** A column and a direction, as the address has them: `-cost` is the largest first. */
export interface Sorting {
  key: string;
  isDescending: boolean;
}

export function readSorting(text: string): Sorting {
  return text.startsWith("-")
    ? { key: text.slice(1), isDescending: true }
    : { key: text, isDescending: false };
}

/** The sorting after a press on a column's name: numbers begin with the largest, and a second press turns it around. */
export function nextSorting<Row>(column: Column<Row>, { key, isDescending }: Sorting): string {
  const isDown = column.key === key ? !isDescending : column.isNumber === true;
  return `${isDown ? "-" : ""}${column.key}`;
}

/** Rows in the order of a column; those that are equal in it stay as they are. Rows by an unknown column stay as well. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { key, isDescending }: Sorting,
): readonly Row[] {
  const compare = columns.find((column) => column.key === key)?.compare;
  if (!compare) return rows;
  return rows.toSorted(isDescending ? (one, other) => compare(other, one) : compare);
}
