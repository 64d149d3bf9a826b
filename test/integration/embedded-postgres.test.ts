import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { expect, test } from "vitest";
import { commandLineOf } from "../../server/src/store/embedded/process-identity.ts";
import { endProcess, query, useEmbeddedFixture } from "../support/embedded-fixture.ts";

const fixture = useEmbeddedFixture();
const asNobody = process.geteuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** False for a zombie, which is left where nobody waits for an orphan. */
const isAlive = async (pid: number): Promise<boolean> => (await commandLineOf(pid)) !== undefined;

async function pidOf(dataFolder: string): Promise<number> {
  const postmaster = await fixture.postmasterOf(dataFolder);
  if (postmaster === undefined) throw new Error(`no postmaster in ${dataFolder}`);
  return postmaster.pid;
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  while (await isAlive(pid)) await sleep(5);
}

test("a first start makes a database whose role owns it and may make roles but is no superuser", async () => {
  const { url, started } = await fixture.open(fixture.newFolder());

  const rows = await query(
    url,
    `SELECT rolname, rolsuper, rolcreaterole, pg_get_userbyid(datdba) AS owner, datname, datlocprovider,
       pg_encoding_to_char(encoding) AS encoding
     FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`,
  );
  expect(started).toBe(true);
  expect(rows).toEqual([
    {
      rolname: "kubecent",
      rolsuper: false,
      rolcreaterole: true,
      owner: "kubecent",
      datname: "kubecent",
      datlocprovider: "b",
      encoding: "UTF8",
    },
  ]);
});

