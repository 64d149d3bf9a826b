import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";

/** What a key is known by, and what its answer is encrypted with. Neither tells the key. */
export interface KeySecrets {
  readonly keyHash: Buffer;
  readonly secret: Buffer;
}

const HASH_BYTES = 32;
const SECRET_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";

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

/** Encrypts an answer: answers hold tokens, which the database must not. */
export function sealAnswer(text: string, secret: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, secret, nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Reads a sealed answer. Throws where it is not what was sealed. */
export function openAnswer(sealed: Buffer, secret: Buffer): string {
  const decipher = createDecipheriv(CIPHER, secret, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString("utf8");
}
