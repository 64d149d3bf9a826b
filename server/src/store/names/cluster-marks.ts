import { randomUUID } from "node:crypto";
import type pg from "pg";

/** Which names of a cluster there are; the text is in the database as long as all that were there with it are. */
export interface NamesMark {
  readonly sweep: bigint;
  readonly mark: string;
}

/** How a transaction leaves a cluster's names, and what it found them to be. */
export interface NamesChange {
  readonly before: NamesMark;
  readonly after: NamesMark;
}

/** Says that the cluster's data is another: answers that were made of what it was are not given for it. */
export async function changeData(client: pg.PoolClient, clusterId: number): Promise<void> {
  await client.query(
    "update cluster set data_version = data_version + 1, data_mark = $2 where cluster_id = $1",
    [clusterId, randomUUID()],
  );
}

/** The same, and says whether there are names that were not there before, or none that anybody has marked yet. */
export async function changeDataAndNames(
  client: pg.PoolClient,
  clusterId: number,
  hasNewNames: boolean,
): Promise<NamesChange> {
  const mark = randomUUID();
  const { rows } = await client.query<{ sweep: bigint; names_mark: string; names_mark_before: string }>(
    `update cluster set data_version = data_version + 1, data_mark = $2,
       names_mark = case when $3 or names_mark = '' then $2 else names_mark end,
       names_mark_before = case when $3 or names_mark = '' then names_mark else names_mark_before end
     where cluster_id = $1 returning sweep, names_mark, names_mark_before`,
    [clusterId, mark, hasNewNames],
  );
  const [row] = rows;
  if (!row) throw new Error(`There is no cluster with the id ${clusterId}`);
  const { sweep } = row;
  const after = { sweep, mark: row.names_mark };
  return { before: row.names_mark === mark ? { sweep, mark: row.names_mark_before } : after, after };
}

/** Says that names are gone: who has their ids in mind forgets them. */
export async function sweptNames(client: pg.PoolClient, clusterId: number): Promise<void> {
  await client.query(
    `update cluster set sweep = sweep + 1, names_mark_before = names_mark, names_mark = $2
     where cluster_id = $1`,
    [clusterId, randomUUID()],
  );
}
