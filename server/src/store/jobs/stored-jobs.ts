import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Schedule } from "../../domain/schedules/schedule.ts";

/** A job as it is stored: what is due, and from when on. */
export interface StoredJob extends Schedule {
  readonly name: string;
  /** The first moment that is still owed. */
  readonly nextAt: Instant;
}

/** Makes a job known. One that is owed stays owed, even where its schedule has changed. */
export async function registerJob(
  client: pg.ClientBase,
  { name, cron, zone, nextAt }: StoredJob,
  now: Instant,
): Promise<void> {
  await client.query(
    `insert into job as known (name, cron, zone, next_at) values ($1, $2, $3, $4)
     on conflict (name) do update set cron = excluded.cron, zone = excluded.zone,
       next_at = case when known.next_at <= $5 then known.next_at else excluded.next_at end
     where known.cron <> excluded.cron or known.zone <> excluded.zone`,
    [name, cron, zone, new Date(nextAt), new Date(now)],
  );
}

/** The jobs of these that are to run now. */
export async function readDueJobs(
  client: pg.ClientBase,
  names: readonly string[],
  now: Instant,
): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select name from job where name = any($1) and next_at <= $2 and retry_at <= $2 order by next_at, name",
    [names, new Date(now)],
  );
  return rows.map(({ name }) => name);
}

/** A job that is to run now, locked for the transaction; null where it is not any more. */
export async function lockDueJob(
  client: pg.ClientBase,
  name: string,
  now: Instant,
): Promise<StoredJob | null> {
  const { rows } = await client.query<{ cron: string; zone: string; next_at: Date }>(
    "select cron, zone, next_at from job where name = $1 and next_at <= $2 and retry_at <= $2 for update",
    [name, new Date(now)],
  );
  const [row] = rows;
  return row ? { name, cron: row.cron, zone: row.zone, nextAt: row.next_at.getTime() } : null;
}

/** Owes a job from another moment on. */
export async function moveJob(client: pg.ClientBase, name: string, nextAt: Instant): Promise<void> {
  await client.query("update job set next_at = $2, retry_at = '-infinity' where name = $1", [
    name,
    new Date(nextAt),
  ]);
}

/** Has a job wait after a run that failed. */
export async function delayJob(client: pg.ClientBase, name: string, retryAt: Instant): Promise<void> {
  await client.query("update job set retry_at = $2 where name = $1", [name, new Date(retryAt)]);
}
