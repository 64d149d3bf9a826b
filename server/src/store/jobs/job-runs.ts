import type { Instant } from "@kubecent/shared";
import type pg from "pg";

/** A job, and the moment at which it was due. */
export interface RunKey {
  readonly name: string;
  readonly dueAt: Instant;
}

/** Runs of a job that are kept, for whoever looks after it. */
const KEPT_RUNS = 100;

/** Begins a run, or begins it again; returns which try it is. Null where it was done before. */
export async function beginRun(client: pg.ClientBase, { name, dueAt }: RunKey): Promise<number | null> {
  const { rows } = await client.query<{ attempts: number }>(
    `insert into job_run as known (name, due_at) values ($1, $2)
     on conflict (name, due_at) do update set attempts = known.attempts + 1, state = 'running',
       started_at = clock_timestamp(), ended_at = null
     where known.state <> 'done' returning attempts`,
    [name, new Date(dueAt)],
  );
  return rows[0]?.attempts ?? null;
}

/** Notes that a run is done, and forgets the oldest ones. */
export async function endRun(client: pg.ClientBase, { name, dueAt }: RunKey): Promise<void> {
  await client.query(
    `update job_run set state = 'done', ended_at = clock_timestamp(), error = null where name = $1 and due_at = $2`,
    [name, new Date(dueAt)],
  );
  await client.query(
    `delete from job_run where name = $1
       and due_at < (select due_at from job_run where name = $1 order by due_at desc offset ${KEPT_RUNS - 1} limit 1)`,
    [name],
  );
}

/** Notes why a try of a run failed. */
export async function failRun(client: pg.ClientBase, { name, dueAt }: RunKey, error: string): Promise<void> {
  await client.query(
    `update job_run set state = 'failed', ended_at = clock_timestamp(), error = $3
     where name = $1 and due_at = $2 and state <> 'done'`,
    [name, new Date(dueAt), error.slice(0, 1_000)],
  );
}
