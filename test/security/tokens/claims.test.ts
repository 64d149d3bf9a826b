import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type FakeIssuer,
  newSigningKey,
  rawToken,
  type SigningKey,
  signToken,
  startIssuer,
} from "../support/fake-issuer.ts";
import { claimsOf, type JwtEdge, rulesOf, START_SECONDS, startJwtEdge } from "../support/jwt-edge.ts";

let key: SigningKey;
let otherKey: SigningKey;
let issuer: FakeIssuer;
let other: FakeIssuer;
let edge: JwtEdge;

beforeAll(async () => {
  [key, otherKey] = await Promise.all([newSigningKey("key-1"), newSigningKey("key-1")]);
  [issuer, other] = await Promise.all([startIssuer([key]), startIssuer([otherKey])]);
  edge = await startJwtEdge([
    rulesOf({ issuer: issuer.url, place: { kind: "jwks", url: `${issuer.url}/keys` } }),
    rulesOf({ issuer: other.url, place: { kind: "jwks", url: `${other.url}/keys` }, prefix: "other:" }),
  ]);
});
afterAll(async () => {
  await edge.close();
  await Promise.all([issuer.stop(), other.stop()]);
});

const statusOf = async (change: object, header: object = {}): Promise<number> =>
  (await edge.show(await signToken(key, claimsOf(issuer.url, change), header))).status;

test.each(["../../etc/passwd", "' OR 1=1--", "k".repeat(10_000), "key-1\u0000", 7, null, ""])(
  "J4: the key id %j finds nothing and breaks nothing",
  async (kid) => {
    expect([401, 431]).toContain(await statusOf({}, { kid }));
  },
);

test("J4: a token without a key id is refused although there is one key alone", async () => {
  expect(await statusOf({}, { kid: undefined })).toBe(401);
});

describe("J7: the end of a token's life, with 30 seconds for clocks that differ", () => {
  test.each([
    { endedAgo: 31, status: 401 },
    { endedAgo: 30, status: 401 },
    { endedAgo: 29, status: 200 },
    { endedAgo: 0, status: 200 },
  ])("a token that ended $endedAgo s ago is answered with $status", async ({ endedAgo, status }) => {
    expect(await statusOf({ iat: START_SECONDS - 3_600, exp: START_SECONDS - endedAgo })).toBe(status);
  });
});

test.each([
  { change: { nbf: START_SECONDS + 31 }, status: 401 },
  { change: { nbf: START_SECONDS + 29 }, status: 200 },
  { change: { iat: START_SECONDS + 31 }, status: 401 },
  { change: { iat: START_SECONDS + 29 }, status: 200 },
])("J8: a token of the future, $change, is answered with $status", async ({ change, status }) => {
  expect(await statusOf(change)).toBe(status);
});

test.each([
  { what: "no exp", change: { exp: undefined } },
  { what: "an exp of text", change: { exp: String(START_SECONDS + 60) } },
  { what: "the year 9999", change: { exp: 253_402_300_799 } },
  { what: "a day and a second", change: { exp: START_SECONDS + 86_401 } },
  { what: "an exp with a fraction", change: { exp: START_SECONDS + 60.5 } },
  { what: "no iat", change: { iat: undefined } },
  { what: "an iat of long ago", change: { iat: START_SECONDS - 90_000, exp: START_SECONDS + 60 } },
  { what: "no sub", change: { sub: undefined } },
  { what: "an empty sub", change: { sub: "" } },
  { what: "a sub of 254 characters", change: { sub: "s".repeat(254) } },
  { what: "a sub with a line break", change: { sub: "alice\nadmin" } },
  { what: "a sub that turns its direction around", change: { sub: "nimda\u202e" } },
  { what: "a sub with half a character", change: { sub: "alice\ud800" } },
  { what: "a sub with a NUL", change: { sub: "alice\u0000" } },
  { what: "a sub that is a number", change: { sub: 7 } },
  { what: "a jti that is an object", change: { jti: {} } },
  { what: "201 groups", change: { groups: Array.from({ length: 201 }, String) } },
  { what: "groups that are no list", change: { groups: "admins" } },
])("J9: $what makes a token invalid", async ({ change }) => {
  expect(await statusOf(change)).toBe(401);
});

test("J9: an exp without end, written as 1e999, is refused", async () => {
  const claims = JSON.stringify(claimsOf(issuer.url, { exp: 0 })).replace('"exp":0', '"exp":1e999');
  const [header = ""] = (await signToken(key, {})).split(".");
  const payload = Buffer.from(claims).toString("base64url");
  const signature = await crypto.subtle.sign(
    "RSASSA-PKCS1-v1_5",
    key.privateKey,
    Buffer.from(`${header}.${payload}`),
  );

  const token = `${header}.${payload}.${Buffer.from(signature).toString("base64url")}`;

  expect((await edge.show(token)).status).toBe(401);
});

test.each([{ iss: "https://elsewhere.example.com" }, { iss: undefined }, { iss: ["a"] }, { iss: "" }])(
  "J10: the issuer $iss is not believed",
  async ({ iss }) => {
    expect(await statusOf({ iss })).toBe(401);
  },
);

