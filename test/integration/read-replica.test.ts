import { openTestDatabase, TEST_WRITER } from "../support/test-database.ts";
import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { watchReplica, type WatchedReplica } from "../../server/src/run/parts/watch-replica.ts";
import { migrate } from "../../server/src/store/schema/migrate.ts";
import { EVERYTHING } from "../../server/src/store/access/visibility.ts";
import {
  createDatabase,
  type Database,
  poolFor,
  type ReadUse,
} from "../../server/src/store/connection/database.ts";
import { inSnapshot, inTransaction } from "../../server/src/store/connection/transaction.ts";
import type { ApiServices } from "../../server/src/api/context.ts";
import { openLink } from "../support/breakable-link.ts";
import { HOUR } from "../support/observations.ts";
import { sampleHour } from "../support/sample-cluster.ts";
import { type StandbyPair, startStandbyPair } from "../support/standby-pair.ts";
import { createDataFolder, startServerProcess } from "../support/server-process.ts";
import { hoursFrom, storeHour, storeHours } from "../support/stored-world.ts";
import { callAs, createTestServices } from "../support/test-services.ts";
import { runPostgresUrl } from "../support/run-postgres.ts";

const WINDOW = { start: new Date(HOUR).toISOString(), end: new Date(HOUR + 4 * HOUR_MS).toISOString() };
const MOST_LAG_MS = 400;

let pair: StandbyPair;
let primary: Database;
let clusterId: number;
let side: WatchedReplica | undefined;
const log: string[] = [];

beforeAll(async () => {
  pair = await startStandbyPair();
  await migrate(pair.primaryUrl);
  primary = openTestDatabase(pair.primaryUrl);
  clusterId = await storeHours(primary, "prod", hoursFrom(HOUR, 2).map(sampleHour));
});

afterEach(async () => {
  await side?.stop();
  side = undefined;
  await pair.resumeReplay();
  log.length = 0;
});

afterAll(async () => {
  await primary.primary.end();
  await pair.close();
});

function note(event: string, fields: Readonly<Record<string, unknown>> = {}): void {
  log.push([event, fields["reason"]].filter(Boolean).join(": "));
}

async function openSide(replicaUrl = pair.standbyUrl): Promise<WatchedReplica> {
  side = await watch(openTestDatabase(replicaUrl));
  return side;
}

function watch(replica: Database, ahead = primary, use: ReadUse = "all"): Promise<WatchedReplica> {
  return watchReplica({
    primary: ahead.primary,
    replica: replica.primary,
    use,
    // Only what the read side tells: the rest of a log is not needed for it.
    log: { debug: note, info: note, warn: note, error: note, notice: note, child: () => unexpected() },
    lookEveryMs: 50,
    mostLagMs: MOST_LAG_MS,
  });
}

function unexpected(): never {
  throw new Error("The read side makes no log of its own");
}

const now = (): number => HOUR + 10 * HOUR_MS;

/** The database as the server makes it: questions at the read side, the rest at the primary. */
function databaseWith({ replica }: WatchedReplica, ahead = primary): Database {
  return createDatabase({ primary: ahead.primary, replica, auditWriter: TEST_WRITER });
}

function servicesAt(reads: WatchedReplica): ApiServices {
  return createTestServices(databaseWith(reads), now);
}

function isAnsweredByStandby(reads: WatchedReplica): Promise<boolean> {
  return inSnapshot(databaseWith(reads), EVERYTHING, async (client) => {
    const { rows } = await client.query<{ standby: boolean }>("select pg_is_in_recovery() as standby");
    return rows[0]?.standby ?? false;
  });
}

async function versionAt(pool: pg.Pool): Promise<unknown> {
  return (await pool.query("select data_version from cluster")).rows;
}

/** Waits until the standby has caught up: it is in use, and shows the primary's data version. */
async function untilCaughtUp(reads: WatchedReplica): Promise<void> {
  await expect
    .poll(async () => (await isAnsweredByStandby(reads)) && (await versionAt(databaseWith(reads).reads())))
    .toEqual(await versionAt(primary.primary));
}

/** Hours are committed a moment before the log has them; a commit of the usual kind takes the log along. */
async function untilOnRecord(): Promise<void> {
  await primary.primary.query("create table brief (one int); drop table brief");
}

test("questions are answered by the standby, and as the primary answers them", async () => {
  const reads = await openSide();
  await untilCaughtUp(reads);

  const answer = await callAs("viewer", servicesAt(reads)).cost.namespaces(WINDOW);

  const fromPrimary = callAs("viewer", createTestServices(primary, now));
  expect(await isAnsweredByStandby(reads)).toBe(true);
  expect(answer).toEqual(await fromPrimary.cost.namespaces(WINDOW));
  expect(answer.rows.length).toBeGreaterThan(0);
});

