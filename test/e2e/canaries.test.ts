import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readCredentials } from "../../server/src/store/embedded/database-credentials.ts";
import {
  createDataFolder,
  runAdminToEnd,
  runToEnd,
  type ServerProcess,
  startServerProcess,
} from "../support/server-process.ts";

// Each secret is a word that stands nowhere else: wherever it turns up, it has leaked.
const CANARIES = {
  jwtSecret: "canary-jwt-secret-5e1f0c2b9a7d4863",
  prometheusHeader: "canary-prometheus-header-71b2",
  prometheusToken: "canary-prometheus-token-93d4",
  auditKey: "canary-audit-key-file-0123456789abcdef",
  cursorKey: "canary-cursor-key-file-0123456789abcdef",
  databasePassword: "canary-database-password-44c1",
  wrongToken: `kc_${"canaryWrongToken".repeat(3).slice(0, 43)}`,
  cookie: "canary-cookie-18aa",
  queryToken: "canary-query-token-77fe",
  bodySecret: "canary-body-secret-30bd",
};

const data = createDataFolder();
const folder = path.dirname(data.folder);
/** What went out of the service in any way. */
const seen: string[] = [];
let prometheus: Server;
let server: ServerProcess;
let env: Record<string, string>;

beforeAll(async () => {
  prometheus = await rudePrometheus();
  const address = prometheus.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const file = (name: keyof typeof CANARIES): string => {
    const place = path.join(folder, name);
    writeFileSync(place, CANARIES[name]);
    return place;
  };
  env = {
    LOG_LEVEL: "trace",
    JWT_SECRET: CANARIES.jwtSecret,
    PROMETHEUS_URL: `http://127.0.0.1:${port}`,
    PROMETHEUS_HEADERS: JSON.stringify({ "X-Scope-OrgID": CANARIES.prometheusHeader }),
    PROMETHEUS_TOKEN_FILE: file("prometheusToken"),
    AUDIT_KEY_FILE: file("auditKey"),
    CURSOR_KEY_FILE: file("cursorKey"),
    CLUSTER_NAME: "canary-land",
  };
  server = await startServerProcess(data.folder, env);
});

afterAll(async () => {
  await server.end("SIGINT");
  prometheus.close();
  data.remove();
});

/** Answers every question with an error that repeats what it was sent. */
async function rudePrometheus(): Promise<Server> {
  const rude = createServer((req, res) => {
    const error = `bad headers: ${JSON.stringify(req.headers)}`;
    res.writeHead(400, { "content-type": "application/json" });
    res.end(JSON.stringify({ status: "error", errorType: "bad_data", error }));
  });
  rude.listen(0, "127.0.0.1");
  await once(rude, "listening");
  return rude;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly token?: string | null;
}

async function ask(pathname: string, init: Asked = {}): Promise<number> {
  const { token = server.token, headers, ...rest } = init;
  const answer = await fetch(server.url + pathname, {
    ...rest,
    headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
  });
  seen.push(JSON.stringify([...answer.headers]), await answer.text());
  return answer.status;
}

const JSON_TYPE = { "content-type": "application/json" };

