import { openTestDatabase } from "../../support/test-database.ts";
import { parse } from "csv-parse/sync";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { appRouter } from "../../../server/src/api/router.ts";
import { isExported } from "../../../server/src/http/exports/file-columns.ts";
import { unguardedText } from "../../../server/src/http/exports/csv-text.ts";
import { proceduresOf } from "../../../server/src/api/procedures.ts";
import { askFor, openFile, type OpenFile } from "../support/open-file.ts";
import { STORED_WINDOW, useService } from "../support/service.ts";
import { HOSTILE_TEXTS, storeWideCluster } from "../support/wide-cluster.ts";

// A server process with a cluster of so many pods that its files fill every buffer on their way. Its database ends no
// statement in the time of a test: what ends here was ended by us.
const service = useService({ DB_QUERY_TIMEOUT_MS: "120000" });
const PODS = 15_000;
const WIDE = new URLSearchParams({ ...STORED_WINDOW, cluster: "wide" }).toString();
const FILE = `/api/v1/cost/pods?${WIDE}&format=ndjson`;
const LABELS = `/api/v1/cost/labels?${WIDE}&name=note`;
const PATIENCE = { interval: 100 };
let database: Database;

beforeAll(async () => {
  database = openTestDatabase(service.database.url);
  await storeWideCluster(database, PODS);
});
afterAll(() => database.primary.end());

interface ExportLogRecord {
  readonly action: string;
  readonly status: string;
  readonly details: { readonly code?: string };
  readonly result: { readonly rows: number; readonly reason?: string } | null;
}

/** Records of exports, oldest first. */
async function recordsOf(condition: string, value: unknown): Promise<ExportLogRecord[]> {
  const { rows } = await database.primary.query<ExportLogRecord>(
    `select action, status, details, result from audit_logs
     where resource_type = 'EXPORT' and ${condition} = $1 order by id`,
    [value],
  );
  return rows;
}

function exportIdOf({ headers }: Pick<OpenFile, "headers">): unknown {
  return headers["x-kubecent-export-id"];
}

/** How many of the service's connections are within a transaction. */
async function busyConnections(): Promise<number> {
  const { rows } = await database.primary.query<{ count: bigint }>(
    `select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
       and state <> 'idle' and backend_type = 'client backend'`,
  );
  return Number(rows[0]?.count);
}

async function newToken(name: string): Promise<string> {
  const reply = await service.ask("/api/v1/access/tokens", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, role: "viewer" }),
  });
  const { token }: { token: string } = JSON.parse(reply.text);
  return token;
}

test("#1 who may not ask a question does not get its file either, and is told the same", async () => {
  const viewer = await newToken("onlooker");
  const headers = { accept: "text/csv", authorization: `Bearer ${viewer}` };

  for (const { path } of proceduresOf(appRouter).filter(isExported)) {
    const stranger = await service.askAsStranger(`/api/v1${path}`, { headers: { accept: "text/csv" } });
    expect(stranger).toMatchObject({ status: 401, json: { code: "TOKEN_MISSING" } });
  }
  const forbidden = await service.askAsStranger("/api/v1/audit", { headers });

  expect(forbidden).toMatchObject({ status: 403, json: { code: "FORBIDDEN" } });
  await vi.waitFor(async () => {
    const { rows } = await database.primary.query("select action from audit_logs where request_id = $1", [
      forbidden.headers["x-request-id"],
    ]);
    expect(rows).toEqual([{ action: "ACCESS_REFUSED" }]);
  }, PATIENCE);
});