test("a standby that lags answers with the version of its own data, and is left alone once it lags too far", async () => {
  const reads = await openSide();
  await untilCaughtUp(reads);
  const services = servicesAt(reads);
  const before = await callAs("viewer", services).cost.namespaces(WINDOW);

  await pair.pauseReplay();
  await storeHour(primary, clusterId, sampleHour(HOUR + 2 * HOUR_MS));
  const lagging = await callAs("viewer", services).cost.namespaces(WINDOW);
  const known = (await services.cache.versions.current()).of({ names: undefined, currency: undefined });
  await expect.poll(() => isAnsweredByStandby(reads)).toBe(false);
  const newest = await callAs("viewer", services).cost.namespaces(WINDOW);

  await pair.resumeReplay();
  await untilCaughtUp(reads);
  const caughtUp = await callAs("viewer", services).cost.namespaces(WINDOW);
  // An answer of old data never stands where one of new data belongs.
  expect([lagging.dataVersion, known]).toEqual([before.dataVersion, before.dataVersion]);
  expect(newest.dataVersion).not.toBe(before.dataVersion);
  expect(newest.totals).not.toEqual(before.totals);
  expect(caughtUp).toEqual(newest);
  expect(log.join("\n")).toMatch(/replica.away: it is \d+ s behind\nreplica.in_use$/);
});

test("no question fails while the standby goes and comes back", async () => {
  const reads = await openSide();
  await untilCaughtUp(reads);
  const viewer = callAs("viewer", servicesAt(reads));
  const inUse = createDatabase({
    primary: primary.primary,
    replica: { ...reads.replica, isInUse: () => true },
    auditWriter: TEST_WRITER,
  });
  log.length = 0;

  await pair.stopStandby();
  const answers = await Promise.all(
    [1, 2, 3, 4].map((limit) => viewer.cost.namespaces({ ...WINDOW, limit })),
  );
  // Whoever had taken hold of the standby's pool before is answered too.
  const late = await inSnapshot(inUse, EVERYTHING, (client) => client.query("select 1 as one"));
  await pair.startStandby();
  await untilCaughtUp(reads);

  expect(answers.map(({ rows }) => rows.length)).toEqual(
    [1, 2, 3, 4].map((limit) => Math.min(limit, answers[3]?.rows.length ?? 0)),
  );
  expect(late.rows).toEqual([{ one: 1 }]);
  expect(log[0]).toMatch(/^replica.away: /);
  expect(log.at(-1)).toBe("replica.in_use");
});

test("what a standby cannot know yet is asked of the primary, and the standby goes on to answer other things", async () => {
  const reads = await openSide();
  await untilCaughtUp(reads);
  await pair.pauseReplay();
  await primary.primary.query("create table brand_new (one int); grant select on brand_new to kubecent_app");

  const answer = inSnapshot(databaseWith(reads), EVERYTHING, (client) =>
    client.query("select count(*)::int as rows from brand_new"),
  );

  expect((await answer).rows).toEqual([{ rows: 0 }]);
  expect(log.filter((line) => line.includes("brand_new"))).toEqual([]);
  await pair.resumeReplay();
  await primary.primary.query("drop table brand_new");
});

test.each([
  { use: "all", small: true, heavy: true, file: true },
  { use: "heavy", small: false, heavy: true, file: true },
  { use: "files", small: false, heavy: false, file: true },
] as const)("a standby that is used for $use is asked for nothing else", async ({ use, ...expected }) => {
  side = await watch(openTestDatabase(pair.standbyUrl), primary, use);
  const database = databaseWith(side);
  await expect.poll(() => poolFor(database, "file")).not.toBe(primary.primary);

  const isThere = async (load: keyof typeof expected): Promise<boolean> =>
    (await poolFor(database, load)) !== primary.primary;

  expect({
    small: await isThere("small"),
    heavy: await isThere("heavy"),
    file: await isThere("file"),
  }).toEqual(expected);
});

test("where small questions stay at the primary, what they have shown is never missing in what the standby answers", async () => {
  side = await watch(openTestDatabase(pair.standbyUrl), primary, "heavy");
  const database = databaseWith({ ...side, replica: { ...side.replica, isInUse: () => true } });
  const viewer = callAs("viewer", createTestServices(database, now));
  const long = { ...WINDOW, start: new Date(HOUR - 9 * DAY_MS).toISOString() };
  await pair.pauseReplay();
  // As if an hour had been written.
  await primary.primary.query("update cluster set data_version = data_version + 1");

  const small = await viewer.cost.namespaces(WINDOW);
  const heavy = await viewer.cost.namespaces(long);
  const lagging = await poolFor(database, "heavy");
  await pair.resumeReplay();
  await expect.poll(() => poolFor(database, "heavy")).toBe(side.replica.pool);

  expect(heavy.dataVersion).toBe(small.dataVersion);
  expect(lagging).toBe(primary.primary);
  expect((await viewer.cost.namespaces({ ...long, limit: 1 })).dataVersion).toBe(small.dataVersion);
});