test("no secret goes out: not in answers, logs, metrics, audit records or what commands print", async () => {
  const viewer = await createToken("viewer");
  const admin = await createToken("admin");
  expect(await ask("/api/v1/info", { token: admin })).toBe(200);
  expect(await ask("/api/v1/info", { token: CANARIES.wrongToken })).toBe(401);
  expect(await ask("/api/v1/info", { headers: { cookie: CANARIES.cookie } })).toBe(200);
  expect(await ask("/api/v1/audit", { token: viewer })).toBe(403);
  expect(await ask(`/api/v1/info?token=${CANARIES.queryToken}`)).toBe(422);
  expect(await ask(`/api/v1/nothing/${admin}`)).toBe(404);
  const update = { method: "POST", headers: JSON_TYPE, token: admin };
  expect(await ask("/api/v1/settings", { ...update, body: `{"password":"${CANARIES.bodySecret}"` })).toBe(
    400,
  );
  expect(
    await ask("/api/v1/settings", {
      ...update,
      body: JSON.stringify({ version: 0, changes: {}, password: CANARIES.bodySecret }),
    }),
  ).toBe(422);
  expect(
    await ask("/api/v1/settings", { ...update, body: '{"version":0,"changes":{"cacheWarming":false}}' }),
  ).toBe(200);
  expect(
    await ask("/api/v1/settings", { ...update, token: viewer, body: '{"version":1,"changes":{}}' }),
  ).toBe(403);
  await vi.waitFor(async () => {
    await ask("/api/v1/clusters/status");
    expect(seen.at(-1)).toContain("bad headers");
  }, 60_000);
  for (const place of [
    "/metrics",
    "/health",
    "/readyz",
    "/api/openapi.json",
    "/api/v1/audit",
    "/api/v1/audit?format=csv",
    "/api/v1/cost/pods?format=ndjson",
    "/api/v1/audit/verify",
  ]) {
    expect(await ask(place)).toBe(200);
  }
  await vi.waitFor(async () => {
    await ask("/api/v1/audit/checkpoint");
    expect(seen.at(-1)).toContain('"chainSeq":"');
  }, 30_000);
  await commandsThatFail();

  const output = server.output().replace(/curl .*/, "");
  const everything = [output, ...seen].join("\n");
  // What was sent is there in other ways: the test would be worth nothing if the service had said nothing.
  expect(output).toContain("request.authentication_failed");
  expect(output).toContain("audit.checkpoint");
  expect(everything).toContain("SETTINGS_CHANGED");
  const secrets = { ...CANARIES, ...(await storedSecrets()), viewer, admin, development: server.token };
  for (const [name, secret] of Object.entries(secrets)) {
    for (const form of formsOf(secret))
      expect(everything.includes(form), `${name} in ${contextOf(everything, form)}`).toBe(false);
  }
});

async function createToken(role: string): Promise<string> {
  const args = ["token", "create", "--role", role, "--name", `canary-${role}`];
  const { stdout, stderr } = await runAdminToEnd(args, { KUBECENT_DATA: data.folder });
  seen.push(stderr);
  return stdout.trim();
}

/** Commands that are given secrets, and fail. */
async function commandsThatFail(): Promise<void> {
  const port = /^\d+$/m.exec(
    readFileSync(path.join(data.folder, "postgres", "postmaster.pid"), "utf8").split("\n")[3] ?? "",
  );
  const url = `postgresql://kubecent:${CANARIES.databasePassword}@127.0.0.1:${port?.[0]}/kubecent`;
  const production = {
    ENVIRONMENT: "production",
    JWT_SECRET: CANARIES.jwtSecret,
    DATABASE_URL: `${url}?x=#y`,
  };
  const runs = [
    runAdminToEnd(["audit", "verify"], { KUBECENT_DATA: data.folder, DATABASE_URL: url }),
    runAdminToEnd(["audit", "verify", "--checkpoint", "/nowhere"], {
      KUBECENT_DATA: data.folder,
      ...env,
    }),
    runToEnd("scripts/start.ts", [], { ...env, ...production, DEBUG: "true" }),
  ];
  for (const { code, stdout, stderr } of await Promise.all(runs)) {
    expect(code).not.toBe(0);
    seen.push(stdout, stderr);
  }
}

/** The embedded database's own secret, and the passwords that are made of it. */
async function storedSecrets(): Promise<Record<string, string>> {
  const credentials = await readCredentials(data.folder, true);
  return {
    postgresSecret: readFileSync(path.join(data.folder, "postgres-password"), "utf8").trim(),
    postgresPassword: credentials.password("kubecent"),
    superuserPassword: credentials.password("kubecent_super"),
  };
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString("base64url").slice(0, -2),
    bytes.toString("hex"),
  ];
}

function contextOf(text: string, form: string): string {
  const at = text.indexOf(form);
  return at < 0 ? "nothing" : text.slice(Math.max(0, at - 200), at);
}