test("J10: an issuer is known by its exact name, and each by its own keys", async () => {
  expect(await statusOf({ iss: `${issuer.url}/` })).toBe(401);
  // Both have a key-1: the key of one must not open the door of the other.
  expect(await statusOf({ iss: other.url })).toBe(401);
  expect((await edge.show(await signToken(otherKey, claimsOf(issuer.url)))).status).toBe(401);
  expect((await edge.show(await signToken(otherKey, claimsOf(other.url)))).status).toBe(200);
});

test("J10: the same subject of two issuers is two callers", async () => {
  const replies = await Promise.all([
    edge.show(await signToken(key, claimsOf(issuer.url))),
    edge.show(await signToken(otherKey, claimsOf(other.url))),
  ]);

  expect(replies.map(({ text }) => JSON.parse(text).caller)).toEqual(["oidc:alice", "other:alice"]);
});

test.each([
  { aud: undefined, status: 401 },
  { aud: "other", status: 401 },
  { aud: ["other"], status: 401 },
  { aud: "https://kubernetes.default.svc", status: 401 },
  { aud: ["kubecent", "other"], status: 200 },
])("J11: a token for $aud is answered with $status", async ({ aud, status }) => {
  expect(await statusOf({ aud })).toBe(status);
});

test("J11: an issuer may insist on tokens for us alone", async () => {
  const place = { kind: "jwks", url: `${issuer.url}/keys` } as const;
  const strict = await startJwtEdge([rulesOf({ issuer: issuer.url, place, isExclusive: true })]);

  const shared = await strict.show(
    await signToken(key, claimsOf(issuer.url, { aud: ["kubecent", "other"] })),
  );
  const own = await strict.show(await signToken(key, claimsOf(issuer.url, { aud: ["kubecent"] })));

  expect([shared.status, own.status]).toEqual([401, 200]);
  await strict.close();
});

test("J12: where the issuer marks access tokens, its other tokens do not count", async () => {
  const place = { kind: "jwks", url: `${issuer.url}/keys` } as const;
  const strict = await startJwtEdge([rulesOf({ issuer: issuer.url, place, typ: "at+jwt" })]);
  const statusWith = async (header: object): Promise<number> =>
    (await strict.show(await signToken(key, claimsOf(issuer.url), header))).status;

  expect(await statusWith({ typ: "JWT" })).toBe(401);
  expect(await statusWith({})).toBe(401);
  expect(await statusWith({ typ: "at+jwt" })).toBe(200);
  expect(await statusWith({ typ: "application/at+jwt" })).toBe(200);
  await strict.close();
});

test.each([
  { what: "3 MB", token: "x".repeat(3_000_000), status: 431 },
  { what: "more than 8,192 characters", token: `${"x".repeat(4_000)}.${"y".repeat(4_200)}.z`, status: 401 },
  { what: "ten thousand dots", token: ".".repeat(10_000), status: 401 },
  { what: "the five parts of an encrypted token", token: "a.b.c.d.e", status: 401 },
  { what: "two parts", token: "eyJhbGciOiJSUzI1NiJ9.e30", status: 401 },
  { what: "a list as claims", token: rawToken({ alg: "RS256", kid: "key-1" }, []), status: 401 },
  { what: "claims that are no JSON", token: rawToken({ alg: "RS256", kid: "key-1" }, "{"), status: 401 },
  { what: "a header that is no JSON", token: rawToken("{", {}), status: 401 },
])("J13: a token of $what is answered with $status", async ({ token, status }) => {
  expect((await edge.show(token)).status).toBe(status);
});

test("J13: of a claim that stands twice the last counts, as the issuer signed it", async () => {
  const claims = JSON.stringify(claimsOf(issuer.url)).replace("{", '{"sub":"mallory",');
  const [header = ""] = (await signToken(key, {})).split(".");
  const payload = Buffer.from(claims).toString("base64url");
  const signature = await crypto.subtle.sign(
    "RSASSA-PKCS1-v1_5",
    key.privateKey,
    Buffer.from(`${header}.${payload}`),
  );

  const reply = await edge.show(`${header}.${payload}.${Buffer.from(signature).toString("base64url")}`);

  expect(JSON.parse(reply.text)).toMatchObject({ caller: "oidc:alice" });
});

test("J14: another spelling of the signature is the same token, so revoking goes by what it says", async () => {
  const token = await signToken(key, claimsOf(issuer.url, { jti: "token-14" }));
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  // 256 bytes end in a character of which four bits count.
  const last = alphabet.indexOf(token.at(-1) ?? "");
  const respelled = token.slice(0, -1) + alphabet[last ^ 1];
  expect((await edge.show(respelled)).status).toBe(200);

  edge.records = { revocations: [{ subject: null, tokenId: "token-14", issuedBefore: null }], bindings: [] };
  await edge.lists.refresh();

  expect((await edge.show(token)).status).toBe(401);
  expect((await edge.show(respelled)).status).toBe(401);
});
