import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type FakeIssuer,
  newSigningKey,
  rawToken,
  sendJson,
  type SigningKey,
  signToken,
  startIssuer,
} from "../support/fake-issuer.ts";
import { claimsOf, type JwtEdge, rulesOf, startJwtEdge } from "../support/jwt-edge.ts";

let first: SigningKey;
let second: SigningKey;
let issuer: FakeIssuer;
let edge: JwtEdge;

beforeAll(async () => {
  [first, second] = await Promise.all([newSigningKey("first"), newSigningKey("second")]);
});
beforeEach(async () => {
  issuer = await startIssuer([first]);
  edge = await startJwtEdge([
    rulesOf({ issuer: issuer.url, place: { kind: "jwks", url: `${issuer.url}/keys` } }),
  ]);
});
afterEach(async () => {
  await edge.close();
  await issuer.stop();
});

const statusWith = async (key: SigningKey, change: object = {}): Promise<number> =>
  (await edge.show(await signToken(key, claimsOf(issuer.url, change)))).status;

test("J16: a new key is known within 30 seconds, an old one while it is published, and no longer", async () => {
  expect(await statusWith(first)).toBe(200);
  issuer.keys = [first.publicJwk, second.publicJwk];
  expect(await statusWith(second)).toBe(401);

  edge.pass(30);
  expect(await statusWith(second)).toBe(200);
  expect(await statusWith(first)).toBe(200);

  issuer.keys = [second.publicJwk];
  edge.pass(30);
  await edge.verifiers[0]
    ?.verify("", { kid: "nobody", algorithm: "RS256", issuer: issuer.url })
    .catch(() => null);
  // A token that was believed already goes with its key.
  expect(await statusWith(first)).toBe(401);
  expect(await statusWith(second)).toBe(200);
});

test("J16: another key under a known id takes the tokens of the old one along", async () => {
  const token = await signToken(first, claimsOf(issuer.url));
  expect((await edge.show(token)).status).toBe(200);

  issuer.keys = [{ ...second.publicJwk, kid: "first" }];
  edge.pass(31);
  await edge.verifiers[0]
    ?.verify("", { kid: "nobody", algorithm: "RS256", issuer: issuer.url })
    .catch(() => null);

  expect((await edge.show(token)).status).toBe(401);
});

test("J17: a thousand made-up key ids make us ask the issuer once in 30 seconds", async () => {
  await statusWith(first);
  edge.pass(31);
  const tokens = Array.from({ length: 1_000 }, (_, index) =>
    rawToken({ alg: "RS256", kid: `made-up-${index}` }, claimsOf(issuer.url)),
  );

  for (const token of tokens) expect((await edge.show(token)).status).toBe(401);

  expect(issuer.hits).toHaveLength(2);
  expect(await statusWith(first)).toBe(200);
});

test("J18: while no key was ever had, tokens are neither valid nor invalid", async () => {
  await issuer.stop();
  const tokens = await Promise.all(
    Array.from({ length: 20 }, (_, jti) => signToken(first, claimsOf(issuer.url, { jti: `${jti}` }))),
  );

  const replies = await Promise.all(tokens.map((token) => edge.show(token)));

  for (const { status, headers, text } of replies) {
    expect(status).toBe(503);
    expect(Number(headers["retry-after"])).toBeGreaterThanOrEqual(1);
    expect(text).toContain("AUTH_UNAVAILABLE");
    expect(text).not.toMatch(/127\.0\.0\.1|ECONN/);
  }
  expect(edge.keyFailures).toEqual(["ECONNREFUSED"]);
  expect(edge.verifiers[0]?.keysAgeSeconds()).toBeNull();
  expect((await edge.ask("/livez")).status).toBe(200);
});

test("J18: keys are asked for less and less often, and the service recovers by itself", async () => {
  await issuer.stop();
  for (let passed = 0; passed < 120; passed += 1) {
    await edge.verifiers[0]
      ?.verify("", { kid: "first", algorithm: "RS256", issuer: issuer.url })
      .catch(() => null);
    edge.pass(1);
  }
  expect(edge.keyFailures.length).toBeLessThan(10);

  await issuer.restart();
  edge.pass(60);

  expect(await statusWith(first)).toBe(200);
  expect(edge.verifiers[0]?.keysAgeSeconds()).toBe(0);
});

/** What an endpoint may answer that is not a set of good keys. */
const BAD_ANSWERS: Record<string, (req: IncomingMessage, res: ServerResponse) => void> = {
  status_500: (_req, res) => sendJson(res, { keys: [first.publicJwk] }, 500),
  status_302: (_req, res) => res.writeHead(302, { location: `${issuer.url}/other` }).end(),
  status_204: (_req, res) => res.writeHead(204).end(),
  not_a_key_set: (_req, res) => res.end("<html>Please log in</html>"),
  no_usable_key: (_req, res) => sendJson(res, { keys: [] }),
  answer_too_long: (_req, res) => res.end(`{"keys":[${"[],".repeat(400_000)}[]]}`),
  ECONNRESET: (req) => req.socket.destroy(),
};

test.each(Object.keys(BAD_ANSWERS))("J15, J19: %s never takes the place of good keys", async (code) => {
  expect(await statusWith(first)).toBe(200);
  issuer.answer = BAD_ANSWERS[code] ?? null;
  edge.pass(31);

  expect(await statusWith(second)).toBe(401);

  expect(edge.keyFailures).toEqual([code]);
  edge.pass(60);
  expect(await statusWith(first, { jti: "fresh", exp: claimsOf("").exp })).toBe(200);
});

test("J19: an endpoint that hangs is given up after five seconds, and good keys stay", async () => {
  expect(await statusWith(first)).toBe(200);
  issuer.answer = () => undefined;
  edge.pass(31);

  expect(await statusWith(second)).toBe(401);
  expect(edge.keyFailures).toEqual(["timeout"]);
  expect(await statusWith(first, { jti: "fresh" })).toBe(200);
});

test("J19: keys are good for a day without their issuer, and then for nothing", async () => {
  expect(await statusWith(first)).toBe(200);
  await issuer.stop();
  const late = { iat: Number(claimsOf("")["iat"]) + 86_000, exp: Number(claimsOf("")["iat"]) + 90_000 };

  edge.pass(86_399);
  expect(await statusWith(first, late)).toBe(200);
  edge.pass(1);
  expect(await statusWith(first, late)).toBe(503);

  await issuer.restart();
  edge.pass(60);
  expect(await statusWith(first, late)).toBe(200);
});

test("a secret key in a set is not used for HS256, nor for anything else", async () => {
  issuer.keys = [first.publicJwk, { kty: "oct", kid: "shared", k: "c2VjcmV0", alg: "HS256" }];

  const forged = await edge.show(rawToken({ alg: "HS256", kid: "shared" }, claimsOf(issuer.url)));

  expect(forged.status).toBe(401);
  expect(await statusWith(first)).toBe(200);
});
