import { generateKeyPairSync } from "node:crypto";
import type { JWK } from "jose";

/** A key that nobody may be believed by: what it looks like, and what it is refused for. */
export interface FaultyKey {
  readonly what: string;
  readonly code: string;
  readonly algorithm: string;
  readonly jwk: JWK;
}

/** Members of a key that are changed, or taken away. */
type Change = { readonly [Name in keyof JWK]?: JWK[Name] | undefined };

const ROCA_PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
  109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
].map(BigInt);

const rsa = rsaJwk(2_048);
const ec = publicJwkOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey);
const ed = publicJwkOf(generateKeyPairSync("ed25519").publicKey);

/** All of them, each with the id `bad`. */
export const FAULTY_KEYS: readonly FaultyKey[] = [
  rsaKey("exponent 1", "bad_exponent", { e: encoded(1n) }),
  rsaKey("exponent 0", "bad_exponent", { e: encoded(0n) }),
  rsaKey("exponent 2", "bad_exponent", { e: encoded(2n) }),
  rsaKey("exponent 3", "bad_exponent", { e: encoded(3n) }),
  rsaKey("an even exponent", "bad_exponent", { e: encoded(65_538n) }),
  rsaKey("an exponent of 257 bits", "bad_exponent", { e: encoded(2n ** 256n + 1n) }),
  rsaKey("a modulus of 1,024 bits", "weak_key", rsaJwk(1_024)),
  rsaKey("a modulus of 2,040 bits", "weak_key", rsaJwk(2_040)),
  rsaKey("a modulus of 17,000 bits", "oversized_key", { n: encoded(2n ** 17_000n - 1n) }),
  rsaKey("an even modulus", "bad_modulus", { n: encoded(number(rsa.n) - 1n) }),
  rsaKey("a modulus with the factor 3", "bad_modulus", { n: encoded(divisibleBy3(number(rsa.n))) }),
  rsaKey("a modulus with the fingerprint of ROCA", "roca_modulus", { n: encoded(rocaModulus()) }),
  rsaKey("no modulus", "not_a_public_key", { n: undefined }),
  rsaKey("no exponent", "not_a_public_key", { e: undefined }),
  rsaKey("use enc", "not_for_verifying", { use: "enc" }),
  rsaKey("key_ops that say encrypt", "not_for_verifying", { use: undefined, key_ops: ["encrypt"] }),
  rsaKey("key_ops that say sign alone", "not_for_verifying", { key_ops: ["sign"] }),
  rsaKey("key_ops that say nothing", "not_for_verifying", { key_ops: [] }),
  rsaKey("an algorithm of elliptic curves", "alg_of_another_kind", { alg: "ES256" }),
  rsaKey("an algorithm of shared secrets", "alg_of_another_kind", { alg: "HS256" }),
  rsaKey("the algorithm none", "alg_of_another_kind", { alg: "none" }),
  ecKey("a point off its curve", "not_a_public_key", { y: encoded(number(ec.y) ^ 1n, 32) }),
  ecKey("the point at zero", "not_a_public_key", { x: encoded(0n, 32), y: encoded(0n, 32) }),
  ecKey("a point without y", "not_a_public_key", { y: undefined }),
  ecKey("a point of another curve", "not_a_public_key", otherCurve()),
  ecKey("an algorithm of another curve", "alg_of_another_kind", { alg: "ES384" }),
  ecKey("an algorithm of RSA", "alg_of_another_kind", { alg: "RS256" }),
  okpKey("31 bytes", "not_a_public_key", { x: Buffer.alloc(31, 7).toString("base64url") }),
  okpKey("33 bytes", "not_a_public_key", { x: Buffer.alloc(33, 7).toString("base64url") }),
  okpKey("no bytes", "not_a_public_key", { x: "" }),
  okpKey("the neutral point", "weak_key", { x: littleEndian(1n) }),
  okpKey("a point of order 2", "weak_key", { x: littleEndian(2n ** 255n - 20n) }),
  okpKey("a point of order 4", "weak_key", { x: littleEndian(0n) }),
  okpKey("a point of order 8", "weak_key", {
    x: Buffer.from("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "hex").toString(
      "base64url",
    ),
  }),
  okpKey("the neutral point with its sign turned", "weak_key", { x: littleEndian(1n + 2n ** 255n) }),
  okpKey("a height beyond the field", "weak_key", { x: littleEndian(2n ** 255n - 19n) }),
];

function rsaKey(what: string, code: string, change: Change): FaultyKey {
  return keyOf({ what: `RSA with ${what}`, code, algorithm: "RS256" }, { ...rsa, ...change });
}

function ecKey(what: string, code: string, change: Change): FaultyKey {
  return keyOf({ what: `EC with ${what}`, code, algorithm: "ES256" }, { ...ec, ...change });
}

function okpKey(what: string, code: string, change: Change): FaultyKey {
  return keyOf({ what: `OKP with ${what}`, code, algorithm: "EdDSA" }, { ...ed, ...change });
}

function keyOf(head: Omit<FaultyKey, "jwk">, jwk: Change): FaultyKey {
  // What is undefined is left out, as JSON does.
  return { ...head, jwk: { alg: head.algorithm, ...JSON.parse(JSON.stringify(jwk)), kid: "bad" } };
}

function rsaJwk(modulusLength: number): JWK {
  return publicJwkOf(generateKeyPairSync("rsa", { modulusLength }).publicKey);
}

function publicJwkOf(key: { export(options: { format: "jwk" }): JWK }): JWK {
  return key.export({ format: "jwk" });
}

function otherCurve(): Change {
  const { x, y } = publicJwkOf(generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey);
  return { x, y };
}

/** A modulus whose remainders are all powers of 65537, as those of the faulty generator are. */
function rocaModulus(): bigint {
  const product = ROCA_PRIMES.reduce((all, prime) => all * prime, 1n);
  const remainder = 65_537n ** 12n % product;
  const least = (2n ** 2_047n / product + 1n) * product + remainder;
  return least % 2n === 1n ? least : least + product;
}

function divisibleBy3(modulus: bigint): bigint {
  const multiple = modulus - (modulus % 3n);
  return multiple % 2n === 1n ? multiple : multiple - 3n;
}

function number(text = ""): bigint {
  return BigInt(`0x${Buffer.from(text, "base64url").toString("hex")}`);
}

function encoded(value: bigint, bytes = 0): string {
  const hex = value.toString(16);
  const padded = hex.padStart(Math.max(bytes * 2, hex.length + (hex.length % 2)), "0");
  return Buffer.from(padded, "hex").toString("base64url");
}

function littleEndian(value: bigint): string {
  const bytes = Buffer.from(value.toString(16).padStart(64, "0"), "hex");
  return Buffer.from(bytes.toReversed()).toString("base64url");
}
