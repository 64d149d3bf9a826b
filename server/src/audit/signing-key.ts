import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

/** Signs what is said about the chain. */
export interface SigningKey {
  readonly keyId: string;
  /** PEM, for those who verify elsewhere. */
  readonly publicPem: string;
  sign(text: string): Buffer;
}

/** The public keys whose statements count, by their ids. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

const SEED_BYTES = 32;
const KEY_ID_CHARACTERS = 16;
/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410). */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const PUBLIC_BLOCK = /-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/g;

/**
 * Makes the key out of a key file: an Ed25519 private key as PEM, or 32 random bytes or more, from which the same
 * key is derived each time. Throws where a PEM holds another kind of key.
 */
export function readSigningKey(file: Buffer): SigningKey {
  const isPem = file.subarray(0, 200).toString("latin1").trimStart().startsWith("-----BEGIN");
  const privateKey = isPem ? privateKeyOf(file) : derivedKey(file);
  if (privateKey.asymmetricKeyType !== "ed25519") {
    throw new Error(
      `AUDIT_KEY_FILE: found a key of the kind ${privateKey.asymmetricKeyType}, wanted Ed25519. ` +
        "Make one with: openssl genpkey -algorithm ed25519 -out FILE",
    );
  }
  const publicKey = createPublicKey(privateKey);
  return {
    keyId: keyIdOf(publicKey),
    publicPem: publicKey.export({ type: "spki", format: "pem" }),
    sign: (text) => sign(null, Buffer.from(text), privateKey),
  };
}

/** The keys to trust: our own, and old ones out of a file of public keys as PEM. */
export function trustedKeys(own: SigningKey, oldKeysPem: string): TrustedKeys {
  const blocks = oldKeysPem.match(PUBLIC_BLOCK) ?? [];
  if (blocks.length === 0 && oldKeysPem.trim() !== "") {
    throw new Error("AUDIT_OLD_KEYS_FILE: found no PUBLIC KEY block, wanted what `admin audit key` prints.");
  }
  const keys = [own.publicPem, ...blocks].map((pem) => createPublicKey(pem));
  return new Map(keys.map((key) => [keyIdOf(key), key]));
}

/** Whether the signature is the key's. */
export function isSignedBy(key: KeyObject, text: string, signature: Buffer): boolean {
  return key.asymmetricKeyType === "ed25519" && verify(null, Buffer.from(text), key, signature);
}

function privateKeyOf(pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // What the library says could quote the file.
    throw new Error(
      "AUDIT_KEY_FILE: the PEM cannot be read as a private key without a passphrase. " +
        "Make one with: openssl genpkey -algorithm ed25519 -out FILE",
    );
  }
}

function derivedKey(bytes: Buffer): KeyObject {
  const seed = hkdfSync("sha256", bytes, "", "kubecent audit checkpoints", SEED_BYTES);
  return createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, Buffer.from(seed)]),
    format: "der",
    type: "pkcs8",
  });
}

function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(der).digest("hex").slice(0, KEY_ID_CHARACTERS);
}
