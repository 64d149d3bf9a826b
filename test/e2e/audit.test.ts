import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readCredentials } from "../../server/src/store/embedded/database-credentials.ts";
import {
  createDataFolder,
  type EndedProcess,
  runAdminToEnd,
  type ServerProcess,
  startServerProcess,
} from "../support/server-process.ts";

const data = createDataFolder();
const kept = path.join(path.dirname(data.folder), "kept-output.jsonl");
// Nothing is collected, and no link to a page is made, so that the log holds what this test does alone.
const SOURCE = { PROMETHEUS_URL: "http://127.0.0.1:1", DASHBOARD_ENABLED: "false" };
let server: ServerProcess;

beforeAll(async () => {
  server = await startServerProcess(data.folder, SOURCE);
  await createToken("a");
  // A checkpoint at the second record, for the older state that a test puts back.
  await untilSigned("2");
  await createToken("b");
  await createToken("c");
  await untilSealed();
  await untilPrinted(/"chain_seq":"?4\b/);
  writeFileSync(kept, server.output());
});
afterAll(async () => {
  await server.end("SIGINT");
  data.remove();
});

function admin(...args: readonly string[]): Promise<EndedProcess> {
  return runAdminToEnd(args, { KUBECENT_DATA: data.folder });
}

function createToken(name: string): Promise<EndedProcess> {
  return admin("token", "create", "--role", "viewer", "--name", name);
}

async function answerOf(pathname: string): Promise<Record<string, unknown>> {
  const answer = await fetch(server.url + pathname, { headers: { authorization: `Bearer ${server.token}` } });
  const body: unknown = await answer.json();
  return { ...(typeof body === "object" && body) };
}

/** What /metrics says under a name. */
async function metric(name: string): Promise<string> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1] ?? "";
}

/** Lines of the log go out together, up to a tenth of a second after they were written. */
function untilPrinted(line: RegExp): Promise<void> {
  return vi.waitFor(() => {
    expect(server.output()).toMatch(line);
  }, 10_000);
}

/** Until the newest checkpoint signs the chain up to this record. */
function untilSigned(chainSeq: string): Promise<void> {
  return vi.waitFor(async () => {
    expect(await answerOf("/api/v1/audit/checkpoint")).toMatchObject({ chainSeq });
  }, 60_000);
}

/** Until all tokens that were made are in the chain: the development token first. */
function untilSealed(): Promise<void> {
  return vi.waitFor(async () => {
    expect(await answerOf("/api/v1/audit/verify")).toMatchObject({
      ok: true,
      lastSeq: "4",
      unsealedRecords: 0,
    });
  }, 60_000);
}

/** Runs statements as the superuser, without any trigger. */
async function asSuperuser(...statements: readonly string[]): Promise<void> {
  const credentials = await readCredentials(data.folder, true);
  const port = Number(
    readFileSync(path.join(data.folder, "postgres", "postmaster.pid"), "utf8").split("\n")[3],
  );
  const client = new Client({ connectionString: credentials.url({ role: "kubecent_super", port }) });
  await client.connect();
  await client.query("set session_replication_role = replica");
  for (const statement of statements) await client.query(statement);
  await client.end();
}

test("the operator verifies the log against the server's own output", async () => {
  const { code, stdout, stderr } = await admin("audit", "verify", "--checkpoint", kept);

  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("audit: 4 of 4 records"),
  });
  expect(stdout).toMatch(
    /^The audit log is sound: 4 records \(1 to 4\), \d checkpoints\.\nIt agrees with \d checkpoints/,
  );
});

test("the public key is printed alone, as PEM", async () => {
  const { code, stdout, stderr } = await admin("audit", "key");

  expect(code).toBe(0);
  expect(stdout).toMatch(/^-----BEGIN PUBLIC KEY-----\n[\s\S]+-----END PUBLIC KEY-----\n$/);
  const { keyId } = await answerOf("/api/v1/audit/checkpoint");
  expect(stderr).toContain(String(keyId));
});

test.each([
  { file: "/nowhere/at/all", text: "cannot be read (ENOENT)" },
  { file: path.join(import.meta.dirname, "audit.test.ts"), text: "holds no checkpoint" },
])("a file that helps nothing is refused: $text", async ({ file, text }) => {
  const { code, stderr } = await admin("audit", "verify", "--checkpoint", file);

  expect(code).toBe(1);
  expect(stderr).toContain(text);
});

