import { randomUUID } from "node:crypto";
import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createLogger } from "../../../server/src/log/logger.ts";
import type { Job, JobRun } from "../../../server/src/run/jobs/job.ts";
import { serviceJobs } from "../../../server/src/run/jobs/service-jobs.ts";
import { type RunningJobs, startJobs } from "../../../server/src/run/jobs/start-jobs.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { makeChannel, tell } from "../notify/told-news.ts";

const BEGIN = Date.parse("2026-08-01T00:30:00Z");
const log = createLogger({ LOG_LEVEL: "error" }, { write: () => undefined });

let database: TestDatabase;
let now = BEGIN;
const started: RunningJobs[] = [];

beforeAll(async () => {
  database = await createTestDatabase(8);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
  now = BEGIN;
});
afterAll(() => database.drop());

/** An hourly job of a name of its own. */
function hourly(run: Job["run"], cron = "0 * * * *"): Job {
  return { name: randomUUID(), cron, zone: "UTC", run };
}

function replica(...jobs: Job[]): RunningJobs {
  const options = { database, log, jobs, holder: randomUUID(), lookEveryMs: 10 };
  const running = startJobs({ ...options, now: () => Promise.resolve(now) });
  started.push(running);
  return running;
}

interface StoredRun {
  readonly due: Instant;
  readonly state: string;
  readonly attempts: number;
  readonly error: string | null;
}

async function runsOf({ name }: Job): Promise<StoredRun[]> {
  const { rows } = await database.primary.query<Omit<StoredRun, "due"> & { due_at: Date }>(
    "select due_at, state, attempts, error from job_run where name = $1 order by due_at",
    [name],
  );
  return rows.map(({ due_at: dueAt, ...run }) => ({ ...run, due: dueAt.getTime() }));
}

const isKnown = (job: Job): Promise<void> =>
  vi.waitFor(async () => {
    const { rowCount } = await database.primary.query("select from job where name = $1", [job.name]);
    expect(rowCount).toBe(1);
  });

const untilDone = (job: Job, count: number): Promise<void> =>
  vi.waitFor(async () => {
    expect((await runsOf(job)).filter(({ state }) => state === "done")).toHaveLength(count);
  });

test("a job runs once for each moment, in whichever of three processes, and not when they start", async () => {
  const due: Instant[] = [];
  const job = hourly(({ dueAt }) => Promise.resolve(void due.push(dueAt)));
  for (let number = 0; number < 3; number += 1) replica(job);
  await isKnown(job);
  expect(due).toEqual([]);
  for (let hours = 1; hours <= 4; hours += 1) {
    now = BEGIN + hours * HOUR_MS;
    await untilDone(job, hours);
  }

  expect(due).toEqual([1, 2, 3, 4].map((hours) => BEGIN + hours * HOUR_MS - 30 * MINUTE_MS));
});

test("of moments that were missed only the last one runs, after a restart too", async () => {
  const due: Instant[] = [];
  const job = hourly(({ dueAt }) => Promise.resolve(void due.push(dueAt)));
  const first = replica(job);
  await isKnown(job);
  await first.stop();
  now = BEGIN + 100 * HOUR_MS;
  await replica(job).stop();
  replica(job);
  await untilDone(job, 1);
  await replica(job).stop();

  expect(due).toEqual([BEGIN + 100 * HOUR_MS - 30 * MINUTE_MS]);
});

