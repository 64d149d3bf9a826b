import { CostError, FULL_SCOPE } from "@kubecent/shared";
import { beforeEach, expect, test } from "vitest";
import { hashApiToken, newApiToken } from "../../../server/src/auth/api-token.ts";
import {
  type ApiTokenOptions,
  createApiTokenCallers,
  type StoredToken,
} from "../../../server/src/auth/api-token-callers.ts";
import { type Authenticator, createAuthenticator } from "../../../server/src/auth/authenticator.ts";

const VIEWER: StoredToken = {
  tokenId: 7n,
  name: "ci",
  role: "viewer",
  scope: FULL_SCOPE,
  createdAt: new Date(500_000),
  expiresAt: null,
  revokedAt: null,
};

let clock = 0;
let lookups = 0;
let stored: Map<string, StoredToken>;
let reasons: string[];
let uses: bigint[];
let authenticator: Authenticator;

beforeEach(() => {
  clock = 1_000_000;
  lookups = 0;
  reasons = [];
  stored = new Map();
  uses = [];
  authenticator = authenticatorOf({
    findToken: (hash) => {
      lookups += 1;
      return Promise.resolve(stored.get(hash) ?? null);
    },
    onUse: (tokenId) => uses.push(tokenId),
  });
});

function authenticatorOf(options: Omit<ApiTokenOptions, "now">): Authenticator {
  return createAuthenticator({
    apiTokens: createApiTokenCallers({ now: () => clock, ...options }),
    jwts: null,
    onInvalid: (reason) => reasons.push(reason),
  });
}

function make(facts: Partial<StoredToken> = {}): { token: string; hash: string } {
  const made = newApiToken();
  stored.set(made.hash, { ...VIEWER, ...facts });
  return made;
}

const identify = (token: string) => authenticator.identify([`Bearer ${token}`]);

test("tokens are made of 256 random bits, and only their hash is kept", () => {
  const { token, hash } = newApiToken();

  expect(token).toMatch(/^kc_[A-Za-z0-9_-]{43}$/);
  expect(hash).toBe(hashApiToken(token));
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(newApiToken().token).not.toBe(token);
});

test("a valid token is a caller with a stable id", async () => {
  const { token } = make();

  expect(await identify(token)).toEqual({
    caller: {
      id: "token:7",
      name: "ci",
      grants: [{ role: "viewer", scope: FULL_SCOPE }],
      role: "viewer",
      scope: FULL_SCOPE,
      credential: { kind: "api-token", from: "ci", id: "7", createdAt: 500_000, expiresAt: null },
    },
    refusal: null,
  });
  expect(uses).toEqual([7n]);
});

test("a valid token is looked up once in five seconds, and not longer believed", async () => {
  const { token, hash } = make();
  await identify(token);
  stored.set(hash, { ...VIEWER, revokedAt: new Date(clock) });

  clock += 4_999;
  expect((await identify(token)).refusal).toBeNull();
  expect(lookups).toBe(1);

  clock += 1;
  expect((await identify(token)).refusal).toBe("TOKEN_INVALID");
  expect(lookups).toBe(2);
});

test("a token that expires while it is believed is refused at that moment", async () => {
  const { token } = make({ expiresAt: new Date(clock + 1_000) });
  expect((await identify(token)).refusal).toBeNull();

  clock += 1_000;

  expect((await identify(token)).refusal).toBe("TOKEN_INVALID");
});

test("the wait for the database counts against how long a token is believed", async () => {
  const { token, hash } = newApiToken();
  const slow = authenticatorOf({
    findToken: () => {
      clock += 6_000;
      lookups += 1;
      return Promise.resolve(lookups === 1 ? VIEWER : null);
    },
  });

  expect((await slow.identify([`Bearer ${token}`])).refusal).toBeNull();
  expect((await slow.identify([`Bearer ${token}`])).refusal).toBe("TOKEN_INVALID");
  expect(hash).toHaveLength(64);
});

test("a refused token is asked for again each time: a new one works at once", async () => {
  const { token, hash } = newApiToken();
  expect((await identify(token)).refusal).toBe("TOKEN_INVALID");

  stored.set(hash, VIEWER);

  expect((await identify(token)).refusal).toBeNull();
});

test("the log hears why a token is not valid, and the caller does not", async () => {
  await identify("kc_short");
  await identify(newApiToken().token);
  await identify(make({ expiresAt: new Date(clock) }).token);
  const revoked = await identify(make({ revokedAt: new Date(0) }).token);

  expect(reasons).toEqual(["malformed", "unknown", "expired", "revoked"]);
  expect(revoked).toEqual({ caller: null, refusal: "TOKEN_INVALID" });
});

test("bindings of a token's name add to what the token itself may do", async () => {
  const { token } = make();
  const shop = { clusters: ["prod"], namespaces: "all" as const };
  const bound = authenticatorOf({
    findToken: (hash) => Promise.resolve(stored.get(hash) ?? null),
    lists: { grantsOf: ([subject]) => (subject?.subject === "ci" ? [{ role: "admin", scope: shop }] : []) },
  });

  const { caller } = await bound.identify([`Bearer ${token}`]);

  expect(caller?.grants).toEqual([
    { role: "viewer", scope: FULL_SCOPE },
    { role: "admin", scope: shop },
  ]);
  expect(caller?.role).toBe("admin");
});

test("a JWT is not valid where no issuer is configured", async () => {
  const answer = await identify("eyJhbGciOiJSUzI1NiJ9.e30.c2ln");

  expect(answer.refusal).toBe("TOKEN_INVALID");
  expect(reasons).toEqual(["jwt_not_configured"]);
});

test("what cannot be one of our tokens is not looked up", async () => {
  await identify("eyJhbGciOiJub25lIn0.e30.");
  await identify("x".repeat(9_000));

  expect(lookups).toBe(0);
});

test("a database that cannot be asked makes nobody a stranger", async () => {
  const blind = authenticatorOf({ findToken: () => Promise.reject(new Error("down")) });

  const asked = blind.identify([`Bearer ${newApiToken().token}`]);

  await expect(asked).rejects.toBeInstanceOf(CostError);
  await expect(asked).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE", retryAfterSeconds: 2 });
});

test("at most ten thousand tokens are believed at a time", async () => {
  const { token } = make();
  await identify(token);
  for (let made = 0; made < 10_000; made += 1) await identify(make().token);
  lookups = 0;

  await identify(token);

  expect(lookups).toBe(1);
});
