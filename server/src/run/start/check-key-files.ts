import { KeySourceError } from "../../auth/keys/key-source-error.ts";
import { keySource } from "../../auth/keys/key-source.ts";
import type { Settings } from "../../config/read-settings.ts";
import { SettingsError } from "../../config/settings-error.ts";
import { issuerRules } from "../parts/configured-issuers.ts";

/** What is wrong, for those who named the file; other codes speak for themselves. */
const WORDS: Readonly<Record<string, string>> = {
  alg_of_another_kind: "it names an algorithm that keys of its kind cannot serve",
  bad_exponent: "its exponent is not odd, or not between 65537 and 2^256: signatures by it prove nothing",
  bad_modulus: "its modulus has a small factor",
  duplicate_kid: "another key has the same id",
  not_a_key_set: "it is no JWKS, and no PUBLIC KEY or CERTIFICATE in PEM",
  not_a_public_key: "it is no public key: a part is missing, of a wrong length, or no point of its curve",
  no_usable_key: "none of its keys serves the issuer's algorithms",
  oversized_key: "it has more than 16,384 bits",
  roca_modulus: "it was made by the generator of CVE-2017-15361 (ROCA), and can be factored",
  weak_key: "RSA needs 2,048 bits or more, Ed25519 a point of full order",
};

/**
 * Reads the key files that issuers name once, before anything starts. A mistake in one keeps the service from starting; one
 * that comes later leaves the last good keys. A file that is not there yet may still come.
 */
export async function checkKeyFiles({ JWT_ISSUERS = [], JWT_ALGORITHM }: Settings): Promise<void> {
  const faults: string[] = [];
  for (const issuer of JWT_ISSUERS) {
    const { place, algorithms } = issuerRules(issuer, JWT_ALGORITHM);
    if (place.kind !== "file") continue;
    try {
      await keySource(place, algorithms)();
    } catch (error) {
      if (!(error instanceof KeySourceError)) throw error;
      if (error.code !== "key_file_unreadable") faults.push(keyFileFault(place.file, error));
    }
  }
  if (faults.length > 0) throw new SettingsError(faults);
}

function keyFileFault(file: string, { code, kid }: KeySourceError): string {
  const key = kid === null ? "a key" : `the key ${JSON.stringify(kid)}`;
  return `JWT_ISSUERS: found ${key} in ${file} that cannot be used: ${WORDS[code] ?? code} (${code}); wanted public keys that tokens can be checked by.`;
}
