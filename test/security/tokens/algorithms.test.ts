import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type FakeIssuer,
  newSigningKey,
  rawToken,
  type SigningKey,
  signToken,
  startIssuer,
} from "../support/fake-issuer.ts";
import { claimsOf, type JwtEdge, rulesOf, startJwtEdge } from "../support/jwt-edge.ts";

let key: SigningKey;
let issuer: FakeIssuer;
let edge: JwtEdge;

beforeAll(async () => {
  key = await newSigningKey("key-1");
  issuer = await startIssuer([key]);
  edge = await startJwtEdge([
    rulesOf({ issuer: issuer.url, place: { kind: "jwks", url: `${issuer.url}/keys` } }),
  ]);
});
afterAll(async () => {
  await edge.close();
  await issuer.stop();
});

/** Shows a token, and gives the status with the reason that the log has. */
async function shown(token: string): Promise<{ status: number; reason: unknown }> {
  const before = edge.lines.length;
  const { status } = await edge.show(token);
  const line = edge.lines.slice(before).find(({ event }) => event === "token.validation_failed");
  return { status, reason: line?.["error"] };
}

test("a sound token of the issuer is let in, and told by its subject", async () => {
  const reply = await edge.show(await signToken(key, claimsOf(issuer.url)));

  expect(reply.status).toBe(200);
  expect(JSON.parse(reply.text)).toMatchObject({
    caller: "oidc:alice",
    role: "viewer",
    token: { kind: "jwt" },
  });
});

test.each(["none", "None", "nOnE", "NONE"])("J1: an unsigned token with alg %s is refused", async (alg) => {
  const header = { alg, kid: "key-1" };

  const unsigned = await shown(rawToken(header, claimsOf(issuer.url), ""));
  const scribbled = await shown(rawToken(header, claimsOf(issuer.url)));

  expect([unsigned.status, scribbled.status]).toEqual([401, 401]);
  expect(scribbled.reason).toBe("alg_not_allowed");
});

test("J1: a sound header and claims without a signature are refused", async () => {
  const [header = "", payload = ""] = (await signToken(key, claimsOf(issuer.url))).split(".");

  expect((await edge.show(`${header}.${payload}.`)).status).toBe(401);
});

test.each([
  { what: "PEM", secret: () => key.spki },
  { what: "PEM without its last line break", secret: () => key.spki.trim() },
  { what: "PEM with one more line break", secret: () => `${key.spki}\n` },
  { what: "JWK", secret: () => JSON.stringify(key.publicJwk) },
  {
    what: "DER",
    secret: () => Buffer.from(key.spki.replaceAll(/-----[^-]+-----|\s/g, ""), "base64"),
  },
])("J2: a token that is signed by HS256 with our public key as $what is refused", async ({ secret }) => {
  const [header, payload] = rawToken({ alg: "HS256", kid: "key-1" }, claimsOf(issuer.url)).split(".");
  const mac = createHmac("sha256", secret()).update(`${header}.${payload}`).digest("base64url");

  expect(await shown(`${header}.${payload}.${mac}`)).toEqual({ status: 401, reason: "alg_not_allowed" });
});

test.each(["RS384", "PS256", "ES256", "EdDSA"])(
  "J3: %s is refused where RS256 alone is allowed",
  async (alg) => {
    const other = await newSigningKey("key-1", alg);

    expect(await shown(await signToken(other, claimsOf(issuer.url)))).toEqual({
      status: 401,
      reason: "alg_not_allowed",
    });
  },
);

test("J3: a key that names an algorithm serves no other that the issuer may use", async () => {
  const place = { kind: "jwks", url: `${issuer.url}/keys` } as const;
  const both = await startJwtEdge([rulesOf({ issuer: issuer.url, place, algorithms: ["RS256", "PS256"] })]);
  const other = { ...(await newSigningKey("key-1", "PS256")), privateKey: key.privateKey };

  const reply = await both.show(await signToken(key, claimsOf(issuer.url)));
  const crossed = await both.show(rawToken({ alg: other.algorithm, kid: "key-1" }, claimsOf(issuer.url)));

  expect([reply.status, crossed.status]).toEqual([200, 401]);
  await both.close();
});

test.each(["ES256", "PS256", "EdDSA"])("an issuer that signs by %s is understood", async (algorithm) => {
  const own = await newSigningKey("other", algorithm);
  const home = await startIssuer([own]);
  const place = { kind: "jwks", url: `${home.url}/keys` } as const;
  const its = await startJwtEdge([rulesOf({ issuer: home.url, place, algorithms: [algorithm] })]);

  expect((await its.show(await signToken(own, claimsOf(home.url)))).status).toBe(200);
  await its.close();
  await home.stop();
});

test("J5: keys and addresses of keys that a token brings along are not looked at", async () => {
  const attacker = await newSigningKey("key-1");
  let hits = 0;
  const listener = createServer((_req, res) => {
    hits += 1;
    res.end(JSON.stringify({ keys: [attacker.publicJwk] }));
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/keys`;

  for (const header of [{ jku: url }, { x5u: url }, { jwk: attacker.publicJwk }, { x5c: ["AAAA"] }]) {
    expect((await edge.show(await signToken(attacker, claimsOf(issuer.url), header))).status).toBe(401);
    expect((await edge.show(await signToken(key, claimsOf(issuer.url), header))).status).toBe(200);
  }
  expect(hits).toBe(0);
  listener.close();
});

test("J6: a header that must be understood, and is not, makes a token invalid", async () => {
  const critical = rawToken({ alg: "RS256", kid: "key-1", crit: ["zz"], zz: 1 }, claimsOf(issuer.url));
  const unencoded = rawToken({ alg: "RS256", kid: "key-1", crit: ["b64"], b64: false }, claimsOf(issuer.url));

  expect((await shown(critical)).status).toBe(401);
  expect((await shown(unencoded)).status).toBe(401);
});

test("what is wrong with a token is told to the log, and the caller hears one text", async () => {
  const texts = new Set<string>();
  for (const token of [
    rawToken({ alg: "none" }, claimsOf(issuer.url)),
    await signToken(key, claimsOf(issuer.url, { aud: "other" })),
    await signToken(key, claimsOf(issuer.url, { exp: 1 })),
    "eyJ.eyJ.x",
  ]) {
    const { text, headers } = await edge.show(token);
    expect(headers["www-authenticate"]).toContain('error="invalid_token"');
    const { error, code, message }: Record<string, string> = JSON.parse(text);
    texts.add(`${error}|${code}|${message}`);
  }

  expect([...texts]).toEqual([
    "Invalid token|TOKEN_INVALID|The token is not valid: unknown, expired or revoked.",
  ]);
});
