import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const KEY_BYTES = 32;
const OWNER_ONLY = 0o600;
const REMEDY = "Make one with: openssl rand -out FILE 32";

/** A key that replicas share by a file, or that one server makes for itself. */
export interface KeyPlace {
  /** The setting that may name a file, and the file that it names; null where it is unset. */
  readonly setting: string;
  readonly configured: string | null;
  /** Where our own key is kept, and made when it is missing. */
  readonly ownFile: string;
}

/** Reads a key of at least 32 bytes. Throws with the setting's name when there is none. */
export async function readKeyFile({ setting, configured, ownFile }: KeyPlace): Promise<Buffer> {
  const key = configured === null ? await readOrMake(ownFile) : await readConfigured(setting, configured);
  if (key.length < KEY_BYTES) {
    throw new Error(
      `${setting}: ${configured ?? ownFile} holds ${key.length} bytes, a key has ${KEY_BYTES} or more. ${REMEDY}`,
    );
  }
  return key;
}

async function readConfigured(setting: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new Error(`${setting}: ${file} cannot be read (${why}). ${REMEDY}`, { cause });
  }
}

async function readOrMake(file: string): Promise<Buffer> {
  await mkdir(path.dirname(file), { recursive: true });
  try {
    // "wx" fails where the file is there already: of two that start at once, one makes the key for both.
    await writeFile(file, randomBytes(KEY_BYTES), { flag: "wx", mode: OWNER_ONLY });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return readFile(file);
}