test("#8 an export whose token is revoked meanwhile is cut off, and the next request is refused", async () => {
  const token = await newToken("leaver");
  const file = await openFile(service.port, FILE, token);
  await service.ask("/api/v1/access/tokens/leaver", { method: "DELETE" });
  await vi.waitFor(async () => {
    const next = await service.askAsStranger("/api/v1/info", {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(next.status).toBe(401);
  }, PATIENCE);

  const { text, isWhole } = await file.readAll();

  expect(file.status).toBe(200);
  expect(isWhole).toBe(false);
  expect(text.split("\n").length).toBeLessThan(PODS);
  await vi.waitFor(async () => {
    expect(await recordsOf("resource_id", exportIdOf(file))).toMatchObject([
      { action: "EXPORT_CREATED", status: "SUCCESS" },
      { action: "EXPORT_FINISHED", status: "FAILED", result: { reason: "TOKEN_INVALID" } },
    ]);
  }, PATIENCE);
});

test("#15 of six files that one caller wants at a time the sixth is refused, and others get theirs meanwhile", async () => {
  const token = await newToken("greedy");
  // None of them is read: the one that runs holds its place.
  const asked = Array.from({ length: 5 }, () => askFor(service.port, FILE, token));
  await vi.waitFor(async () => {
    const { text } = await service.askAsStranger("/metrics");
    expect(/^kubecent_exports_running 1$/m.test(text) && /^kubecent_exports_waiting 4$/m.test(text)).toBe(
      true,
    );
  }, PATIENCE);

  const sixth = await service.askAsStranger(FILE, { headers: { authorization: `Bearer ${token}` } });
  const others = await Promise.all(["one", "two", "three"].map((name) => newToken(`modest-${name}`)));
  const replies = await Promise.all(
    others.map((other) => service.askAsStranger(FILE, { headers: { authorization: `Bearer ${other}` } })),
  );
  for (const request of asked) request.destroy();

  expect(sixth.status).toBe(429);
  expect(sixth.headers["retry-after"]).toMatch(/^\d+$/);
  expect(sixth.json).toMatchObject({ code: "RATE_LIMITED" });
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(replies.map(({ text }) => text.split("\n").length)).toEqual([PODS + 1, PODS + 1, PODS + 1]);
});

test("#15 past those that run and those that wait, whoever wants a file is told when to try again", async () => {
  const refused: (string | undefined)[] = [];
  const tokens = await Promise.all(["a", "b", "c", "d", "e"].map((name) => newToken(`crowd-${name}`)));
  const asked = tokens.flatMap((token) => Array.from({ length: 5 }, () => askFor(service.port, FILE, token)));
  for (const request of asked) {
    request.on("response", ({ statusCode, headers }) => {
      if (statusCode === 503) refused.push(headers["retry-after"]);
    });
  }

  // Of 25 two run and 20 wait; where all come at once, before the first two run, no more than 20 do either.
  await vi.waitFor(() => expect(refused.length).toBeGreaterThanOrEqual(3), PATIENCE);
  for (const request of asked) request.destroy();
  const after = await service.ask(`${LABELS}&format=csv`);

  expect(new Set(refused)).toEqual(new Set(["10"]));
  expect(refused.length).toBeLessThanOrEqual(5);
  expect(after.status).toBe(200);
});

test("#25 what a spreadsheet would run stands as text, in as many records as there are rows", async () => {
  const json = await service.ask(LABELS);
  const csv = await service.ask(LABELS, { headers: { accept: "text/csv" } });

  const { rows }: { rows: { value: string; totalCost: string }[] } = JSON.parse(json.text);
  const records: Record<string, string>[] = parse(csv.text, { columns: true });
  expect(rows.map(({ value }) => value).toSorted()).toEqual(HOSTILE_TEXTS.toSorted());
  expect(records).toHaveLength(HOSTILE_TEXTS.length);
  for (const [index, record] of records.entries()) {
    for (const cell of Object.values(record)) {
      expect(/(^|[\r\n\t;|])\s*[=+@＝]|(^|[\r\n\t;|])\s*-(?!\d+(\.\d+)?$)|^[\t\r\n]/.test(cell)).toBe(false);
    }
    expect(record["totalCost"]).toBe(rows[index]?.totalCost);
    expect(unguardedText(record["value"] ?? "")).toBe(rows[index]?.value);
  }
});

test("#29 a caller who leaves in the middle of a file is on record, and what it held is free again", async () => {
  const file = await openFile(service.port, FILE, service.server.token);
  expect(await busyConnections()).toBeGreaterThan(0);
  file.leave();

  await vi.waitFor(async () => {
    const [created, finished] = await recordsOf("resource_id", exportIdOf(file));
    expect(created).toMatchObject({ action: "EXPORT_CREATED", status: "SUCCESS" });
    expect(finished).toMatchObject({
      action: "EXPORT_FINISHED",
      status: "FAILED",
      result: { reason: "client closed" },
    });
    expect(finished?.result?.rows).toBeLessThan(PODS);
    expect(await busyConnections()).toBe(0);
  }, PATIENCE);
});

test("#29 a caller who leaves before the first row ends the query in the database too, and is on record", async () => {
  const client = await database.primary.connect();
  await client.query("begin; set local role kubecent_owner; lock table pod in access exclusive mode");
  const waiting = async (): Promise<number> => {
    // Not within the transaction, which would go on seeing what it has seen once.
    const { rows } = await database.primary.query<{ count: bigint }>(
      "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'kubecent'",
    );
    return Number(rows[0]?.count);
  };
  try {
    const request = askFor(service.port, FILE, service.server.token, "leaves-early");
    await vi.waitFor(async () => expect(await waiting()).toBe(1), PATIENCE);
    request.destroy();
    await vi.waitFor(async () => expect(await waiting()).toBe(0), PATIENCE);
  } finally {
    await client.query("rollback");
    client.release();
  }
  await vi.waitFor(async () => {
    expect(await recordsOf("request_id", "leaves-early")).toMatchObject([
      { action: "EXPORT_CREATED", status: "FAILED", details: { code: "client closed" } },
    ]);
  }, PATIENCE);
});

async function rename(from: string, to: string): Promise<void> {
  await database.primary.query(
    `begin; set local role kubecent_owner; alter table ${from} rename to ${to}; commit`,
  );
}

test("#33 while the audit log cannot be written no export is sent, and it works again by itself", async () => {
  await rename("audit_logs", "audit_logs_away");
  const refused = await service.ask(FILE);
  const question = await service.ask(`/api/v1/cost/pods?${WIDE}`);
  await rename("audit_logs_away", "audit_logs");
  const again = await service.ask(`${LABELS}&format=csv`);

  expect(refused.status).toBe(503);
  expect(refused.json).toMatchObject({ code: "AUDIT_UNAVAILABLE" });
  expect(refused.headers["retry-after"]).toMatch(/^\d+$/);
  expect(refused.headers["content-disposition"]).toBeUndefined();
  expect(refused.text).not.toContain("totalCost");
  expect([question.status, again.status]).toEqual([200, 200]);
});
