import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type FakeIssuer,
  newSigningKey,
  rawToken,
  type SigningKey,
  startIssuer,
} from "../support/fake-issuer.ts";
import { claimsOf, type JwtEdge, rulesOf, startJwtEdge } from "../support/jwt-edge.ts";
import { encode, signedRaw } from "../support/raw-signing.ts";

let key: SigningKey;
let attacker: SigningKey;
let issuer: FakeIssuer;
let edge: JwtEdge;
beforeAll(async () => {
  [key, attacker] = await Promise.all([newSigningKey("key-1", "ES256"), newSigningKey("key-1", "ES256")]);
  issuer = await startIssuer([key]);
  const place = { kind: "jwks", url: `${issuer.url}/keys` } as const;
  edge = await startJwtEdge([rulesOf({ issuer: issuer.url, place, algorithms: ["ES256"] })]);
});
afterAll(async () => {
  await edge.close();
  await issuer.stop();
});

const HEADER = '"alg":"ES256","kid":"key-1"';

/** Signs a header as it is written, with the issuer's key or another. */
async function statusOf(header: string, by = key): Promise<number> {
  return (await edge.show(signedRaw(by, { header, payload: JSON.stringify(claimsOf(issuer.url)) }))).status;
}

test.each([
  " none",
  "none ",
  "none\u0000",
  "NonE",
  "nонe",
  "",
  null,
  0,
  false,
  ["none"],
  ["ES256"],
  { alg: "ES256" },
  "es256",
  "ES256 ",
  "ES256K",
  "HS256",
  "RS256",
  "A128KW",
  "dir",
])("the algorithm %j is none of ours, signed or not", async (alg) => {
  const claims = claimsOf(issuer.url);
  const unsigned = await edge.show(rawToken({ alg, kid: "key-1" }, claims, ""));
  const noise = await edge.show(rawToken({ alg, kid: "key-1" }, claims));

  expect([unsigned.status, noise.status, await statusOf(JSON.stringify({ alg, kid: "key-1" }))]).toEqual([
    401, 401, 401,
  ]);
});

test("a header without an algorithm is none", async () => {
  expect(await statusOf('{"kid":"key-1"}')).toBe(401);
});

test.each(["HS256", "HS384", "HS512"])("%s with what is public of our key is refused", async (alg) => {
  const { x = "", y = "" } = key.publicJwk;
  const secrets = [
    key.spki,
    key.spki.trim(),
    JSON.stringify(key.publicJwk),
    x,
    "",
    Buffer.from(x + y, "base64url"),
  ];
  for (const secret of secrets) {
    const signed = `${encode({ alg, kid: "key-1" })}.${encode(claimsOf(issuer.url))}`;
    const mac = createHmac(alg.replace("HS", "sha"), secret).update(signed).digest("base64url");

    expect((await edge.show(`${signed}.${mac}`)).status).toBe(401);
  }
});

const embedded: Readonly<Record<string, () => string>> = {
  "jwk, under our id": () => JSON.stringify({ alg: "ES256", kid: "key-1", jwk: attacker.publicJwk }),
  "jwk, under an id of its own": () =>
    JSON.stringify({ alg: "ES256", kid: "mine", jwk: { ...attacker.publicJwk, kid: "mine" } }),
  "jwk, without an id": () => JSON.stringify({ alg: "ES256", jwk: attacker.publicJwk }),
  "jwk with a private part": () =>
    JSON.stringify({ alg: "ES256", kid: "key-1", jwk: { ...attacker.publicJwk, d: "AQ" } }),
  x5c: () => JSON.stringify({ alg: "ES256", kid: "key-1", x5c: [encode(attacker.spki)] }),
  x5t: () => JSON.stringify({ alg: "ES256", kid: "key-1", x5t: "AAAA", "x5t#S256": "AAAA" }),
  "jku as data": () =>
    JSON.stringify({
      alg: "ES256",
      kid: "key-1",
      jku: `data:application/json,${JSON.stringify({ keys: [attacker.publicJwk] })}`,
    }),
  "jku as a file": () => JSON.stringify({ alg: "ES256", kid: "key-1", jku: "file:///etc/passwd" }),
  "kid as a path": () => JSON.stringify({ alg: "ES256", kid: "../../dev/null" }),
  "kid as SQL": () => JSON.stringify({ alg: "ES256", kid: "x' UNION SELECT 'key" }),
  "kid __proto__": () => JSON.stringify({ alg: "ES256", kid: "__proto__" }),
};

test.each(Object.keys(embedded))("a header with %s brings no key along", async (what) => {
  expect(await statusOf(embedded[what]?.() ?? "", attacker)).toBe(401);
});

