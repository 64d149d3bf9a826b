import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { bodyOf, type Reply } from "../../unit/http/edge.ts";
import { type Replica, startReplica, tokenFor } from "../support/replica.ts";

const JSON_BODY = { "content-type": "application/json" };

let database: TestDatabase;
let replica: Replica;
let admin: string;

beforeAll(async () => {
  database = await createTestDatabase();
  replica = await startReplica(database.url);
  admin = await tokenFor(replica.database, "admin");
});
afterAll(async () => {
  await replica.close();
  await database.drop();
});

const post = (path: string, body: object, token = admin): Promise<Reply> =>
  replica.ask(path, { method: "POST", token, headers: JSON_BODY, body: JSON.stringify(body) });
const create = (body: object, token = admin): Promise<Reply> => post("/api/v1/access/tokens", body, token);
const remove = (name: string): Promise<Reply> =>
  replica.ask(`/api/v1/access/tokens/${name}`, { method: "DELETE", token: admin });

async function rowOf(name: string): Promise<Record<string, unknown> | undefined> {
  const reply = await replica.ask("/api/v1/access/tokens", { token: admin });
  const { rows }: { rows: Record<string, unknown>[] } = JSON.parse(reply.text);
  return rows.find((row) => row["name"] === name);
}

async function auditsOf(name: string): Promise<Record<string, unknown>[]> {
  const { rows } = await replica.database.primary.query<Record<string, unknown>>(
    "select action, user_id, user_name, client_address, details, status, request_id from audit_logs where resource_id = $1 order by id",
    [name],
  );
  return rows;
}

test("a new token is told once, works at once, and is audited without itself", async () => {
  const reply = await create({ name: "ci", role: "viewer", expiresInSeconds: 3_600 });

  const made = bodyOf(reply);
  expect(reply.status).toBe(200);
  expect(reply.headers["cache-control"]).toBe("no-store");
  expect(made).toMatchObject({ name: "ci", role: "viewer", state: "live", lastUsedAt: null });
  expect((await replica.ask("/api/v1/info", { token: String(made["token"]) })).status).toBe(200);
  expect(JSON.stringify(await rowOf("ci"))).not.toContain(String(made["token"]));
  const audits = await auditsOf("ci");
  expect(audits).toMatchObject([
    {
      action: "TOKEN_CREATED",
      user_id: expect.stringMatching(/^token:/),
      user_name: expect.stringMatching(/^admin-/),
      client_address: "127.0.0.1",
      status: "SUCCESS",
      request_id: reply.headers["x-request-id"],
      details: { role: "viewer" },
    },
  ]);
  expect(JSON.stringify(audits)).not.toContain("kc_");
});

test("a revoked token is refused within its five seconds, and its name is free again", async () => {
  const made = bodyOf(await create({ name: "short-lived", role: "viewer" }));
  const token = String(made["token"]);

  const revoked = await remove("short-lived");

  expect(bodyOf(revoked)).toMatchObject({ state: "revoked" });
  await expect
    .poll(async () => (await replica.ask("/api/v1/info", { token })).status, {
      interval: 200,
    })
    .toBe(401);
  expect((await auditsOf("short-lived")).map(({ action }) => action)).toEqual([
    "TOKEN_CREATED",
    "TOKEN_REVOKED",
  ]);
  expect((await remove("short-lived")).status).toBe(404);
  expect((await create({ name: "short-lived", role: "viewer" })).status).toBe(200);
});

test("a name that is taken is refused, and nothing is written of it", async () => {
  await create({ name: "taken", role: "viewer" });

  const again = await create({ name: "taken", role: "admin" });

  expect(again.status).toBe(422);
  expect(bodyOf(again)).toMatchObject({ details: [{ field: "name", type: "taken" }] });
  expect(await auditsOf("taken")).toHaveLength(1);
});

