import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreePort } from "../../server/src/store/embedded/free-port.ts";
import { diagnose } from "../support/diagnose.ts";
import { hasPgbouncer, runPgbouncer } from "../support/pgbouncer.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { runAdmin } from "./support/run-admin.ts";
import { runPostgresUrl } from "../support/run-postgres.ts";

// The pooler of docs/scale.md, with the page's own settings: only places and ports are those of the test.

const PAGE = new URL("../../docs/scale.md", import.meta.url);
const folder = mkdtempSync(path.join(tmpdir(), "kubecent-pooler-"));
chmodSync(folder, 0o755);
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function pageSettings(port: number): string {
  const [, settings = ""] = /```ini\n([\s\S]*?)```/.exec(readFileSync(PAGE, "utf8")) ?? [];
  const { hostname, port: serverPort, pathname } = new URL(database.directUrl);
  return settings
    .replace(/^kubecent = .*$/m, `kubecent = host=${hostname} port=${serverPort} dbname=${pathname.slice(1)}`)
    .replace("listen_addr = 0.0.0.0", "listen_addr = 127.0.0.1")
    .replace("listen_port = 6432", `listen_port = ${port}\nunix_socket_dir =`)
    .replace("/etc/pgbouncer/userlist.txt", path.join(folder, "userlist.txt"));
}

async function rowsOf(connectionString: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

test.skipIf(!hasPgbouncer())(
  "the page's pgbouncer serves the service, and its login may look at the pools",
  async () => {
    const { username, password } = new URL(runPostgresUrl());
    const port = await findFreePort();
    writeFileSync(path.join(folder, "userlist.txt"), `"${username}" "${decodeURIComponent(password)}"\n`);
    const settings = path.join(folder, "pgbouncer.ini");
    writeFileSync(settings, pageSettings(port));
    const pooler = await runPgbouncer(settings);
    const through = (name: string): string => `postgres://${username}:${password}@127.0.0.1:${port}/${name}`;
    try {
      const env = { DATABASE_URL: through("kubecent"), DATABASE_DIRECT_URL: database.directUrl };
      const found = await diagnose(env);
      expect([...found.lines("wrong"), ...found.lines("no_answer")]).toEqual([]);
      expect(found.lines("ok").join("\n")).toContain(
        "ways direct: DATABASE_DIRECT_URL leads to the same database",
      );
      expect(
        await runAdmin(["migrate"], {
          env: { ...env, KUBECENT_DATA: path.join(folder, randomBytes(4).toString("hex")) },
        }),
      ).toEqual({
        code: 0,
        output: "The database is at the newest schema; no migrations were run.\n",
      });
      expect(
        await runAdmin(["distribute", "--check"], { env: { ...env, KUBECENT_DATA: folder } }),
      ).toMatchObject({ code: 0 });

      expect(await rowsOf(through("pgbouncer"), "show pools")).toContainEqual(
        expect.objectContaining({ database: "kubecent", pool_mode: "transaction" }),
      );
    } finally {
      await pooler.close();
    }
  },
);
