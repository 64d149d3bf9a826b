import { scrypt } from "node:crypto";

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