test.each([
  { body: { name: "a b", role: "viewer" }, field: "name" },
  { body: { name: "x", role: "root" }, field: "role" },
  { body: { name: "x", role: "viewer", expiresInSeconds: 1 }, field: "expiresInSeconds" },
  { body: { name: "x", role: "viewer", scope: { clusters: ["a*b"] } }, field: "scope.clusters.0" },
  { body: { name: "x", role: "viewer", scope: { cluster: ["a"] } }, field: "scope.cluster" },
  { body: { name: "x", role: "viewer", isAdmin: true }, field: "isAdmin" },
])("$body is refused at $field", async ({ body, field }) => {
  const reply = await create(body);

  expect(reply.status).toBe(422);
  expect(bodyOf(reply)["details"]).toMatchObject([
    { field: expect.stringContaining(field.split(".")[0] ?? "") },
  ]);
});

test("a token with a narrow scope is answered by it, refused what goes beyond, and tells what it has", async () => {
  const scope = { clusters: ["prod"], namespaces: ["shop-*"] };
  const token = String(bodyOf(await create({ name: "narrow", role: "viewer", scope }))["token"]);

  const info = await replica.ask("/api/v1/info", { token });
  const costs = await replica.ask("/api/v1/cost/namespaces", { token });
  const settings = await replica.ask("/api/v1/settings", { token });

  expect(bodyOf(info)).toMatchObject({
    scope: { clusters: ["prod"], namespaces: { prod: ["shop-*"] } },
    token: { kind: "api-token", from: "narrow", expiresAt: null },
  });
  expect([costs.status, bodyOf(costs)["rows"]]).toEqual([200, []]);
  expect([settings.status, bodyOf(settings)["code"]]).toEqual([403, "FORBIDDEN"]);
});

test("only admins over everything manage tokens", async () => {
  const narrow = await tokenFor(replica.database, "admin", { clusters: ["prod"], namespaces: "all" });
  const tokens = [
    await tokenFor(replica.database, "viewer"),
    await tokenFor(replica.database, "editor"),
    await tokenFor(replica.database, "auditor"),
    narrow,
  ];

  for (const token of tokens) {
    expect((await create({ name: "mine", role: "viewer" }, token)).status).toBe(403);
    expect((await replica.ask("/api/v1/access/tokens", { token })).status).toBe(403);
    expect((await replica.ask("/api/v1/access/tokens/ci", { token, method: "DELETE" })).status).toBe(403);
  }
  expect(await rowOf("mine")).toBeUndefined();
});

test("over tRPC it is the same", async () => {
  const made = await post("/api/trpc/access.tokens.create", { name: "by-trpc", role: "auditor" });
  const revoked = await post("/api/trpc/access.tokens.revoke", { name: "by-trpc" });

  expect([made.status, revoked.status]).toEqual([200, 200]);
  expect(await rowOf("by-trpc")).toMatchObject({ role: "auditor", state: "revoked" });
});

test("without its audit record no token is made, and none is revoked", async () => {
  await create({ name: "kept", role: "viewer" });
  const owner = await replica.database.primary.connect();
  await owner.query("set role kubecent_owner; alter table audit_logs rename to audit_logs_away; reset role");

  const made = await create({ name: "unrecorded", role: "admin" });
  const revoked = await remove("kept");
  await owner.query("set role kubecent_owner; alter table audit_logs_away rename to audit_logs; reset role");
  owner.release();

  expect(made.status).toBeGreaterThanOrEqual(500);
  expect(revoked.status).toBeGreaterThanOrEqual(500);
  expect(await rowOf("unrecorded")).toBeUndefined();
  expect(await rowOf("kept")).toMatchObject({ state: "live" });
});

test("when a token was used is written by the time that the service has stopped", async () => {
  const other = await startReplica(database.url);
  const token = String(bodyOf(await create({ name: "used", role: "viewer" }))["token"]);
  await other.ask("/api/v1/info", { token });
  expect(await rowOf("used")).toMatchObject({ lastUsedAt: null });

  await other.close();

  expect(await rowOf("used")).toMatchObject({ lastUsedAt: expect.stringMatching(/^20/) });
});
