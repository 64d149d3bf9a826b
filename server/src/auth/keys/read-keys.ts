import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { importJWK, importSPKI, importX509, type JWK } from "jose";
import * as z from "zod";
import { KeySourceError } from "./key-source-error.ts";

/** One public key, bound to the one algorithm that it serves. */
export interface VerificationKey {
  /** Null for a key out of a PEM file, which serves tokens of any key id. */
  readonly kid: string | null;
  readonly algorithm: string;
  readonly key: CryptoKey;
  /** The same key always has the same one. */
  readonly fingerprint: string;
}

const MOST_KEYS = 100;
const SHORTEST_RSA_BITS = 2_048;

const JwksSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(MOST_KEYS) });
/** What of a key is needed: were a private part published with it, it would not be kept. */
const JwkSchema = z.object({
  kty: z.enum(["RSA", "EC", "OKP"]),
  kid: z.string().min(1).max(256),
  alg: z.string().optional(),
  use: z.literal("sig").optional(),
  crv: z.string().optional(),
  n: z.string().optional(),
  e: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
});
type PublicJwk = z.output<typeof JwkSchema>;

/**
 * Reads a set of keys as JSON. A set that is empty, doubtful or weak is refused whole: it must never take the
 * place of one that was good. Keys of other kinds, without an id, or for other algorithms are left out.
 */
export async function readJwks(text: string, algorithms: readonly string[]): Promise<VerificationKey[]> {
  const set = JwksSchema.safeParse(parsed(text));
  if (!set.success) throw new KeySourceError("not_a_key_set", { cause: set.error });

  const jwks = set.data.keys.flatMap((key) => JwkSchema.safeParse(key).data ?? []);
  if (new Set(jwks.map(({ kid }) => kid)).size < jwks.length) throw new KeySourceError("duplicate_kid");
  const keys = await Promise.all(
    jwks.flatMap((jwk) => {
      const algorithm = algorithms.find((each) => serves(jwk, each));
      return algorithm === undefined ? [] : [readJwk(jwk, algorithm)];
    }),
  );
  if (keys.length === 0) throw new KeySourceError("no_usable_key");
  return keys;
}

/** Reads a public key in PEM, alone (SPKI) or in a certificate, or a set of keys as JSON. */
export async function readKeyFile(text: string, algorithms: readonly string[]): Promise<VerificationKey[]> {
  const isPem = text.includes("-----BEGIN ");
  return isPem ? [await readPem(text, algorithms)] : readJwks(text, algorithms);
}

async function readPem(text: string, algorithms: readonly string[]): Promise<VerificationKey> {
  const isCertificate = text.includes("-----BEGIN CERTIFICATE-----");
  if (!isCertificate && !text.includes("-----BEGIN PUBLIC KEY-----"))
    throw new KeySourceError("not_a_public_key");
  const object = publicKeyOf(text);
  const jwk = object.export({ format: "jwk" });
  const algorithm = algorithms.find((each) => serves(jwk, each));
  if (algorithm === undefined) throw new KeySourceError("no_usable_key");
  refuseWeak(object);
  const key = isCertificate ? await importX509(text, algorithm) : await importSPKI(text, algorithm);
  return { kid: null, algorithm, key, fingerprint: fingerprintOf(object, algorithm) };
}

async function readJwk(jwk: PublicJwk, algorithm: string): Promise<VerificationKey> {
  const plain = plainJwk(jwk);
  const object = publicKeyOf({ key: plain, format: "jwk" });
  refuseWeak(object);
  const key = await importJWK(plain, algorithm);
  if (key instanceof Uint8Array) throw new KeySourceError("not_a_public_key");
  return { kid: jwk.kid, algorithm, key, fingerprint: fingerprintOf(object, algorithm) };
}

/** The key's own numbers, without the words about it. */
function plainJwk({ kty, n, e, crv, x, y }: PublicJwk): JWK {
  const parts = Object.entries({ n, e, crv, x, y }).filter(([, part]) => part !== undefined);
  return { kty, ...Object.fromEntries(parts) };
}

function publicKeyOf(key: Parameters<typeof createPublicKey>[0]): KeyObject {
  try {
    return createPublicKey(key);
  } catch (cause) {
    throw new KeySourceError("not_a_public_key", { cause });
  }
}

function refuseWeak(key: KeyObject): void {
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < SHORTEST_RSA_BITS) throw new KeySourceError("weak_key");
}

/** Whether a key may serve an algorithm: its own where it names one, else one of its kind. */
function serves({ kty, crv, alg }: KeyKind, algorithm: string): boolean {
  return (alg === undefined || alg === algorithm) && kindOf(algorithm, crv) === kty;
}

interface KeyKind {
  readonly kty?: string | undefined;
  readonly crv?: string | undefined;
  readonly alg?: string | undefined;
}

const CURVES: Readonly<Record<string, string>> = {
  ES256: "P-256",
  ES384: "P-384",
  ES512: "P-521",
  EdDSA: "Ed25519",
};

function kindOf(algorithm: string, crv: string | undefined): string | undefined {
  if (/^[RP]S\d{3}$/.test(algorithm)) return "RSA";
  if (CURVES[algorithm] !== crv) return undefined;
  return algorithm === "EdDSA" ? "OKP" : "EC";
}

function fingerprintOf(key: KeyObject, algorithm: string): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .update(algorithm)
    .digest("base64url");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
