import type { KeyObject } from "node:crypto";

const SHORTEST_RSA_BITS = 2_048;
/** OpenSSL verifies by none that is longer. */
const LONGEST_RSA_BITS = 16_384;
/** FIPS 186-5: odd, above 2^16, below 2^256. With 1 whatever is shown as a signature is one. */
const SMALLEST_EXPONENT = 65_537n;
const EXPONENTS_END = 2n ** 256n;
const SMALL_PRIMES = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];

const FIELD_OF_25519 = 2n ** 255n - 19n;
/** Heights (y) of the points of Ed25519 whose order is 8 or less: under such a key one signature fits many messages. */
const LOW_ORDER_HEIGHTS: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  FIELD_OF_25519 - 1n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
]);

/** Why nobody's signatures may be believed by a key, as a code; null where they may. */
export function keyFault(key: KeyObject): string | null {
  if (key.asymmetricKeyType === "rsa") return rsaFault(key);
  // That a point lies on its curve is looked at where the key is read.
  return key.asymmetricKeyType === "ed25519" ? edwardsFault(key) : null;
}

function rsaFault(key: KeyObject): string | null {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < SHORTEST_RSA_BITS) return "weak_key";
  if (modulusLength > LONGEST_RSA_BITS) return "oversized_key";
  const isSound = publicExponent >= SMALLEST_EXPONENT && publicExponent < EXPONENTS_END;
  if (!isSound || publicExponent % 2n === 0n) return "bad_exponent";
  const modulus = numberOf(key.export({ format: "jwk" }).n);
  if (SMALL_PRIMES.some((prime) => modulus % prime === 0n)) return "bad_modulus";
  return isRocaModulus(modulus) ? "roca_modulus" : null;
}

function edwardsFault(key: KeyObject): string | null {
  const bytes = Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url");
  const height = BigInt(`0x${Buffer.from(bytes.toReversed()).toString("hex")}`) % 2n ** 255n;
  return height >= FIELD_OF_25519 || LOW_ORDER_HEIGHTS.has(height) ? "weak_key" : null;
}

function numberOf(text = ""): bigint {
  return BigInt(`0x${Buffer.from(text, "base64url").toString("hex") || "0"}`);
}

/** The primes that the faulty generator's moduli are told by; its own product of primes holds all of them. */
const PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
  109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];
const GENERATOR = 65_537;

/** Remainders that a modulus of that generator can have, by prime: the powers of 65537. */
const REMAINDERS = PRIMES.map((prime) => [BigInt(prime), powersModulo(prime)] as const);

/**
 * Whether an RSA modulus comes from the generator of CVE-2017-15361 (ROCA), whose keys can be factored: its primes are
 * powers of 65537 modulo many small primes. One of 100 million sound moduli looks the same.
 */
export function isRocaModulus(modulus: bigint): boolean {
  return REMAINDERS.every(([prime, powers]) => powers.has(modulus % prime));
}

function powersModulo(prime: number): ReadonlySet<bigint> {
  const powers = new Set<bigint>();
  for (let power = 1; !powers.has(BigInt(power)); power = (power * GENERATOR) % prime) {
    powers.add(BigInt(power));
  }
  return powers;
}
