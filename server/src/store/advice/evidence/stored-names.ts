import type pg from "pg";
import type { Labels } from "../../../domain/observation.ts";

interface StoredController {
  readonly kind: string;
  readonly name: string;
}

interface StoredNode {
  readonly name: string;
  readonly pool: string;
}

/** Names of a cluster by their ids: few thousand, so that rows need not bring them along. */
export interface StoredNames {
  readonly namespaces: ReadonlyMap<bigint, string>;
  readonly controllers: ReadonlyMap<bigint, StoredController>;
  readonly containers: ReadonlyMap<bigint, string>;
  readonly nodes: ReadonlyMap<bigint, StoredNode>;
}

/** Reads the names of a cluster, but for its pods, of which there are too many. */
export async function readStoredNames(client: pg.ClientBase, clusterId: number): Promise<StoredNames> {
  const read = async <Value extends pg.QueryResultRow>(
    table: string,
    columns: string,
  ): Promise<Map<bigint, Value>> => {
    const { rows } = await client.query<Value & { id: bigint }>(
      `select ${table}_id as id, ${columns} from ${table} where cluster_id = $1`,
      [clusterId],
    );
    return new Map(rows.map((row) => [row.id, row]));
  };
  return {
    namespaces: textsOf(await read<{ name: string }>("namespace", "name")),
    controllers: await read<StoredController>("controller", "kind, name"),
    containers: textsOf(await read<{ name: string }>("container", "name")),
    nodes: await read<StoredNode>("node", "name, pool"),
  };
}

function textsOf(rows: ReadonlyMap<bigint, { readonly name: string }>): Map<bigint, string> {
  return new Map([...rows].map(([id, { name }]) => [id, name]));
}

/** Reads sets of labels by their ids. */
export async function readLabelSets(
  client: pg.ClientBase,
  clusterId: number,
  ids: readonly bigint[],
): Promise<Map<bigint, Labels>> {
  const { rows } = await client.query<{ id: bigint; labels: Labels }>(
    `select label_set_id as id, labels from label_set where cluster_id = $1 and label_set_id = any($2)`,
    [clusterId, ids],
  );
  return new Map(rows.map(({ id, labels }) => [id, labels]));
}
