import type { ForeignKey, SchemaTable } from "./schema-tables.ts";

/** Where each table belongs when the database is spread over several servers, and what keeps it from being so. */
export interface DistributionPlan {
  /** Small tables of which every server has a copy. */
  readonly reference: readonly SchemaTable[];
  /** Tables of rows, each row on the server of its cluster. */
  readonly distributed: readonly SchemaTable[];
  /** What stays on the server that is asked. */
  readonly local: readonly SchemaTable[];
  /** Rules that are broken, each with what was found and what is wanted; none where all can be distributed. */
  readonly faults: readonly string[];
}

/** The column that says on which server a row belongs. */
export const DISTRIBUTED_BY = "cluster_id";
const REFERENCE = "cluster";

/** Sorts tables by where they belong: those with a `cluster_id` are rows of one cluster. */
export function planDistribution(tables: readonly SchemaTable[]): DistributionPlan {
  const reference = tables.filter(({ name }) => name === REFERENCE);
  const distributed = tables.filter((table) => table.name !== REFERENCE && hasClusterId(table));
  const local = tables.filter((table) => table.name !== REFERENCE && !hasClusterId(table));
  const names = new Set(distributed.map(({ name }) => name));
  const faults = [
    ...reference.flatMap((table) => [...commonFaults(table), ...referenceFaults(table)]),
    ...distributed.flatMap((table) => [...commonFaults(table), ...distributedFaults(table, names)]),
    ...local.flatMap((table) => localFaults(table, names)),
  ];
  return { reference, distributed, local, faults };
}

function hasClusterId({ columns }: SchemaTable): boolean {
  return columns.some(({ name }) => name === DISTRIBUTED_BY);
}

function commonFaults({ name, triggers, exclusions, inherits }: SchemaTable): string[] {
  return [
    ...triggers.map((trigger) => `${name}: found the trigger ${trigger}, wanted none on a distributed table`),
    ...exclusions.map((each) => `${name}: found the exclusion constraint ${each}, wanted none`),
    ...(inherits ? [`${name}: found inheritance, wanted partitions or a plain table`] : []),
  ];
}

function referenceFaults({ name, foreignKeys }: SchemaTable): string[] {
  return foreignKeys.map(
    (key) => `${name}: found the foreign key ${key.name} to ${key.target}, wanted none on a reference table`,
  );
}

function distributedFaults(table: SchemaTable, distributed: ReadonlySet<string>): string[] {
  const { name, columns, keys, foreignKeys, identities } = table;
  const typeOf = new Map(columns.map((column) => [column.name, column.type]));
  const clusterId = columns.find((column) => column.name === DISTRIBUTED_BY);
  return [
    ...(clusterId?.type === "integer" && !clusterId.isNullable
      ? []
      : [`${name}: found ${DISTRIBUTED_BY} as ${clusterId?.type}, wanted integer not null as everywhere`]),
    ...(keys.some(({ isPrimary }) => isPrimary) ? [] : [`${name}: found no primary key, wanted one`]),
    ...keys
      .filter((key) => key.columns[0] !== DISTRIBUTED_BY)
      .map(
        (key) =>
          `${name}: found ${DISTRIBUTED_BY} not first in ${key.name}, wanted it to lead every unique key`,
      ),
    ...identities
      .filter((column) => typeOf.get(column) !== "bigint")
      .map((column) => `${name}: found the identity ${column} as ${typeOf.get(column)}, wanted bigint`),
    ...foreignKeys
      .filter((key) => key.target !== REFERENCE && !staysWithin(key, distributed))
      .map(
        (key) =>
          `${name}: found the foreign key ${key.name} to ${key.target}, wanted ${REFERENCE}, or a table of the same cluster by ${DISTRIBUTED_BY}`,
      ),
  ];
}

/** Whether both ends of a foreign key are on the same server: both are distributed, and it includes the cluster. */
function staysWithin(
  { target, columns, targetColumns }: ForeignKey,
  distributed: ReadonlySet<string>,
): boolean {
  const place = columns.indexOf(DISTRIBUTED_BY);
  return distributed.has(target) && place !== -1 && targetColumns[place] === DISTRIBUTED_BY;
}

function localFaults({ name, foreignKeys }: SchemaTable, distributed: ReadonlySet<string>): string[] {
  return foreignKeys
    .filter(({ target }) => distributed.has(target))
    .map(
      (key) =>
        `${name}: found the foreign key ${key.name} to ${key.target}, wanted none from a local to a distributed table`,
    );
}
