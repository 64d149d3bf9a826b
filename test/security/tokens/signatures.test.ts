import { sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FakeIssuer, newSigningKey, type SigningKey, startIssuer } from "../support/fake-issuer.ts";
import { claimsOf, type JwtEdge, rulesOf, startJwtEdge } from "../support/jwt-edge.ts";
import { changed, ecdsa, howOf, pss, type Sign, signedRaw } from "../support/raw-signing.ts";

const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"] as const;
type Algorithm = (typeof ALGORITHMS)[number];

let keys: Record<string, SigningKey>;
let issuer: FakeIssuer;
let edge: JwtEdge;
beforeAll(async () => {
  const made = await Promise.all(ALGORITHMS.map((algorithm) => newSigningKey(algorithm, algorithm)));
  keys = Object.fromEntries(made.map((key) => [key.algorithm, key]));
  issuer = await startIssuer(made);
  const place = { kind: "jwks", url: `${issuer.url}/keys` } as const;
  edge = await startJwtEdge([rulesOf({ issuer: issuer.url, place, algorithms: [...ALGORITHMS] })]);
});
afterAll(async () => {
  await edge.close();
  await issuer.stop();
});

function keyFor(algorithm: Algorithm): SigningKey {
  const key = keys[algorithm];
  if (!key) throw new Error(`No key for ${algorithm}`);
  return key;
}

/** The status of a token whose header says the algorithm, signed in some way by that algorithm's key. */
async function statusOf(algorithm: Algorithm, how?: Sign, signedBy: Algorithm = algorithm): Promise<number> {
  const header = JSON.stringify({ alg: algorithm, kid: algorithm });
  const payload = JSON.stringify(claimsOf(issuer.url));
  return (await edge.show(signedRaw(keyFor(signedBy), { header, payload }, how))).status;
}

test.each(ALGORITHMS)("a sound signature by %s is believed", async (algorithm) => {
  expect(await statusOf(algorithm)).toBe(200);
});

const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const L = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

const bytesOf = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, "0"), "hex");
const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString("hex")}`);
const reversed = (bytes: Buffer): Buffer => Buffer.from(bytes.toReversed());
const halves = (r: bigint, s: bigint): Buffer => Buffer.concat([bytesOf(r), bytesOf(s)]);

/** Signatures that are not what the algorithm's name stands for, however near they come. */
const WRONG: Readonly<Record<Algorithm, Readonly<Record<string, Sign>>>> = {
  RS256: {
    "by PSS": pss(32),
    "over SHA-1": (bytes, key) => sign("sha1", bytes, key),
    "over SHA-384": (bytes, key) => sign("sha384", bytes, key),
    "of zeros": () => Buffer.alloc(256),
    "of one": () => Buffer.concat([Buffer.alloc(255), Buffer.from([1])]),
    "of ones": () => Buffer.alloc(256, 0xff),
  },
  PS256: {
    "by PKCS #1 v1.5": (bytes, key) => sign("sha256", bytes, key),
    "with a salt of 0 bytes": pss(0),
    "with a salt of 20 bytes": pss(20),
    "with a salt of 31 bytes": pss(31),
    "with a salt of 33 bytes": pss(33),
    "with a salt of 64 bytes": pss(64),
    "with the longest salt": pss(222),
    "over SHA-384": pss(48, "sha384"),
    "over SHA-1": pss(20, "sha1"),
    "of zeros": () => Buffer.alloc(256),
  },
  ES256: {
    "in DER": ecdsa("der"),
    "in DER, cut to 64 bytes": changed(ecdsa("der"), (signature) => signature.subarray(0, 64)),
    "over SHA-512": ecdsa("ieee-p1363", "sha512"),
    "with r and s 0": () => halves(0n, 0n),
    "with r 0": changed(ecdsa("ieee-p1363"), (bytes) => halves(0n, numberOf(bytes.subarray(32)))),
    "with s 0": changed(ecdsa("ieee-p1363"), (bytes) => halves(numberOf(bytes.subarray(0, 32)), 0n)),
    "with r the order": changed(ecdsa("ieee-p1363"), (bytes) => halves(N, numberOf(bytes.subarray(32)))),
    "with s the order": changed(ecdsa("ieee-p1363"), (bytes) => halves(numberOf(bytes.subarray(0, 32)), N)),
    "with r and s the order": () => halves(N, N),
    "with r and s 1": () => halves(1n, 1n),
    "with r and s exchanged": changed(ecdsa("ieee-p1363"), (bytes) =>
      Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)]),
    ),
    "of ones": () => Buffer.alloc(64, 0xff),
  },
  EdDSA: {
    "of zeros": () => Buffer.alloc(64),
    "with the neutral point and 0": () => Buffer.concat([Buffer.from([1]), Buffer.alloc(63)]),
    "with the order added to S": changed(plain, (bytes) => {
      const s = numberOf(reversed(bytes.subarray(32))) + L;
      return Buffer.concat([bytes.subarray(0, 32), reversed(bytesOf(s))]);
    }),
    "with its halves exchanged": changed(plain, (bytes) =>
      Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)]),
    ),
  },
};

function plain(...[bytes, key]: Parameters<Sign>): Buffer {
  return sign(null, bytes, key);
}

describe.each(ALGORITHMS)("%s", (algorithm) => {
  test.each(Object.keys(WRONG[algorithm]))("a signature %s is none", async (what) => {
    expect(await statusOf(algorithm, WRONG[algorithm][what])).toBe(401);
  });

  test.each([
    { what: "empty", change: () => Buffer.alloc(0) },
    { what: "of one byte", change: (bytes: Buffer) => bytes.subarray(0, 1) },
    { what: "without its last byte", change: (bytes: Buffer) => bytes.subarray(0, -1) },
    { what: "without its first byte", change: (bytes: Buffer) => bytes.subarray(1) },
    {
      what: "with a byte more at its end",
      change: (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1)]),
    },
    { what: "with a zero before it", change: (bytes: Buffer) => Buffer.concat([Buffer.alloc(1), bytes]) },
    { what: "twice", change: (bytes: Buffer) => Buffer.concat([bytes, bytes]) },
    { what: "with one bit turned", change: turned },
  ])("a signature $what is none", async ({ change }) => {
    const how = howOf(keyFor(algorithm));

    expect(await statusOf(algorithm, changed(how, change))).toBe(401);
  });

  test.each(ALGORITHMS.filter((other) => other !== algorithm))(
    "a signature by the key for %s is none",
    async (other) => {
      expect(await statusOf(algorithm, undefined, other)).toBe(401);
    },
  );
});

function turned(signature: Buffer): Buffer {
  const other = Buffer.from(signature);
  other[10] = (other[10] ?? 0) ^ 1;
  return other;
}
