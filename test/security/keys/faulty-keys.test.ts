import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { JWK } from "jose";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { keySource } from "../../../server/src/auth/keys/key-source.ts";
import { isRocaModulus } from "../../../server/src/auth/keys/key-faults.ts";
import {
  type FakeIssuer,
  newSigningKey,
  rawToken,
  type SigningKey,
  signToken,
  startIssuer,
} from "../support/fake-issuer.ts";
import { FAULTY_KEYS } from "../support/faulty-keys.ts";
import { claimsOf, type JwtEdge, rulesOf, startJwtEdge } from "../support/jwt-edge.ts";

let folder: string;
let issuer: FakeIssuer;
let edge: JwtEdge | undefined;
const good = new Map<string, SigningKey>();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kubecent-faulty-"));
  for (const algorithm of ["RS256", "ES256", "EdDSA"])
    good.set(algorithm, await newSigningKey("good", algorithm));
  issuer = await startIssuer([]);
});
afterEach(async () => {
  await edge?.close();
  edge = undefined;
});
afterAll(async () => {
  await issuer.stop();
  await rm(folder, { recursive: true });
});

function goodKey(algorithm: string): SigningKey {
  const key = good.get(algorithm);
  if (!key) throw new Error(`No key for ${algorithm}`);
  return key;
}

async function edgeWith(algorithm: string, keys: JWK[]): Promise<JwtEdge> {
  issuer.keys = keys;
  const place = { kind: "jwks", url: `${issuer.url}/keys` } as const;
  edge = await startJwtEdge([rulesOf({ issuer: issuer.url, place, algorithms: [algorithm] })]);
  return edge;
}

test.each(FAULTY_KEYS)(
  "$what is refused by its id, and the other key is used",
  async ({ code, algorithm, jwk }) => {
    const key = goodKey(algorithm);
    const its = await edgeWith(algorithm, [jwk, key.publicJwk]);

    const sound = await its.show(await signToken(key, claimsOf(issuer.url)));
    const bad = await its.show(rawToken({ alg: algorithm, kid: "bad" }, claimsOf(issuer.url)));

    expect([sound.status, bad.status]).toEqual([200, 401]);
    expect(its.keysRefused).toEqual([`bad: ${code}`]);
  },
);

test.each(FAULTY_KEYS)("$what in a file is a mistake of the operator's", async ({ code, algorithm, jwk }) => {
  const file = path.join(folder, "keys.json");
  const read = keySource({ kind: "file", file }, [algorithm]);
  await writeFile(file, JSON.stringify({ keys: [jwk] }));
  const alone = await read().catch((error: unknown) => error);
  await writeFile(file, JSON.stringify({ keys: [jwk, goodKey(algorithm).publicJwk] }));
  const beside = await read().catch((error: unknown) => error);

  // A key for encryption stands in many sets beside those for signatures, and is no mistake.
  const isOther = code === "not_for_verifying";
  expect(alone).toMatchObject({ code: isOther ? "no_usable_key" : code, kid: "bad" });
  expect(beside).toMatchObject(isOther ? [{ kid: "good" }] : { code, kid: "bad" });
});

test("what anybody can make for an RSA key with exponent 1 is no signature", async () => {
  const { publicJwk } = goodKey("RS256");
  const its = await edgeWith("RS256", [{ ...publicJwk, kid: "one", e: "AQ" }]);
  const [head, body] = rawToken({ alg: "RS256", kid: "one" }, claimsOf(issuer.url)).split(".");
  const digest = createHash("sha256").update(`${head}.${body}`).digest();
  // PKCS #1 v1.5: to the power of one it is itself.
  const info = Buffer.concat([Buffer.from("3031300d060960864801650304020105000420", "hex"), digest]);
  const size = Buffer.from(publicJwk.n ?? "", "base64url").length;
  const filling = Buffer.alloc(size - info.length - 3, 0xff);
  const forged = Buffer.concat([Buffer.from([0, 1]), filling, Buffer.from([0]), info]);

  const reply = await its.show(`${head}.${body}.${forged.toString("base64url")}`);

  expect(reply.status).toBe(503);
  expect(its.keyFailures).toEqual(["no_usable_key"]);
});

test("two keys of one id are both refused, and the third is used", async () => {
  const key = goodKey("ES256");
  const [one, two] = [await newSigningKey("twice", "ES256"), await newSigningKey("twice", "ES256")];
  const its = await edgeWith("ES256", [one.publicJwk, key.publicJwk, two.publicJwk]);

  const replies = [];
  for (const each of [key, one, two])
    replies.push(await its.show(await signToken(each, claimsOf(issuer.url))));

  expect(replies.map(({ status }) => status)).toEqual([200, 401, 401]);
  expect(its.keysRefused).toEqual(["twice: duplicate_kid", "twice: duplicate_kid"]);
});

test("a key is told to be refused once, until others are", async () => {
  const key = goodKey("RS256");
  const bad = { ...key.publicJwk, kid: "bad", e: "AQ" };
  const its = await edgeWith("RS256", [key.publicJwk, bad]);
  for (let count = 0; count < 3; count++) {
    await its.verifiers[0]
      ?.verify("", { kid: "nobody", algorithm: "RS256", issuer: issuer.url })
      .catch(() => null);
    its.pass(31);
  }
  expect(its.keysRefused).toEqual(["bad: bad_exponent"]);
});

test("sound moduli do not have the fingerprint of ROCA", async () => {
  const moduli = await Promise.all(
    Array.from({ length: 5 }, async () => (await newSigningKey("any")).publicJwk.n ?? ""),
  );

  const numbers = moduli.map((text) => BigInt(`0x${Buffer.from(text, "base64url").toString("hex")}`));
  expect(numbers.map(isRocaModulus)).toEqual([false, false, false, false, false]);
});
