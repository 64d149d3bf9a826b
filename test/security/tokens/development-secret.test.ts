import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { rawToken } from "../support/fake-issuer.ts";
import { type Replica, startReplica } from "../support/replica.ts";

const SECRET = "a-secret-of-32-bytes-or-even-more";

let database: TestDatabase;
let replica: Replica;
beforeAll(async () => {
  database = await createTestDatabase();
  replica = await startReplica(database.url, { JWT_SECRET: SECRET });
});
afterAll(async () => {
  await replica.close();
  await database.drop();
});

function signed(change: object = {}, alg = "HS256", secret = SECRET): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: "kubecent-development",
    aud: "kubecent",
    sub: "me",
    role: "viewer",
    iat: now,
    exp: now + 600,
    ...change,
  };
  const [header, payload] = rawToken({ alg }, claims).split(".");
  const mac = createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url");
  return `${header}.${payload}.${mac}`;
}

test("a developer's own token is let in", async () => {
  const reply = await replica.ask("/api/v1/info", { token: signed() });

  expect(JSON.parse(reply.text)).toMatchObject({ caller: "dev:me", role: "viewer" });
});

test.each([
  { what: "another secret", token: () => signed({}, "HS256", "x".repeat(32)) },
  { what: "no algorithm", token: () => signed({}, "none") },
  { what: "an algorithm of keys", token: () => signed({}, "RS256") },
  { what: "another issuer", token: () => signed({ iss: "other" }) },
  { what: "another audience", token: () => signed({ aud: "other" }) },
  { what: "a second audience", token: () => signed({ aud: ["kubecent", "other"] }) },
  { what: "no end", token: () => signed({ exp: undefined }) },
  { what: "a life of a year", token: () => signed({ exp: Math.floor(Date.now() / 1_000) + 31_536_000 }) },
  { what: "no subject", token: () => signed({ sub: undefined }) },
])("a token with $what is not valid in development either", async ({ token }) => {
  expect((await replica.ask("/api/v1/info", { token: token() })).status).toBe(401);
});

test("a token without a role is known, and granted nothing", async () => {
  expect((await replica.ask("/api/v1/info", { token: signed({ role: undefined }) })).status).toBe(403);
});
