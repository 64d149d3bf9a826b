import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { bodyOf, type Reply } from "../../unit/http/edge.ts";
import {
  type FakeIssuer,
  newSigningKey,
  type SigningKey,
  signToken,
  startIssuer,
} from "../support/fake-issuer.ts";
import { type Replica, startReplica, tokenFor } from "../support/replica.ts";

const FIVE_TIMES_A_SECOND = { interval: 200 };

let database: TestDatabase;
let key: SigningKey;
let issuer: FakeIssuer;
let folder: string;
let replicas: [Replica, Replica];
let admin: string;

beforeAll(async () => {
  database = await createTestDatabase();
  key = await newSigningKey("key-1");
  issuer = await startIssuer([key]);
  folder = await mkdtemp(path.join(tmpdir(), "kubecent-bindings-"));
  const file = path.join(folder, "bindings.json");
  await writeFile(file, JSON.stringify([{ subjectKind: "user", subject: "oidc:filed", role: "auditor" }]));
  const env = {
    JWT_ISSUERS: JSON.stringify([
      {
        issuer: issuer.url,
        audience: "kubecent",
        discovery: true,
        claims: { role: "role", groups: "groups" },
      },
    ]),
    ACCESS_BINDINGS_FILE: file,
  };
  replicas = [await startReplica(database.url, env), await startReplica(database.url, env)];
  admin = await tokenFor(replicas[0].database, "admin");
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  await issuer.stop();
  await rm(folder, { recursive: true });
  await database.drop();
});

const now = (): number => Math.floor(Date.now() / 1_000);
const jwt = (claims: object): Promise<string> =>
  signToken(key, { iss: issuer.url, aud: "kubecent", iat: now(), exp: now() + 600, ...claims });
const statuses = (token: string): Promise<number[]> =>
  Promise.all(replicas.map(async (replica) => (await replica.ask("/api/v1/info", { token })).status));