test("a run whose process is gone is taken over, and one that wakes up too late changes nothing", async () => {
  const runs: JobRun[] = [];
  const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
  const write = (run: JobRun): Promise<unknown> =>
    inTransaction(database, async (client) => {
      await client.query("insert into job (name, cron, zone, next_at) values ($1, '', '', now())", [
        `effect ${randomUUID()}`,
      ]);
      await run.finish(client);
    });
  const job = hourly(async (run) => {
    runs.push(run);
    if (run.attempt === 1) await woken;
    await write(run);
  });
  replica(job);
  await isKnown(job);
  now += HOUR_MS;
  await vi.waitFor(() => expect(runs).toHaveLength(1));
  await database.primary.query(
    "update lease set holder = 'nobody', expires_at = '-infinity' where name = $1",
    [`job/${job.name}`],
  );
  replica(job);
  await untilDone(job, 1);
  wake();
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
  const { rowCount: effects } = await database.primary.query("select from job where name like 'effect %'");

  expect(runs.map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(effects).toBe(1);
  expect(await runsOf(job)).toHaveLength(1);
});

test("a run that fails says why, waits, and is tried again until it is done", async () => {
  let tries = 0;
  const job = hourly(() => {
    tries += 1;
    return tries < 3 ? Promise.reject(new Error(`try ${tries}`)) : Promise.resolve();
  });
  replica(job);
  await isKnown(job);
  now += HOUR_MS;
  const failed = (attempts: number): Promise<void> =>
    vi.waitFor(async () => {
      expect(await runsOf(job)).toMatchObject([{ state: "failed", attempts, error: `try ${attempts}` }]);
    });
  await failed(1);
  now += MINUTE_MS;
  await failed(2);
  now += 3 * MINUTE_MS;
  await failed(2);
  now += MINUTE_MS;
  await untilDone(job, 1);

  expect(await runsOf(job)).toMatchObject([{ attempts: 3, error: null }]);
});

test("a moment that is owed stays owed when the schedule changes", async () => {
  const due: Instant[] = [];
  const job = hourly(({ dueAt }) => Promise.resolve(void due.push(dueAt)));
  const first = replica(job);
  await isKnown(job);
  await first.stop();
  now = BEGIN + 2 * HOUR_MS;
  const daily = { ...job, cron: "0 6 * * *" };
  replica(daily);
  await untilDone(job, 1);
  now = Date.parse("2026-08-01T06:00:00Z");
  await untilDone(job, 2);

  expect(due[1]).toBe(now);
});

test("a schedule that runs too often is refused when the service starts", () => {
  expect(() => replica(hourly(() => Promise.resolve(), "* * * * *"))).toThrow("more often than hourly");
});

test("each night news that is long over is forgotten, and nothing that is still to be sent or may be replayed", async () => {
  const channelId = await makeChannel(database, { target: { kind: "webhook", url: "http://127.0.0.1:1" } });
  const ages = [
    ["sent", 31],
    ["superseded", 31],
    ["dead", 91],
    ["sent", 29],
    ["dead", 89],
    ["queued", 400],
    ["standing", 400],
  ] as const;
  for (const [state, days] of ages) {
    const id = await tell(database, channelId, `${state} ${days}`);
    await database.primary.query(
      "update notification set state = $2, created_at = now() - make_interval(days => $3) where notification_id = $1",
      [id, state, days],
    );
  }
  const incident = (openedDay: string, endedDay: string | null) =>
    database.primary.query(
      `insert into anomaly_incident (incident_id, cluster, level, namespace, controller_kind, controller, currency, kind,
         direction, opened_day, last_day, ended_day, days, sensitivity)
       values (gen_random_uuid(), 'prod', 'cluster', '', '', '', 'EUR', 'spike', 'up', $1, $1, $2, '[]', 'normal')`,
      [openedDay, endedDay],
    );
  await incident("2024-01-01", "2024-01-02");
  await incident("2024-02-01", null);

  const jobs = serviceJobs(database);
  replica(...jobs);
  for (const job of jobs) await isKnown(job);
  now = BEGIN + 24 * HOUR_MS;
  for (const job of jobs) await untilDone(job, 1);

  const left = await database.primary.query<{ subject: string }>(
    "select subject from notification where channel_id = $1 order by seq",
    [channelId],
  );
  expect(left.rows.map(({ subject }) => subject)).toEqual([
    "sent 29",
    "dead 89",
    "queued 400",
    "standing 400",
  ]);
  const incidents = await database.primary.query("select ended_day from anomaly_incident");
  expect(incidents.rows).toEqual([{ ended_day: null }]);
});
