import { FULL_SCOPE, MINUTE_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newSignInCode } from "../../../server/src/auth/api-token.ts";
import { makeSignInLink } from "../../../server/src/run/parts/sign-in-link.ts";
import { createSignInCode } from "../../../server/src/store/access/stored-sign-in-codes.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { bodyOf, type Reply } from "../../unit/http/edge.ts";
import { type Replica, startReplica } from "../support/replica.ts";

let database: TestDatabase;
let one: Replica;
let other: Replica;

beforeAll(async () => {
  database = await createTestDatabase();
  [one, other] = await Promise.all([startReplica(database.url), startReplica(database.url)]);
});
afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
  await database.drop();
});

const origin = () => ({ writer: database.auditWriter, userId: "test" });

async function codeOf(name = "ann"): Promise<string> {
  const link = { page: "https://costs.example/", name, role: "viewer", scope: FULL_SCOPE } as const;
  const made = await makeSignInLink(database, link, origin());
  return made.replace(/^https:\/\/costs\.example\/#code=(?=kcs_[\w-]{43}$)/, "");
}

function exchange(replica: Replica, code: string | null): Promise<Reply> {
  return replica.ask("/api/v1/access/sign-in", { method: "POST", token: code });
}

test("a link signs in once, for a while, as whom it was made for", async () => {
  const code = await codeOf();

  const first = await exchange(one, code);
  const { token, name, expiresAt } = bodyOf(first);
  const info = bodyOf(await one.ask("/api/v1/info", { token: String(token) }));

  expect(first.status).toBe(200);
  expect(first.headers["cache-control"]).toContain("no-store");
  expect(info).toMatchObject({ caller: name, role: "viewer", scope: FULL_SCOPE });
  expect(name).toMatch(/^ann\.web-\d+$/);
  const lives = Date.parse(String(expiresAt)) - Date.now();
  expect(lives).toBeGreaterThan(11 * 60 * MINUTE_MS);
  expect(lives).toBeLessThanOrEqual(12 * 60 * MINUTE_MS);
  for (const replica of [one, other]) {
    const again = await exchange(replica, code);
    expect(again.status).toBe(401);
    expect(bodyOf(again)["code"]).toBe("TOKEN_INVALID");
  }
});

test("of many who exchange one code at once, at two replicas, one gets a token", async () => {
  const code = await codeOf();

  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) => exchange(index % 2 === 0 ? one : other, code)),
  );

  const statuses = Map.groupBy(replies, ({ status }) => status);
  expect([...statuses].map(([status, { length }]) => [status, length])).toEqual(
    expect.arrayContaining([
      [200, 1],
      [401, 19],
    ]),
  );
  const { rows } = await database.primary.query(
    "select count(*)::int as tokens from api_token where name like 'ann.web-%'",
  );
  expect(rows[0]).toEqual({ tokens: 2 });
});

test.each(["/api/v1/access/sign-in", "/api/trpc/access.signIn"])(
  "with a key of its own, as the SDK sends one, a code is exchanged at %s as well",
  async (path) => {
    const headers = { "idempotency-key": newSignInCode().token, "content-type": "application/json" };
    const code = await codeOf();

    const first = await one.ask(path, { method: "POST", token: code, headers });
    const again = await one.ask(path, { method: "POST", token: code, headers });

    expect([first.status, again.status]).toEqual([200, 401]);
  },
);

test("a code that waited too long is worth nothing", async () => {
  const { token: code, hash } = newSignInCode();
  const expired = { name: "late", role: "admin", scope: FULL_SCOPE, hash, tokenSeconds: 60 } as const;
  const expiresAt = new Date(Date.now() - 1);
  await inTransaction(database, (client) => createSignInCode(client, { ...expired, expiresAt }, origin()));

  expect((await exchange(one, code)).status).toBe(401);
});

test("a code is no token: it opens nothing else, and a token is no code", async () => {
  const code = await codeOf();
  const { token } = bodyOf(await exchange(one, await codeOf()));

  for (const path of ["/api/v1/info", "/api/v1/cost/cluster", "/api/v1/access/tokens", "/api/v1/audit"]) {
    const { status } = await one.ask(path, { token: code });
    expect([401, 403]).toContain(status);
  }
  expect((await exchange(one, String(token))).status).toBe(403);
  expect((await exchange(one, null)).status).toBe(401);
  // None of that has used it up.
  expect((await exchange(one, code)).status).toBe(200);
});

test("guessed codes use up what an address may guess, and then not even a good one is looked up", async () => {
  const limited = await startReplica(database.url, {}, { RATE_LIMIT_REQUESTS_PER_MINUTE: "20" });
  const statuses = [];
  for (let guess = 0; guess < 20; guess += 1) {
    statuses.push((await exchange(limited, newSignInCode().token)).status);
  }

  const good = await exchange(limited, await codeOf());
  await limited.close();

  expect(new Set(statuses)).toEqual(new Set([401]));
  expect(good.status).toBe(429);
});

test("neither the code nor the token is in the database, the audit log or the log", async () => {
  const code = await codeOf("quiet");
  const answer = await exchange(one, code);
  await exchange(one, code);
  const token = String(bodyOf(answer)["token"]);

  const { rows } = await database.primary.query<{ text: string }>(
    `select t::text as text from sign_in_code t union all select t::text from api_token t
     union all select t::text from audit_logs t`,
  );
  await one.eventsOf(answer.headers["x-request-id"]);

  const written = rows.map(({ text }) => text).join("\n") + JSON.stringify(one.lines);
  expect(written).toContain("quiet");
  for (const secret of [code, token]) {
    expect(written).not.toContain(secret);
    expect(written).not.toContain(secret.slice(4, 30));
  }
});

test("the audit log names the link, who made it, and what came of it", async () => {
  await exchange(one, await codeOf("told"));

  const { rows } = await database.primary.query(
    `select user_id, action, resource_id, status from audit_logs
     where resource_id like 'told%' order by id`,
  );

  expect(rows).toEqual([
    { user_id: "test", action: "SIGN_IN_LINK_CREATED", resource_id: "told", status: "SUCCESS" },
    {
      user_id: expect.stringMatching(/^sign-in:\d+$/),
      action: "TOKEN_CREATED",
      resource_id: expect.stringMatching(/^told\.web-\d+$/),
      status: "SUCCESS",
    },
  ]);
});
