import type pg from "pg";
import type { LabelTexts } from "./label-texts.ts";
import type { KnownIds } from "./known-ids.ts";

/** Where the ids of one dimension are kept: its table, the id's column, and the columns that tell rows apart. */
export interface Dimension {
  readonly table: string;
  readonly id: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export type KeyCell = string | bigint | boolean;
/** Finds the id of a key. Throws when it was not among those resolved. */
export type Ids = (...key: KeyCell[]) => bigint;

const text = (name: string): { name: string; type: string } => ({ name, type: "text" });
const id = (name: string): { name: string; type: string } => ({ name, type: "bigint" });

export const NAMESPACE: Dimension = { table: "namespace", id: "namespace_id", columns: [text("name")] };
export const CONTROLLER: Dimension = {
  table: "controller",
  id: "controller_id",
  columns: [id("namespace_id"), text("kind"), text("name")],
};
export const POD: Dimension = {
  table: "pod",
  id: "pod_id",
  columns: [id("namespace_id"), text("uid"), text("name")],
};
export const CONTAINER: Dimension = { table: "container", id: "container_id", columns: [text("name")] };
export const NODE: Dimension = {
  table: "node",
  id: "node_id",
  columns: [
    text("name"),
    text("provider_id"),
    text("instance_type"),
    text("region"),
    text("pool"),
    { name: "spot", type: "boolean" },
    text("capacity_type"),
  ],
};
export const LABEL_SET: Dimension = {
  table: "label_set",
  id: "label_set_id",
  columns: [{ name: "labels", type: "jsonb" }, text("digest")],
};
export const ASSET: Dimension = {
  table: "asset",
  id: "asset_id",
  columns: ["kind", "namespace", "name", "provider_id", "storage_class"].map(text),
};

/** The transaction that ids are resolved in, and what is known of ids before it. */
export interface IdScope {
  readonly client: pg.PoolClient;
  readonly clusterId: number;
  readonly known: KnownIds;
  readonly labels: LabelTexts;
}

/** Finds the ids of keys in a dimension, and makes those that are new. */
export async function resolveIds(
  scope: IdScope,
  dimension: Dimension,
  keys: readonly KeyCell[][],
): Promise<Ids> {
  const { clusterId, known } = scope;
  const textOf = keyTextOf(dimension);
  const placeOf = (keyText: string): string => `${clusterId} ${dimension.table} ${keyText}`;
  const find = async (wanted: readonly KeyCell[][]): Promise<KeyCell[][]> => {
    if (wanted.length === 0) return [];
    const found = await selectIds(scope, dimension, wanted);
    for (const { key, id: value } of found) known.learn(placeOf(textOf(key)), value);
    return wanted.filter((key) => known.get(placeOf(textOf(key))) === undefined);
  };
  const distinct = new Map(withoutRepeats(keys).map((key) => [textOf(key), key]));
  const unknown = [...distinct].filter(([keyText]) => known.get(placeOf(keyText)) === undefined);
  // In one order for all: two hours that are written at once must not wait for each other's new keys.
  const missing = await find(unknown.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key));
  if (missing.length > 0) {
    known.made();
    await insertKeys(scope, dimension, missing);
    await find(missing);
  }
  const ids = new Map([...distinct.keys()].map((keyText) => [keyText, known.get(placeOf(keyText))]));
  return (...key) => {
    const value = ids.get(textOf(key));
    if (value === undefined) throw new Error(`No ${dimension.table} was made for ${key.join(", ")}`);
    return value;
  };
}

/** Keys but those that are the one before: an hour's rows are in order, and a pod's stand together. */
function withoutRepeats(keys: readonly KeyCell[][]): KeyCell[][] {
  return keys.filter((key, index) => {
    const before = keys[index - 1];
    return !before || !isSameKey(before, key);
  });
}

function isSameKey(one: readonly KeyCell[], other: readonly KeyCell[]): boolean {
  return one.length === other.length && one.every((cell, index) => cell === other[index]);
}

/** Keys as texts: of a label set, whose labels are long, the digest alone. */
function keyTextOf(dimension: Dimension): (key: readonly KeyCell[]) => string {
  const last = dimension.columns.length - 1;
  return dimension === LABEL_SET || last === 0 ? (key) => String(key[last]) : (key) => key.join("\u0000");
}

/** jsonb does not keep its text, so a label set is found by its digest; other keys by every column. */
function matchedColumns(dimension: Dimension): Dimension["columns"] {
  return dimension === LABEL_SET ? dimension.columns.slice(1) : dimension.columns;
}

async function selectIds(
  { client, clusterId }: Pick<IdScope, "client" | "clusterId">,
  dimension: Dimension,
  keys: readonly KeyCell[][],
): Promise<{ key: readonly KeyCell[]; id: bigint }[]> {
  const arrays = columnArrays(dimension, keys);
  const unnested = dimension.columns.map((column, index) => `$${index + 2}::${column.type}[]`).join(", ");
  const names = dimension.columns.map((column) => column.name).join(", ");
  const match = matchedColumns(dimension)
    .map(({ name }) => `dimension.${name} = wanted.${name}`)
    .join(" and ");
  const { rows } = await client.query<{ place: bigint; id: bigint }>(
    `select wanted.place, dimension.${dimension.id} as id
     from unnest(${unnested}) with ordinality as wanted(${names}, place)
     join ${dimension.table} dimension on dimension.cluster_id = $1 and ${match}`,
    [clusterId, ...arrays],
  );
  return rows.map((row) => ({ key: keys[Number(row.place) - 1] ?? [], id: row.id }));
}

async function insertKeys(
  { client, clusterId }: Pick<IdScope, "client" | "clusterId">,
  dimension: Dimension,
  keys: readonly KeyCell[][],
): Promise<void> {
  const names = dimension.columns.map((column) => column.name).join(", ");
  const unnested = dimension.columns.map((column, index) => `$${index + 2}::${column.type}[]`).join(", ");
  await client.query(
    `insert into ${dimension.table} (cluster_id, ${names})
     select $1, * from unnest(${unnested}) on conflict do nothing`,
    [clusterId, ...columnArrays(dimension, keys)],
  );
}

function columnArrays(dimension: Dimension, keys: readonly KeyCell[][]): KeyCell[][] {
  return dimension.columns.map((_, index) => keys.map((key) => key[index] ?? ""));
}
