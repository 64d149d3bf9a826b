import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChaosServer, demoCluster, startChaosServer, until } from "../chaos/support/chaos-server.ts";
import { type DebianPostgres, debianPrograms, startDebianPostgres } from "./support/debian-postgres.ts";
import { commandsOf } from "./support/page-commands.ts";
import { type EndedCommand, run } from "./support/run-admin.ts";

// The drill of docs/deployment.md, with the page's own commands: set up, collect, dump, drop, restore, and an older dump.

const programs = debianPrograms();
if (programs === null)
  process.stderr.write("No restore is drilled: no PostgreSQL with pg_dump is installed\n");

const PASSWORD = "of-the-drill";
const folder = mkdtempSync(path.join(tmpdir(), "kubecent-restore-"));
let postgres: DebianPostgres;
let server: ChaosServer | undefined;

beforeAll(async () => {
  if (programs !== null) postgres = await startDebianPostgres(programs);
});

afterAll(async () => {
  await server?.stop();
  if (programs !== null) await postgres.close();
  rmSync(folder, { recursive: true, force: true });
});

const databaseUrl = (): string => postgres.urlOf("kubecent", PASSWORD, "kubecent");
const variables = (): Record<string, string> => ({
  DATABASE_URL: databaseUrl(),
  KUBECENT_DATA: path.join(folder, "data"),
  AUDIT_KEY_FILE: path.join(folder, "audit.key"),
  CURSOR_KEY_FILE: path.join(folder, "cursor.key"),
  CLUSTERS_FILE: path.join(folder, "clusters.json"),
});

interface Pasted {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** What `kubecent.dump` of the page is called here. */
  readonly dump?: string;
}

/** Pastes commands of the page into a shell, where an operator would: in the tree, or in another folder. */
function paste(name: string, { env = {}, cwd, dump = "kubecent.dump" }: Pasted = {}): Promise<EndedCommand> {
  const commands = commandsOf(name).replaceAll("kubecent.dump", path.join(folder, dump));
  return run("bash", ["--norc", "-euo", "pipefail", "-c", commands], {
    env: {
      ...variables(),
      PATH: [path.dirname(process.execPath), postgres.programs, process.env["PATH"] ?? ""].join(":"),
      ADMIN_URL: postgres.adminUrl,
      KUBECENT_PASSWORD: PASSWORD,
      ...env,
    },
    ...(cwd !== undefined && { cwd }),
  });
}

async function rows<Row>(statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: databaseUrl() });
  await client.connect();
  try {
    return (await client.query<Row & Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

const checksums = () => rows("select hour, checksum from cluster_hour order by hour");

async function untilSealed(): Promise<void> {
  await until("all records are sealed", async () => {
    const [row] = await rows<{ left: string }>(
      "select count(*)::text as left from audit_logs where not exists (select from audit_seal where audit_id = id)",
    );
    return row?.left === "0";
  });
}

test.skipIf(programs === null)(
  "set up, dump, restore, and an older dump is noticed and accepted",
  async () => {
    expect(await paste("keys", { cwd: folder })).toMatchObject({ code: 0 });
    expect(await paste("login")).toMatchObject({ code: 0 });
    demoCluster(folder, 1);
    mkdirSync(path.join(folder, "data"));
    const installed = await paste("install");
    expect(installed.output).toMatch(
      /ran 000001_roles[\s\S]* migrations were run\.\n[\s\S]*0 WRONG, 0 NO ANSWER/,
    );

    server = await startChaosServer(variables());
    const url = server.url;
    await until("a day is stored", async () => (await checksums()).length >= 23);
    expect(await paste("first-token", { env: { KUBECENT_URL: url } })).toMatchObject({
      code: 0,
      output: expect.stringContaining('"role":"admin"'),
    });
    await untilSealed();
    expect(await paste("backup", { dump: "older.dump" })).toEqual({ code: 0, output: "" });
    const later = ["server/src/admin.ts", "token", "create", "--role", "viewer", "--name", "later"];
    expect(await run(process.execPath, later, { env: variables() })).toMatchObject({ code: 0 });
    await untilSealed();
    await server.stop();
    server = undefined;
    expect(await paste("backup", { dump: "newer.dump" })).toEqual({ code: 0, output: "" });
    const before = await checksums();

    const restored = await paste("restore", { dump: "newer.dump" });
    expect(restored).toMatchObject({ code: 0, output: expect.stringContaining("0 WRONG, 0 NO ANSWER") });
    expect(await checksums()).toEqual(before);

    const older = await paste("restore", { dump: "older.dump" });
    expect(older).toMatchObject({ code: 1, output: expect.stringContaining("rolled_back") });
    server = await startChaosServer(variables());
    const refusing = server;
    await until("sealing is refused", () =>
      Promise.resolve(refusing.output().includes("AUDIT_CHAIN_ROLLED_BACK")),
    );
    expect((await refusing.ask("/api/v1/cost/namespaces?window=24h")).status).toBe(200);
    expect((await paste("doctor")).output).toMatch(/WRONG +audit chain: refused at \d+ \(rolled_back\)/);

    expect(await paste("accept")).toMatchObject({
      code: 0,
      output: expect.stringContaining("Accepted what was wrong: The chain ends at "),
    });
    await until("the chain agrees", () => Promise.resolve(refusing.output().includes("audit.chain_agrees")));
    expect(await paste("doctor")).toMatchObject({ code: 0 });
  },
);
