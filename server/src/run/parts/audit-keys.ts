import { readFile } from "node:fs/promises";
import path from "node:path";
import { readSigningKey, type SigningKey, type TrustedKeys, trustedKeys } from "../../audit/signing-key.ts";
import type { Settings } from "../../config/read-settings.ts";
import { dataFolder } from "../start/configured-database.ts";
import { readKeyFile } from "../start/key-file.ts";

/** The key that signs the audit chain, and all whose signatures count. */
export interface AuditKeys {
  readonly own: SigningKey;
  readonly trusted: TrustedKeys;
}

/** Reads the keys that the settings name; our own is made in the data folder where none is named. */
export async function readAuditKeys(settings: Settings): Promise<AuditKeys> {
  const { AUDIT_KEY_FILE, AUDIT_OLD_KEYS_FILE } = settings;
  const own = readSigningKey(
    await readKeyFile({
      setting: "AUDIT_KEY_FILE",
      configured: AUDIT_KEY_FILE ?? null,
      ownFile: path.join(dataFolder(settings), "audit-key"),
    }),
  );
  const oldKeys = AUDIT_OLD_KEYS_FILE === undefined ? "" : await readOldKeys(AUDIT_OLD_KEYS_FILE);
  return { own, trusted: trustedKeys(own, oldKeys) };
}

async function readOldKeys(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new Error(
      `AUDIT_OLD_KEYS_FILE: ${file} cannot be read (${why}). Unset it where there are no old keys.`,
      {
        cause,
      },
    );
  }
}