test.each([
  { what: "crit of an extension", header: `{${HEADER},"crit":["zz"],"zz":1}` },
  { what: "crit of what is not there", header: `{${HEADER},"crit":["zz"]}` },
  { what: "crit that is empty", header: `{${HEADER},"crit":[]}` },
  { what: "crit as a text", header: `{${HEADER},"crit":"exp"}` },
  { what: "crit that is null", header: `{${HEADER},"crit":null}` },
  { what: "crit of a number", header: `{${HEADER},"crit":[1]}` },
  { what: "crit of alg", header: `{${HEADER},"crit":["alg"]}` },
  { what: "crit of b64, which is false", header: `{${HEADER},"crit":["b64"],"b64":false}` },
  { what: "b64 false without crit", header: `{${HEADER},"b64":false}` },
  { what: "crit of exp, which is a claim", header: `{${HEADER},"crit":["exp"],"exp":1}` },
])("what must be understood and is not makes a signed token invalid: $what", async ({ header }) => {
  expect(await statusOf(header)).toBe(401);
});

test("a payload that is not encoded, as b64 false would have it, is refused", async () => {
  const claims = JSON.stringify(claimsOf(issuer.url));
  const header = `{${HEADER},"crit":["b64"],"b64":false}`;
  const signed = signedRaw(key, { header, payload: claims }).split(".");

  expect((await edge.show(`${signed[0]}.${claims}.${signed[2]}`)).status).toBe(401);
  expect((await edge.show(`${signed[0]}..${signed[2]}`)).status).toBe(401);
});

test.each([
  { what: "none first, ours last", header: `{"alg":"none",${HEADER}}`, status: 200 },
  { what: "ours first, none last", header: `{${HEADER},"alg":"none"}`, status: 401 },
  { what: "another id last", header: `{${HEADER},"kid":"other"}`, status: 401 },
  { what: "an escaped name", header: '{"\\u0061lg":"ES256","kid":"key-1"}', status: 200 },
])("of a member that stands twice in a header the last counts: $what", async ({ header, status }) => {
  expect(await statusOf(header)).toBe(status);
});

test.each([
  { what: "something behind it", header: `{${HEADER}}{}` },
  { what: "a comment", header: `{${HEADER}/* */}` },
  { what: "a comma at its end", header: `{${HEADER},}` },
  { what: "single quotes", header: "{'alg':'ES256','kid':'key-1'}" },
  { what: "a list around it", header: `[{${HEADER}}]` },
  { what: "a text around it", header: JSON.stringify(`{${HEADER}}`) },
  { what: "null in its place", header: "null" },
  { what: "a number in its place", header: "1" },
  { what: "a prototype that says the algorithm", header: '{"__proto__":{"alg":"ES256"},"kid":"key-1"}' },
  { what: "an id as a list", header: '{"alg":"ES256","kid":["key-1"]}' },
])("a header with $what is none", async ({ header }) => {
  expect(await statusOf(header)).toBe(401);
});

test.each([
  { what: "a mark of byte order before it", header: `\ufeff{${HEADER}}`, status: 200 },
  { what: "4,000 characters of filling", header: `{${HEADER},"x":"${"x".repeat(4_000)}"}`, status: 200 },
  { what: "more than a token may have", header: `{${HEADER},"x":"${"x".repeat(9_000)}"}`, status: 401 },
  {
    what: "lists in lists, 2,000 deep",
    header: `{${HEADER},"x":${"[".repeat(2_000)}${"]".repeat(2_000)}}`,
    status: 200,
  },
  { what: "lists that never end", header: `{${HEADER},"x":${"[".repeat(4_000)}`, status: 401 },
  { what: "a number without end", header: `{${HEADER},"x":1e${"9".repeat(1_000)}}`, status: 200 },
])("a header with $what is answered with $status", async ({ header, status }) => {
  expect(await statusOf(header)).toBe(status);
});

test("a token in another form than the compact one is none", async () => {
  const token = signedRaw(key, { header: `{${HEADER}}`, payload: JSON.stringify(claimsOf(issuer.url)) });
  const [protectedHeader = "", payload = "", signature = ""] = token.split(".");
  const flattened = { protected: protectedHeader, payload, signature };
  const general = { payload, signatures: [{ protected: protectedHeader, signature }] };
  expect((await edge.show(token)).status).toBe(200);

  const forms = [
    JSON.stringify(flattened),
    JSON.stringify(general),
    encode(flattened),
    encode(general),
    `${encode(flattened)}.${payload}.${signature}`,
    `${token}.`,
    `.${token}`,
    `${token}.${signature}`,
    `${protectedHeader}..${signature}`,
    `${protectedHeader}.${payload}`,
    `${token}=`,
    `${token}==`,
    `${protectedHeader}=.${payload}.${signature}`,
    token.replaceAll("-", "+").replaceAll("_", "/").replace(".", "=."),
    `${protectedHeader}.${payload}.${signature.slice(0, 40)}%2e${signature.slice(40)}`,
    `${protectedHeader}.${payload}.${signature}~`,
  ];
  for (const form of forms)
    expect([form.slice(0, 20), (await edge.show(form)).status]).toEqual([form.slice(0, 20), 401]);
});
