import * as z from "zod";
import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { importJWK, importSPKI, importX509, type JWK } from "jose";
import { jsonOrUndefined } from "@kubecent/shared";
import { keyFault } from "./key-faults.ts";
import { isForVerifying, isOfAnotherKind, serves } from "./key-kinds.ts";
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

const JwksSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(MOST_KEYS) });
/** What of a key is needed: were a private part published with it, it would not be kept. */
const JwkSchema = z.object({
  kty: z.enum(["RSA", "EC", "OKP"]),
  kid: z.string().min(1).max(256),
  alg: z.string().optional(),
  use: z.string().optional(),
  key_ops: z.array(z.string()).optional(),
  crv: z.string().optional(),
  n: z.string().optional(),
  e: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
});
type PublicJwk = z.output<typeof JwkSchema>;

/** A key that is not used, and why, as a code. */
export interface RefusedKey {
  readonly kid: string | null;
  readonly code: string;
}

/** The keys to go by, and those that are refused beside them. */
export interface ReadKeys {
  readonly keys: readonly VerificationKey[];
  readonly refused: readonly RefusedKey[];
}

/** What a key that is meant for something else is refused for: that is no mistake. */
const NOT_FOR_VERIFYING = "not_for_verifying";

/**
 * Reads a set of keys as JSON. A key that cannot be right is refused by itself, and so are all of one id where there are
 * several. Keys of other kinds, without an id, or for other algorithms are left out.
 */
export async function readJwks(text: string, algorithms: readonly string[]): Promise<ReadKeys> {
  const set = JwksSchema.safeParse(jsonOrUndefined(text));
  if (!set.success) throw new KeySourceError("not_a_key_set", { cause: set.error });

  const jwks = set.data.keys.flatMap((key) => JwkSchema.safeParse(key).data ?? []);
  const verifying = jwks.filter(isForVerifying);
  const read = await Promise.all(
    jwks.map(async (jwk) => {
      const isSole = verifying.filter(({ kid }) => kid === jwk.kid).length < 2;
      return readOrRefuse(jwk, { algorithms, isSole });
    }),
  );
  return {
    keys: read.filter((each) => each !== null && "key" in each),
    refused: read.filter((each) => each !== null && "code" in each),
  };
}

/**
 * Reads a public key in PEM, alone (SPKI) or in a certificate, or a set of keys as JSON. A file is the operator's own:
 * one key in it that cannot be right is a mistake that the operator has to hear of, and the file is refused.
 */
export async function readKeyFile(text: string, algorithms: readonly string[]): Promise<ReadKeys> {
  if (text.includes("-----BEGIN ")) return { keys: [await readPem(text, algorithms)], refused: [] };
  const read = await readJwks(text, algorithms);
  const wrong = read.refused.find(({ code }) => code !== NOT_FOR_VERIFYING);
  if (wrong) throw new KeySourceError(wrong.code, { kid: wrong.kid });
  return read;
}

async function readPem(text: string, algorithms: readonly string[]): Promise<VerificationKey> {
  const isCertificate = text.includes("-----BEGIN CERTIFICATE-----");
  if (!isCertificate && !text.includes("-----BEGIN PUBLIC KEY-----"))
    throw new KeySourceError("not_a_public_key");
  const object = publicKeyOf(text);
  const jwk = jwkOf(object);
  const algorithm = algorithms.find((each) => serves(jwk, each));
  if (algorithm === undefined) throw new KeySourceError("no_usable_key");
  refuseFaulty(object);
  const key = isCertificate ? await importX509(text, algorithm) : await importSPKI(text, algorithm);
  return { kid: null, algorithm, key, fingerprint: fingerprintOf(object, algorithm) };
}

interface Candidate {
  readonly algorithms: readonly string[];
  /** Whether no other key has its id. */
  readonly isSole: boolean;
}

async function readOrRefuse(
  jwk: PublicJwk,
  { algorithms, isSole }: Candidate,
): Promise<VerificationKey | RefusedKey | null> {
  const { kid } = jwk;
  if (!isForVerifying(jwk)) return { kid, code: NOT_FOR_VERIFYING };
  if (isOfAnotherKind(jwk)) return { kid, code: "alg_of_another_kind" };
  const algorithm = algorithms.find((each) => serves(jwk, each));
  if (algorithm === undefined) return null;
  if (!isSole) return { kid, code: "duplicate_kid" };
  try {
    return await readJwk(jwk, algorithm);
  } catch (error) {
    return { kid, code: error instanceof KeySourceError ? error.code : "not_a_public_key" };
  }
}

async function readJwk(jwk: PublicJwk, algorithm: string): Promise<VerificationKey> {
  const plain = plainJwk(jwk);
  const object = publicKeyOf({ key: plain, format: "jwk" });
  refuseFaulty(object);
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

function refuseFaulty(key: KeyObject): void {
  const code = keyFault(key);
  if (code !== null) throw new KeySourceError(code);
}

/** A key in the form of a JWK. Keys of some kinds have none. */
function jwkOf(key: KeyObject): JWK {
  try {
    return key.export({ format: "jwk" });
  } catch (cause) {
    throw new KeySourceError("not_a_public_key", { cause });
  }
}

function fingerprintOf(key: KeyObject, algorithm: string): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .update(algorithm)
    .digest("base64url");
}
