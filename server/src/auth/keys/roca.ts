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