test("what a superuser does to the log ends with exit code 1 and the first bad number", async () => {
  await asSuperuser(
    "update audit_logs set resource_id = 'x' where id = (select audit_id from audit_seal where chain_seq = 3)",
  );

  const { code, stdout } = await admin("audit", "verify");

  expect(code).toBe(1);
  expect(stdout).toMatch(/^BROKEN at 3 \(edited\): /);
  expect(await answerOf("/api/v1/audit/verify")).toMatchObject({
    ok: false,
    fault: { chainSeq: "3", kind: "edited" },
  });
});

test("an older state that a superuser put back is found by the output that was kept", async () => {
  await asSuperuser(
    "delete from audit_logs where id in (select audit_id from audit_seal where chain_seq > 2)",
    "delete from audit_seal where chain_seq > 2",
    "delete from audit_checkpoint where chain_seq > 2",
  );

  const online = await answerOf("/api/v1/audit/verify");
  const own = await admin("audit", "verify");
  const { code, stdout } = await admin("audit", "verify", "--checkpoint", kept);

  // The server remembers what it has signed last, and its folder does for a command.
  expect(online).toMatchObject({ ok: false, fault: { kind: "rolled_back", chainSeq: "3" } });
  expect(own).toMatchObject({ code: 1, stdout: expect.stringMatching(/^BROKEN at 3 \(rolled_back\): /) });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^BROKEN at 3 \(rolled_back\): /);
});

test("until the operator accepts that state nothing is sealed, then all goes on, and that is on record", async () => {
  await createToken("d");
  await untilPrinted(/"level":"error".*"event":"audit.chain_refused"/);
  expect(server.output()).toContain('"code":"AUDIT_CHAIN_ROLLED_BACK"');
  expect(await metric("kubecent_audit_chain_refused")).toBe("1");
  expect(await answerOf("/readyz")).toEqual({ status: "ok" });
  expect(await answerOf("/api/v1/audit/checkpoint")).toMatchObject({ chainSeq: "2" });

  const { code, stdout } = await admin("audit", "accept", "--reason", "a backup was restored");
  await untilPrinted(/"event":"audit.chain_agrees"/);

  expect(code).toBe(0);
  expect(stdout).toMatch(/^Accepted what was wrong: The chain ends at 2/);
  expect(await answerOf("/api/v1/audit/verify")).toMatchObject({ ok: true });
  expect((await admin("audit", "verify")).code).toBe(0);
  expect(await metric("kubecent_audit_chain_refused")).toBe("0");
  expect(await answerOf("/api/v1/audit?action=AUDIT_STATE_ACCEPTED")).toMatchObject({
    rows: [{ userId: "operator", details: { reason: "a backup was restored", found: "rolled_back" } }],
  });
});

test("a restart remembers what was signed before it", async () => {
  await server.end("SIGTERM");
  const remembered = readFileSync(path.join(data.folder, "audit-checkpoint"), "utf8");
  expect(remembered.split(".")).toHaveLength(3);
  server = await startServerProcess(data.folder, SOURCE);
  expect(await metric("kubecent_audit_unsealed_seconds")).toMatch(/^\d/);
});

test("a limit that an admin changes holds at once, and its record says who did it and from where", async () => {
  const headers = { authorization: `Bearer ${server.token}`, "content-type": "application/json" };
  const body = JSON.stringify({ version: 0, changes: { rateLimitRequestsPerMinute: 4321 } });

  const changed = await fetch(`${server.url}/api/v1/settings`, { method: "POST", headers, body });
  const next = await fetch(`${server.url}/api/v1/info`, { headers });

  expect(changed.status).toBe(200);
  expect(next.headers.get("x-ratelimit-limit")).toBe("4321");
  expect(await answerOf("/api/v1/audit?action=SETTINGS_CHANGED")).toMatchObject({
    rows: [
      {
        userName: "development",
        clientAddress: "127.0.0.1",
        requestId: changed.headers.get("x-request-id"),
        details: { before: { rateLimitRequestsPerMinute: 100 }, after: { rateLimitRequestsPerMinute: 4321 } },
      },
    ],
  });
});
