/** Sums that are kept in a table, and how they are made anew from what they are sums of. */
export interface StoredSums {
  readonly table: string;
  readonly columns: readonly string[];
  /** The condition that picks what is stored of one stretch of time. */
  readonly stored: string;
  /** The query that makes the same rows anew. */
  readonly made: string;
}

/** Makes the rows of one stretch of time, where there are none. */
export function insertSums({ table, columns, made }: StoredSums): string {
  return `insert into ${table} (${columns.join(", ")}) ${made}`;
}

/** Removes the rows of one stretch of time. */
export function deleteSums({ table, stored }: Pick<StoredSums, "table" | "stored">): string {
  return `delete from ${table} where ${stored}`;
}

/** Counts the rows that are stored and would not be made, or the other way round: none when all is well. */
export function countDifferences({ table, columns, stored, made }: StoredSums): string {
  return `with made as materialized (${made}),
    kept as materialized (select ${columns.join(", ")} from ${table} where ${stored})
    select count(*)::int as differences from ((table made except all table kept)
      union all (table kept except all table made)) differences`;
}