test("a mistake in a question is not asked twice, nor laid to the standby", async () => {
  const reads = await openSide();
  await untilCaughtUp(reads);
  log.length = 0;

  const answer = inSnapshot(databaseWith(reads), EVERYTHING, (client) => client.query("select 1 / 0"));

  await expect(answer).rejects.toThrow("division by zero");
  expect(log).toEqual([]);
});

test("a standby takes no writes, and a connection that was told so is not used again", async () => {
  const standby = openTestDatabase(pair.standbyUrl);

  const written = inTransaction(standby, (client) =>
    client.query("insert into lease values ('any', 'any', 1, now())"),
  );

  await expect(written).rejects.toMatchObject({ code: "25006" });
  expect(standby.primary.totalCount).toBe(0);
  await standby.primary.end();
});

test("a server of another database is never asked", async () => {
  const reads = await openSide(runPostgresUrl());

  expect(databaseWith(reads).reads()).toBe(primary.primary);
  expect(log).toEqual(["replica.away: it is a copy of another database"]);
});

test("a standby that was behind before anybody looked is not asked until it has caught up", async () => {
  await pair.pauseReplay();
  await storeHour(primary, clusterId, sampleHour(HOUR + 3 * HOUR_MS));
  await untilOnRecord();

  const reads = await openSide();

  expect(databaseWith(reads).reads()).toBe(primary.primary);
  expect(log).toEqual(["replica.away: it has not caught up yet"]);
  await pair.resumeReplay();
  await untilCaughtUp(reads);
});

test("while the primary is away its standby answers, and a server of another database still does not", async () => {
  const link = await openLink(pair.primaryUrl);
  const ahead = openTestDatabase(link.url);
  const stranger = openTestDatabase(runPostgresUrl());
  let looks = 0;
  stranger.primary.on("acquire", () => (looks += 1));
  side = await watch(openTestDatabase(pair.standbyUrl), ahead);
  await untilCaughtUp(side);
  const other = await watch(stranger, ahead);

  await link.cut();
  const looksBefore = looks;
  await expect.poll(() => looks).toBeGreaterThan(looksBefore + 3);

  expect(await isAnsweredByStandby(side)).toBe(true);
  // What it has is all that there is.
  const { replica } = side;
  const forFiles = databaseWith({ ...side, replica: { ...replica, use: "files" } }, ahead);
  expect(await poolFor(forFiles, "file")).toBe(replica.pool);
  expect(databaseWith(other, ahead).reads()).toBe(ahead.primary);
  await other.stop();
  await side.stop();
  side = undefined;
  await ahead.primary.end();
  await link.close();
});

test("a server that was told of a standby uses it, and serves on without it", async () => {
  const data = createDataFolder();
  const server = await startServerProcess(data.folder, {
    ENVIRONMENT: "development",
    KUBECENT_ROLE: "api",
    DATABASE_URL: pair.primaryUrl,
    DATABASE_READ_URL: pair.standbyUrl,
  });
  onTestFinished(async () => {
    await server.end("SIGINT");
    data.remove();
  });
  const isInUse = async (): Promise<string | undefined> =>
    /^kubecent_read_replica_in_use (\d)$/m.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1];
  const headers = { authorization: `Bearer ${server.token}` };
  const ask = (limit: number): Promise<Response> =>
    fetch(`${server.url}/api/v1/cost/pods?start=${WINDOW.start}&end=${WINDOW.end}&limit=${limit}`, {
      headers,
    });
  const readFrom = async (): Promise<string | null> => {
    const csv = { ...headers, accept: "text/csv" };
    const file = await fetch(`${server.url}/api/v1/cost/pods?start=${WINDOW.start}&end=${WINDOW.end}`, {
      headers: csv,
    });
    await file.text();
    return file.headers.get("x-kubecent-read-from");
  };
  await expect.poll(isInUse).toBe("1");
  const before = (await ask(1)).status;
  const fileBefore = await readFrom();

  await pair.stopStandby();
  const answer = await ask(2);
  const fileAfter = await readFrom();

  await expect.poll(isInUse).toBe("0");
  expect([before, answer.status]).toEqual([200, 200]);
  expect([fileBefore, fileAfter]).toEqual(["standby", "primary"]);
  await pair.startStandby();
});

test("a standby that was promoted is left for the primary", async () => {
  const reads = await openSide();
  await untilCaughtUp(reads);

  await pair.promoteStandby();

  await expect.poll(() => databaseWith(reads).reads() === primary.primary).toBe(true);
  expect(await isAnsweredByStandby(reads)).toBe(false);
  expect(log.at(-1)).toBe("replica.away: it is no standby (any more)");
});