const send = (method: string, where: string, body?: object): Promise<Reply> =>
  replicas[0].ask(`/api/v1/access/${where}`, {
    method,
    token: admin,
    headers: { "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });

test.each([
  { what: "its subject", claims: { sub: "by-subject" }, revocation: { subject: "oidc:by-subject" } },
  {
    what: "its id",
    claims: { sub: "by-id", jti: "jwt-7" },
    revocation: { tokenId: "jwt-7", reason: "lost laptop" },
  },
])(
  "a JWT that is revoked by $what is refused on every replica within ten seconds",
  async ({ claims, revocation }) => {
    const token = await jwt({ role: "viewer", ...claims });
    const other = await jwt({ role: "viewer", sub: "other" });
    expect(await statuses(token)).toEqual([200, 200]);

    const made = bodyOf(await send("POST", "revocations", revocation));

    await expect.poll(() => statuses(token), FIVE_TIMES_A_SECOND).toEqual([401, 401]);
    expect(await statuses(other)).toEqual([200, 200]);
    const listed = bodyOf(await send("GET", "revocations"));
    expect(listed).toMatchObject({ rows: [revocation] });

    await send("DELETE", `revocations/${String(made["id"])}`);
    await expect.poll(() => statuses(token), FIVE_TIMES_A_SECOND).toEqual([200, 200]);
  },
);

test("JWTs of before an instant are refused, and those made later are not", async () => {
  const old = await jwt({ sub: "early", role: "viewer", iat: now() - 60 });
  const fresh = await jwt({ sub: "early", role: "viewer" });
  const issuedBefore = new Date((now() - 30) * 1_000).toISOString();

  const made = bodyOf(await send("POST", "revocations", { issuedBefore }));

  await expect.poll(() => statuses(old), FIVE_TIMES_A_SECOND).toEqual([401, 401]);
  expect(await statuses(fresh)).toEqual([200, 200]);
  await send("DELETE", `revocations/${String(made["id"])}`);
});

test("a binding gives a role on every replica within ten seconds, and takes it back", async () => {
  const token = await jwt({ sub: "bound", groups: ["platform"] });
  expect(await statuses(token)).toEqual([403, 403]);

  const binding = {
    subjectKind: "group",
    subject: "oidc:platform",
    role: "viewer",
    scope: { clusters: ["prod"] },
  };
  const made = bodyOf(await send("POST", "bindings", binding));

  await expect.poll(() => statuses(token), FIVE_TIMES_A_SECOND).toEqual([200, 200]);
  expect(bodyOf(await send("GET", "bindings"))).toMatchObject({
    rows: [{ ...binding, scope: { clusters: ["prod"], namespaces: "all" } }],
  });
  await send("DELETE", `bindings/${String(made["id"])}`);
  await expect.poll(() => statuses(token), FIVE_TIMES_A_SECOND).toEqual([403, 403]);
  expect((await send("DELETE", `bindings/${String(made["id"])}`)).status).toBe(404);
});

test("a binding in a file counts beside those in the database", async () => {
  expect(await statuses(await jwt({ sub: "filed" }))).toEqual([200, 200]);
});

test.each([
  { where: "revocations", body: {} },
  { where: "revocations", body: { issuedBefore: "2099-01-01T00:00:00Z" } },
  { where: "revocations", body: { issuedBefore: "yesterday" } },
  { where: "bindings", body: { subjectKind: "robot", subject: "a", role: "viewer" } },
  { where: "bindings", body: { subjectKind: "serviceaccount", subject: "grafana", role: "viewer" } },
  { where: "bindings", body: { subjectKind: "token", subject: "a b", role: "viewer" } },
])("$where: $body is refused", async ({ where, body }) => {
  expect((await send("POST", where, body)).status).toBe(422);
});

test("every change of access is on record", async () => {
  const { rows } = await replicas[0].database.primary.query<{ action: string }>(
    "select distinct action from audit_logs where user_name like 'admin-%' and status = 'SUCCESS' order by action",
  );

  expect(rows.map(({ action }) => action)).toEqual([
    "BINDING_CREATED",
    "BINDING_DELETED",
    "REVOCATION_CREATED",
    "REVOCATION_DELETED",
  ]);
});

test("how old keys and lists are can be seen, and no name with it", async () => {
  const { text } = await replicas[0].ask("/metrics", { token: null });

  const [, age = ""] = /^kubecent_access_lists_age_seconds (\S+)$/m.exec(text) ?? [];
  expect(Number(age)).toBeGreaterThanOrEqual(0);
  expect(Number(age)).toBeLessThan(10);
  expect(text).toMatch(/^kubecent_auth_keys_age_seconds \d/m);
  expect(text).not.toMatch(/oidc|127\.0\.0\.1/);
});

test("a replica is ready once it has the keys of every issuer, and by itself", async () => {
  const late = await startIssuer([key]);
  await late.stop();
  const JWT_ISSUERS = JSON.stringify([{ issuer: late.url, audience: "kubecent", discovery: true }]);
  const replica = await startReplica(database.url, { JWT_ISSUERS });

  const early = await replica.ask("/readyz", { token: null });
  expect([early.status, bodyOf(early)["reasons"]]).toEqual([503, ["auth keys not loaded"]]);
  expect((await replica.ask("/livez", { token: null })).status).toBe(200);
  expect((await replica.ask("/api/v1/info", { token: await jwt({ sub: "a", iss: late.url }) })).status).toBe(
    503,
  );
  expect((await replica.ask("/api/v1/info", { token: admin })).status).toBe(200);

  await late.restart();
  await expect
    .poll(async () => (await replica.ask("/readyz", { token: null })).status, {
      interval: 200,
    })
    .toBe(200);
  await replica.close();
  await late.stop();
});

test("the last lists are kept while the database is away", async () => {
  const blocked = await jwt({ sub: "blocked", role: "viewer" });
  const free = await jwt({ sub: "free", role: "viewer" });
  await send("POST", "revocations", { subject: "oidc:blocked" });
  await expect.poll(() => statuses(blocked), FIVE_TIMES_A_SECOND).toEqual([401, 401]);

  const owner = await replicas[0].database.primary.connect();
  await owner.query("set role kubecent_owner; alter table access_revocation rename to away; reset role");
  const ageOf = async (): Promise<number> => {
    const { text } = await replicas[0].ask("/metrics", { token: null });
    return Number(/^kubecent_access_lists_age_seconds (\S+)$/m.exec(text)?.[1]);
  };
  await expect.poll(ageOf, { interval: 200 }).toBeGreaterThan(6);

  expect(await statuses(blocked)).toEqual([401, 401]);
  expect(await statuses(free)).toEqual([200, 200]);
  await owner.query("set role kubecent_owner; alter table away rename to access_revocation; reset role");
  owner.release();
});
