import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { bodyOf, type Reply } from "../../unit/http/edge.ts";
import { type Replica, startReplica, tokenFor } from "../support/replica.ts";

let database: TestDatabase;
let replica: Replica;
let other: Replica;
let admin: string;

beforeAll(async () => {
  database = await createTestDatabase();
  replica = await startReplica(database.url);
  other = await startReplica(database.url);
  admin = await tokenFor(replica.database, "admin");
});
afterAll(async () => {
  await replica.close();
  await other.close();
  await database.drop();
});

const NARROW = { clusters: ["prod"], namespaces: ["shop"] };

const post = (path: string, body: object): Promise<Reply> =>
  replica.ask(path, {
    method: "POST",
    token: admin,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const bind = async (name: string): Promise<string> =>
  String(
    bodyOf(
      await post("/api/v1/access/bindings", {
        subjectKind: "token",
        subject: name,
        role: "admin",
        scope: {},
      }),
    )["id"],
  );
const create = async (name: string): Promise<Record<string, unknown>> =>
  bodyOf(await post("/api/v1/access/tokens", { name, role: "viewer", scope: NARROW }));
const revoke = async (name: string, query = ""): Promise<Record<string, unknown>> =>
  bodyOf(await replica.ask(`/api/v1/access/tokens/${name}${query}`, { method: "DELETE", token: admin }));

/** The strongest role of a token at a replica. */
async function roleAt(at: Replica, { token }: Record<string, unknown>): Promise<unknown> {
  return bodyOf(await at.ask("/api/v1/info", { token: String(token) }))["role"];
}

const untilAdmin = (at: Replica, made: Record<string, unknown>): Promise<void> =>
  expect.poll(() => roleAt(at, made), { interval: 200 }).toBe("admin");

test("the next token of a name has nothing of the one before, at no replica and at no time", async () => {
  const first = await create("deploy");
  const id = await bind("deploy");
  await untilAdmin(replica, first);
  await untilAdmin(other, first);

  const revoked = await revoke("deploy");
  const next = await create("deploy");

  expect(revoked).toMatchObject({
    state: "revoked",
    endedBindings: [{ id, subject: "deploy", role: "admin" }],
  });
  expect(next).toMatchObject({ role: "viewer", bindings: [] });
  // The lists of both replicas are those from before it was revoked.
  expect(await roleAt(replica, next)).toBe("viewer");
  expect(await roleAt(other, next)).toBe("viewer");
  expect(bodyOf(await replica.ask("/api/v1/access/bindings", { token: admin }))["rows"]).toEqual([]);
});

test("each binding that ends is on record beside the token that ended it", async () => {
  await create("recorded");
  const ids = [await bind("recorded"), await bind("recorded")];

  await revoke("recorded");

  const { rows } = await replica.database.primary.query<Record<string, unknown>>(
    `select action, resource_id, details->'endedBindings' as ended from audit_logs
     where request_id = (select request_id from audit_logs where action = 'TOKEN_REVOKED' and resource_id = 'recorded')
     order by id`,
  );
  expect(rows).toEqual([
    ...ids.map((id) => ({ action: "BINDING_DELETED", resource_id: id, ended: null })),
    { action: "TOKEN_REVOKED", resource_id: "recorded", ended: ids },
  ]);
});

test("a token is rotated under its name where that is said", async () => {
  await create("rotated");
  const id = await bind("rotated");

  const revoked = await revoke("rotated", "?keepBindings=true");
  const next = await create("rotated");

  expect(revoked).toMatchObject({ endedBindings: [] });
  expect(next).toMatchObject({ bindings: [{ id, role: "admin" }] });
  await untilAdmin(other, next);
});

test("what was bound to a name before there was a token of it is told when it is made", async () => {
  const id = await bind("early");

  const made = await create("early");

  expect(made).toMatchObject({ bindings: [{ id, subjectKind: "token", subject: "early" }] });
  await untilAdmin(replica, made);
});

test("bindings of others under the same name stay", async () => {
  await create("team");
  const reply = await post("/api/v1/access/bindings", {
    subjectKind: "group",
    subject: "team",
    role: "viewer",
  });

  await revoke("team");

  const list = bodyOf(await replica.ask("/api/v1/access/bindings", { token: admin }))["rows"];
  expect(list).toContainEqual(bodyOf(reply));
});
