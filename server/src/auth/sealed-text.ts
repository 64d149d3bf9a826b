import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";

/** Encrypts a text with a key of 32 bytes, for the database, which must not know it. */
export function sealText(text: string, key: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Reads a sealed text. Throws where it is not what was sealed with this key. */
export function openText(sealed: Buffer, key: Buffer): string {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString("utf8");
}

/** What a key is known by, and what its answer is encrypted with. Neither tells the key. */
export interface KeySecrets {
  readonly keyHash: Buffer;
  readonly secret: Buffer;
}

const HASH_BYTES = 32;
const SECRET_BYTES = 32;

/**
 * Derives both from the key, its caller and the procedure. A slow hash, for callers choose keys such as `deploy-41`: who
 * reads the database has to try those one by one, for each caller anew.
 */
export function deriveSecrets(key: string, owner: readonly string[]): Promise<KeySecrets> {
  const salt = `kubecent idempotency key ${JSON.stringify(owner)}`;
  return new Promise((resolve, reject) => {
    scrypt(key, salt, HASH_BYTES + SECRET_BYTES, (error, derived) => {
      if (error) return reject(error);
      resolve({ keyHash: derived.subarray(0, HASH_BYTES), secret: derived.subarray(HASH_BYTES) });
    });
  });
}
