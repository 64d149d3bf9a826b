import { writeFileSync } from "node:fs";
import path from "node:path";
import { Client, type QueryResultRow } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKubeCent } from "../../sdk/src/index.ts";
import { hasPgbouncer, POOLED_CONNECTIONS } from "../support/pgbouncer.ts";
import { createDataFolder, type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

const HISTORY_DAYS = 1;
let data: ReturnType<typeof createDataFolder>;
let database: TestDatabase;
let collector: ServerProcess;
let api: ServerProcess;

function sdkOf({ url, token }: ServerProcess): ReturnType<typeof createKubeCent> {
  return createKubeCent({ url, token });
}

function restOf({ url, token }: ServerProcess, question: string): Promise<Response> {
  return fetch(`${url}/api/v1/${question}`, { headers: { authorization: `Bearer ${token}` } });
}

/** Hours that a whole collection has left; 0 while it is under way. */
async function storedHours(): Promise<number> {
  const [cluster] = (await sdkOf(api).clusters.status.query({})).rows;
  return cluster && cluster.progress === null && cluster.lastError === null ? cluster.hours : 0;
}

interface ConnectionState extends QueryResultRow {
  readonly pid: number;
}

/** What pgbouncer itself sets for each caller. */
const TRACKED = [
  "application_name",
  "client_encoding",
  "DateStyle",
  "TimeZone",
  "standard_conforming_strings",
];

async function stateOf(client: Client): Promise<ConnectionState> {
  await client.query("begin");
  // A pooler that knows names keeps statements under names of its own.
  const { rows } = await client.query<ConnectionState>(
    `select pg_backend_pid() as pid, current_user <> session_user as has_role,
       (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks,
       (select count(*)::int from pg_prepared_statements where not starts_with(name, 'PGBOUNCER_')) as statements,
       (select count(*)::int from pg_listening_channels()) as channels,
       (select count(*)::int from pg_class where relpersistence = 't') as temporary,
       array(select name || '=' || setting from pg_settings where source = 'session' and name <> all($1)) as settings`,
    [TRACKED],
  );
  const [row] = rows;
  if (!row) throw new Error("The connection said nothing of itself");
  return row;
}

async function direct(statement: string): Promise<QueryResultRow[]> {
  const client = new Client(database.directUrl);
  await client.connect();
  try {
    return (await client.query<QueryResultRow>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** What drops old rows holds questions up; here for longer than an answer takes that is made again instead of being shared. */
async function whileHeldUp(ask: () => Promise<unknown>): Promise<void> {
  const client = new Client(database.directUrl);
  await client.connect();
  try {
    await client.query("begin; lock table retention_gate in access exclusive mode");
    const asked = ask();
    await expect.poll(() => direct("select from pg_locks where not granted")).not.toHaveLength(0);
    await client.query("select pg_sleep(0.1)");
    await client.query("commit");
    await asked;
  } finally {
    await client.end();
  }
}

describe.skipIf(!hasPgbouncer())("two servers behind a pooler", () => {
  beforeAll(async () => {
    data = createDataFolder();
    database = await createTestDatabase();
    const clustersFile = path.join(path.dirname(data.folder), "clusters.json");
    const clusters = [{ name: "default", demo: { historyDays: HISTORY_DAYS } }];
    writeFileSync(clustersFile, JSON.stringify({ clusters }));
    const env = {
      ENVIRONMENT: "development",
      DATABASE_URL: database.url,
      DATABASE_DIRECT_URL: database.directUrl,
      CLUSTERS_FILE: clustersFile,
      RATE_LIMIT_REQUESTS_PER_MINUTE: "1000",
    };
    collector = await startServerProcess(data.folder, env);
    api = await startServerProcess(data.folder, { ...env, KUBECENT_ROLE: "api" });
  });

  afterAll(async () => {
    await Promise.all([collector, api].map((server) => server.end("SIGINT")));
    await database.drop();
    data.remove();
  });

  test("hours that one server collects through the pooler are shown by the other", async () => {
    await expect.poll(storedHours, { interval: 500 }).toBeGreaterThanOrEqual(HISTORY_DAYS * 24 - 1);

    const question = { window: "24h" } as const;
    const [ofCollector, ofApi] = await Promise.all(
      [collector, api].map((server) => sdkOf(server).cost.namespaces.query(question)),
    );
    expect(ofApi?.rows.length).toBeGreaterThan(5);
    expect(ofApi).toEqual(ofCollector);
  });

  test("an answer that took one server long is found by the other in the table of answers", async () => {
    await whileHeldUp(() => restOf(collector, "cost/nodes?window=24h"));

    await expect.poll(() => direct("select key from cached_answer")).not.toHaveLength(0);
    const answer = await restOf(api, "cost/nodes?window=24h");
    expect(answer.status).toBe(200);
  });

  test("a token that one server makes is good at the other, until it is revoked", async () => {
    const made = await sdkOf(collector).access.tokens.create.mutate({ name: "pooled", role: "viewer" });
    const pooled = { ...api, token: made.token };
    const before = await restOf(pooled, "clusters");

    await sdkOf(collector).access.tokens.revoke.mutate({ name: "pooled" });

    expect(before.status).toBe(200);
    await expect.poll(async () => (await restOf(pooled, "clusters")).status, { interval: 500 }).toBe(401);
  });

  test("what was done is on record, and sealed", async () => {
    const auditor = sdkOf(api);

    const { rows } = await auditor.audit.list.query({ action: "TOKEN_CREATED" });

    expect(rows.map((row) => row.resourceId)).toContain("pooled");
    await expect
      .poll(() => direct("select from audit_logs where id not in (select audit_id from audit_seal)"), {
        interval: 500,
      })
      .toEqual([]);
    expect(await auditor.audit.verify.query({})).toMatchObject({ ok: true });
  });

  test("a setting that is changed at one server holds at the other", async () => {
    const { version } = await sdkOf(collector).settings.get.query();

    await sdkOf(collector).settings.update.mutate({ version, changes: { retentionHourlyDays: 77 } });

    await expect
      .poll(async () => (await sdkOf(api).settings.get.query()).values.retentionHourlyDays, {
        interval: 500,
      })
      .toBe(77);
  });

  test("requests to both servers count against one limit", async () => {
    const left: number[] = [];
    for (const server of [collector, api, collector, api]) {
      const answer = await restOf({ ...server, token: api.token }, "clusters");
      left.push(Number(answer.headers.get("x-ratelimit-remaining")));
    }

    const steps = left.slice(1).map((remaining, index) => (left[index] ?? 0) - remaining);
    expect(steps).toEqual([1, 1, 1]);
  });

  test("one of the servers holds each lease", async () => {
    const leases = await direct("select name, expires_at > clock_timestamp() as held from lease");

    expect(leases.length).toBeGreaterThan(0);
    expect(leases.every((lease) => lease["held"])).toBe(true);
  });

  test("nothing is left behind in any connection that the pooler lends about", async () => {
    await Promise.all([collector, api].map((server) => server.end("SIGINT")));

    // As many transactions at once as there are connections: each is in one of its own.
    const clients = Array.from({ length: POOLED_CONNECTIONS }, () => new Client(database.url));
    await Promise.all(clients.map((client) => client.connect()));
    const found = await Promise.all(clients.map(stateOf));
    await Promise.all(clients.map((client) => client.end()));

    expect(new Set(found.map(({ pid }) => pid)).size).toBe(POOLED_CONNECTIONS);
    for (const { pid: _pid, ...state } of found) {
      expect(state).toEqual({
        has_role: false,
        locks: 0,
        statements: 0,
        channels: 0,
        temporary: 0,
        settings: [],
      });
    }
  });
});
