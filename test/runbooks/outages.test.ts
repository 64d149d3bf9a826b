import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../chaos/support/chaos-server.ts";
import { debianPrograms } from "../operations/support/debian-postgres.ts";
import { run } from "../operations/support/run-admin.ts";
import { type OutageWorld, startOutageWorld } from "./support/outage-world.ts";
import { readBlocks, shownPattern } from "./support/read-page.ts";

// Pages whose state is an outage: it is caused, the page's commands are run in it, what they say is done, and it is over.

const programs = debianPrograms();
if (programs === null)
  process.stderr.write("Runbooks of outages not tried: no PostgreSQL with pg_dump is installed\n");

const REFUSE_FOR_ROOM = [
  `create function refuse_for_room() returns trigger language plpgsql as
   $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`,
  `create trigger no_room before insert or update on runtime_setting
   for each statement execute function refuse_for_room()`,
].join(";");

describe.skipIf(programs === null)("runbooks of outages", () => {
  let world: OutageWorld;
  beforeAll(async () => {
    world = await startOutageWorld(programs ?? "");
    await until("hours are stored", async () => (await storedHours()) >= 23);
  });
  afterAll(() => world.close());

  const storedHours = async (database = "kubecent"): Promise<number> => {
    const rows = await world.sql("select count(*)::int as hours from cluster_hour", database);
    return Number(Object.values(rows[0] ?? {})[0]);
  };

  /** Runs blocks of a page by their place, from the first one, and holds what they print against what it says. */
  async function follow(page: string, from = 0, to?: number): Promise<string> {
    const printed: string[] = [];
    for (const { commands, shows } of readBlocks(page).slice(from, to)) {
      const text = await world.type(commands);
      for (const line of shows) expect(text).toMatch(shownPattern(line));
      printed.push(text);
    }
    return printed.join("\n");
  }

  /** Runs the last block of a page until it shows what it says. */
  async function untilOver(page: string): Promise<string> {
    const [{ commands, shows } = { commands: "", shows: [] }] = readBlocks(page).slice(-1);
    let text = "";
    const isOver = async (): Promise<boolean> => {
      text = await world.type(commands);
      return shows.every((line) => shownPattern(line).test(text));
    };
    await until(`${page} is over`, isOver);
    return text;
  }

  const asked = (count: number): Promise<Response[]> =>
    Promise.all(
      Array.from({ length: count }, (_, index) => world.api().ask(`/api/v1/audit?limit=${index + 1}`)),
    );

  test("no-collector: the lease is nobody's, one is started, and it leads", async () => {
    await untilOver("no-collector.md");
    await world.type("kubectl -n kubecent scale deploy/kubecent-collector --replicas=0");
    await world.obey();
    await until("nobody has the lease", async () =>
      /collector[^\n]* f\b/.test(await follow("no-collector.md", 0, 1)),
    );
    await expect(world.type('curl -fsS "$COLLECTOR/metrics"')).rejects.toThrow("curl");
    await follow("no-collector.md", 1, -1);
    await world.obey();
    expect(await untilOver("no-collector.md")).toContain("kubecent_collecting_leader 1");
    await untilOver("drain-collector.md");
  });

  test("numbers-lack: the invented cluster has findings, which both places tell", async () => {
    expect(await follow("numbers-lack.md")).toMatch(/"findings":\[\{/);
  });

  test("database-away and errors: nobody is let in, requests fail, and it comes back by itself", async () => {
    await world.sql("alter database kubecent with allow_connections false");
    await world.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'kubecent'");
    await until("it is noticed", async () =>
      (await follow("database-away.md", 0, 1)).includes("kubecent_database_up 0"),
    );
    await expect(follow("database-away.md", 1, 2)).rejects.toThrow("not currently accepting connections");
    for (const { status } of await asked(3)) expect(status).toBe(503);
    expect(await follow("errors.md", 0, 1)).toContain('status="503"');
    // Lines of the log go out together, a moment later.
    await until("it is in the log", async () =>
      (await follow("errors.md", 1, 2)).includes("DATABASE_UNAVAILABLE"),
    );
    expect(await follow("database-away.md", 2, 3)).toContain("DATABASE_UNAVAILABLE");
    await expect(follow("errors.md", 2)).rejects.toThrow("503");

    await world.sql("alter database kubecent with allow_connections true");
    await untilOver("database-away.md");
    await untilOver("errors.md");
  });

  test("slow and pool-exhausted: a stranger holds a lock, is found, and is ended", async () => {
    const stranger = new Client({ connectionString: await databaseUrl() });
    const gone = new Promise((resolve) => stranger.on("error", resolve));
    await stranger.connect();
    await stranger.query(
      "begin; set local role kubecent_owner; lock table audit_logs in access exclusive mode",
    );
    const { rows } = await stranger.query<{ pid: number }>("select pg_backend_pid() as pid");
    const asking = asked(12);
    await until("somebody waits", async () => /waiting [1-9]/.test(await follow("slow.md", 0, 1)));
    expect(await follow("slow.md", 1)).toMatch(/active[\s\S]*audit/);
    expect(await follow("pool-exhausted.md", 0, 2)).toContain(`{${rows[0]?.pid}}`);
    const [, , ending] = readBlocks("pool-exhausted.md");
    await world.type(`PID=${rows[0]?.pid}\n${ending?.commands}`);
    expect(await gone).toBeInstanceOf(Error);
    await asking;
    await untilOver("pool-exhausted.md");
  });

  test("storage-full: a change is refused and counted; with room, the remedy works", async () => {
    await world.sql(REFUSE_FOR_ROOM, "kubecent");
    const [, , , remedy] = readBlocks("storage-full.md").map(({ commands }) => commands);
    await expect(world.type(remedy ?? "")).rejects.toThrow("503");
    expect(await follow("storage-full.md", 0, 3)).toMatch(/kind="storage_full"\} [1-9]/);
    await world.sql("drop function refuse_for_room cascade", "kubecent");
    expect(await follow("storage-full.md", 3)).toContain('"retentionHourlyDays":30');
  });

  test("down, target-down and restarting: no answer, a reason in the log, and answers again", async () => {
    const wrong = { PORT: "no-port", DATABASE_URL: await databaseUrl() };
    const refused = await run(process.execPath, ["server/src/main.ts"], { env: wrong });
    expect(refused).toMatchObject({ code: 78, output: expect.stringContaining("PORT") });
    await world.crash("api");
    for (const page of ["down.md", "target-down.md", "restarting.md"]) {
      await expect(follow(page)).rejects.toThrow("curl");
    }
    await world.obey();
    for (const page of ["down.md", "target-down.md", "restarting.md"]) await follow(page);
  });

  test("restore-backup: what it restores is sound, and accepted", async () => {
    const [dump, restore, start, accept] = readBlocks("restore-backup.md").map(({ commands }) => commands);
    await world.type(dump ?? "");
    const token = "node server/src/admin.ts token create --role viewer --name later";
    await world.type(`kubectl -n kubecent exec deploy/kubecent-api -- ${token}`);
    await world.type(restore ?? "");
    await world.obey();
    await expect(world.type(accept ?? "")).rejects.toThrow("no pod of kubecent-api runs");
    await world.type(start ?? "");
    await world.obey("kubecent_restored");
    await world.type(accept ?? "");
    await follow("restore-backup.md", 4);
    // Hours of the backup are there, and what was stored after it is collected again; an hour may be over by now.
    await until(
      "missing hours are collected again",
      async () => (await storedHours("kubecent_restored")) >= (await storedHours()),
    );
  });

  test("move-database: both sides have the same rows, and nothing has to be accepted", async () => {
    await world.sql("create database kubecent_moved owner kubecent encoding 'UTF8' template template0");
    await follow("move-database.md", 0, 1);
    await world.obey();
    await follow("move-database.md", 1, 2);
    const [old, moved] = (await follow("move-database.md", 2, 3)).trim().split("\n");
    expect(moved).toBe(old);
    await follow("move-database.md", 3, 4);
    await world.obey("kubecent_moved");
    await follow("move-database.md", 4);
    expect((await world.api().ask("/api/v1/cost/namespaces?window=24h")).status).toBe(200);
  });

  async function databaseUrl(): Promise<string> {
    return (await world.type('echo "$DATABASE_URL"')).trim();
  }
});