test("it listens on 127.0.0.1 alone, with a password and without a socket in the file system", async () => {
  const folder = await fixture.madeFolder();
  const { url } = await fixture.open(folder);
  const pidFile = await readFile(join(folder, "postgres", "postmaster.pid"), "utf8");
  const [socketFolder, address] = pidFile.split("\n").slice(4, 6);
  const wrong = new URL(url);
  wrong.password = "wrong";

  expect(new URL(url).hostname).toBe("127.0.0.1");
  expect({ socketFolder, address }).toEqual({ socketFolder: "", address: "127.0.0.1" });
  await expect(query(wrong.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
});

test("a second start finds the data of the first", async () => {
  const folder = await fixture.madeFolder();
  const first = await fixture.open(folder);
  await query(first.url, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (7)");
  await first.close();

  const second = await fixture.open(folder);

  expect(second.started).toBe(true);
  expect(await query(second.url, "SELECT id FROM kept")).toEqual([{ id: 7 }]);
});

test("the postmaster of a killed process is adopted, with its data", async () => {
  const folder = await fixture.madeFolder();
  const owner = await fixture.openElsewhere(folder);
  await query(owner.url, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (7)");
  const pid = await pidOf(folder);
  await endProcess(owner.child);

  const adopted = await fixture.open(folder);

  expect(adopted).toMatchObject({ started: false, url: owner.url });
  expect(await pidOf(folder)).toBe(pid);
  expect(await query(adopted.url, "SELECT id FROM kept")).toEqual([{ id: 7 }]);
});

test("the postmaster stands in a session of its own, where Ctrl-C does not reach it", async () => {
  const folder = await fixture.madeFolder();
  await fixture.open(folder);
  const pid = await pidOf(folder);

  const ps = spawn("ps", ["-o", "pgid=", "-p", String(pid)]);
  const [output] = await once(ps.stdout, "data");

  expect(Number(String(output))).toBe(pid);
});

test("a killed postmaster is started anew while a backend that it left behind is still at work", async () => {
  const folder = await fixture.madeFolder();
  const before = await fixture.open(folder);
  await query(before.url, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (7)");
  const busy = new Client({ connectionString: before.url });
  busy.on("error", () => undefined);
  await busy.connect();
  // Keeps a processor busy for a second and does not look whether its postmaster lives.
  const work = busy.query(
    `DO $$ DECLARE done timestamptz := clock_timestamp() + interval '1 s';
     BEGIN WHILE clock_timestamp() < done LOOP END LOOP; END $$`,
  );
  work.catch(() => undefined);
  await sleep(100);
  await kill(await pidOf(folder));

  const after = await fixture.open(folder);

  expect(after.started).toBe(true);
  expect(await query(after.url, "SELECT id FROM kept")).toEqual([{ id: 7 }]);
  expect(await readFile(join(folder, "postgres.log"), "utf8")).toMatch("pre-existing shared memory block");
  await busy.end().catch(() => undefined);
});

test("a stale postmaster.pid whose pid is another process's by now is no obstacle", async () => {
  const folder = await fixture.madeFolder();
  await fixture.open(folder);
  await kill(await pidOf(folder));
  const sleeper = fixture.keep(spawn("sleep", ["60"], { ...asNobody, cwd: "/" }));
  const file = join(folder, "postgres", "postmaster.pid");
  const [, ...rest] = (await readFile(file, "utf8")).split("\n");
  await writeFile(file, [sleeper.pid, ...rest].join("\n"));

  const { started, url } = await fixture.open(folder);

  expect(started).toBe(true);
  expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  expect(sleeper.exitCode).toBeNull();
});

test("of two processes and two calls that open an empty folder at once, one starts the database", async () => {
  const folder = fixture.newFolder();

  const all = await Promise.all([
    fixture.openElsewhere(folder),
    fixture.openElsewhere(folder),
    fixture.open(folder),
    fixture.open(folder),
  ]);

  expect(all.filter(({ started }) => started)).toHaveLength(1);
  expect(new Set(all.map(({ url }) => url)).size).toBe(1);
});

test("the last user stops it, and no one before", async () => {
  const folder = await fixture.madeFolder();
  const killed = await fixture.openElsewhere(folder);
  const other = await fixture.openElsewhere(folder);
  const first = await fixture.open(folder);
  const second = await fixture.open(folder);
  await endProcess(killed.child);
  const pid = await pidOf(folder);

  await first.close();
  await first.close();
  await second.close();
  const isAliveWithOther = await isAlive(pid);
  await endProcess(other.child);
  await (await fixture.open(folder)).close();

  expect(isAliveWithOther).toBe(true);
  expect(await isAlive(pid)).toBe(false);
  expect(await readdir(join(folder, "users"))).toEqual([]);
});

test.each([50, 400])("a first start that was killed after %i ms is done anew", async (delayMs) => {
  const folder = fixture.newFolder();
  const child = fixture.runScript(`await open(${JSON.stringify(folder)})`);
  while (!(await readdir(folder).catch(() => [])).some((name) => name.startsWith("postgres.init-"))) {
    await sleep(5);
  }
  await sleep(delayMs);
  await endProcess(child);

  const { url } = await fixture.open(folder);

  expect(await query(url, "SELECT current_user AS name")).toEqual([{ name: "kubecent" }]);
  expect((await readdir(folder)).toSorted()).toEqual([
    "locks",
    "postgres",
    "postgres-password",
    "postgres.log",
    "users",
  ]);
});

test("a postmaster that was killed is started again where its connections expect it", async () => {
  const folder = await fixture.madeFolder();
  const postgres = await fixture.open(folder);
  const { url } = postgres;
  await query(url, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (7)");
  const before = await postgres.revive();
  await kill(await pidOf(folder));

  const after = await postgres.revive();

  expect([before, after]).toEqual(["alive", "revived"]);
  expect(await query(url, "SELECT id FROM kept")).toEqual([{ id: 7 }]);
});

test("a process that opens the database after a crash finds it on the port of before", async () => {
  const folder = await fixture.madeFolder();
  const first = await fixture.open(folder);
  await kill(await pidOf(folder));

  const second = await fixture.open(folder);

  expect(second.url).toBe(first.url);
  expect(await first.revive()).toBe("alive");
});
