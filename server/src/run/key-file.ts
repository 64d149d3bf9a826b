import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const KEY_BYTES = 32;
const OWNER_ONLY = 0o600;

/** Reads a key of at least 32 bytes; one of our own making is made where it is missing. */
export async function readKeyFile(configured: string | null, ownFile: string): Promise<Buffer> {
  const key = configured === null ? await readOrMake(ownFile) : await readFile(configured);
  if (key.length < KEY_BYTES) {
    throw new Error(
      `${configured ?? ownFile} holds ${key.length} bytes; a key has ${KEY_BYTES} or more. Make one with: openssl rand -out FILE 32`,
    );
  }
  return key;
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
