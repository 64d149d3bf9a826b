import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { readSigningKey } from "../../../audit/signing-key.ts";
import { noAnswer, ok, type Result, type ServiceCheck, warn, wrong } from "../service-check.ts";
import type { Patient } from "../patient.ts";

const KEY_BYTES = 32;
const OPENED_TO_ALL = 0o007;

interface KeyFile {
  readonly setting: string;
  readonly file: string;
  /** Made by the server in its data folder where no file is named. */
  readonly isOwn: boolean;
}

/** The two keys: there, readable, and for nobody else. What is not there yet is not made. */
export const keysCheck: ServiceCheck = {
  subject: "keys",
  needs: ["AUDIT_KEY_FILE", "CURSOR_KEY_FILE", "KUBECENT_DATA"],
  look: (patient) => Promise.all(keyFiles(patient).map(judgeKey)),
};

/** Where the keys are that the server would use. */
export function keyFiles({ settings, dataFolder }: Patient): [audit: KeyFile, cursor: KeyFile] {
  const fileOf = (setting: "AUDIT_KEY_FILE" | "CURSOR_KEY_FILE", own: string): KeyFile => {
    const configured = settings[setting];
    return { setting, file: configured ?? path.join(dataFolder, own), isOwn: configured === undefined };
  };
  return [fileOf("AUDIT_KEY_FILE", "audit-key"), fileOf("CURSOR_KEY_FILE", "cursor-key")];
}

async function judgeKey({ setting, file, isOwn }: KeyFile): Promise<Result> {
  try {
    const [key, { mode }] = [await readFile(file), await stat(file)];
    return judgeKeyFile({ setting, file, key, mode });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    if (code === "ENOENT" && isOwn) return ok(setting, `${file} is not there yet: the first start makes it`);
    if (code === "ENOENT")
      return wrong(setting, `${file} is not there`, "make it: openssl rand -out FILE 32");
    const remedy = "let the user that runs the server read it (in Kubernetes: fsGroup)";
    return code === "EACCES"
      ? wrong(setting, `${file} may not be read by user ${process.geteuid?.() ?? "?"}`, remedy)
      : noAnswer(setting, `${file} cannot be read (${code})`, remedy);
  }
}

interface ReadKey {
  readonly setting: string;
  readonly file: string;
  readonly key: Buffer;
  readonly mode: number;
}

function judgeKeyFile({ setting, file, key, mode }: ReadKey): Result {
  if (key.length < KEY_BYTES) {
    return wrong(
      setting,
      `${file} holds ${key.length} bytes`,
      "make one of 32 or more: openssl rand -out FILE 32",
    );
  }
  const found = `${file} can be read, ${fingerprintOf(setting, key)}; all replicas must say the same`;
  return (mode & OPENED_TO_ALL) === 0
    ? ok(setting, found)
    : warn(setting, `${file} can be reached by every user of this machine`, `chmod o= ${file}`);
}

/** Tells keys apart and nothing of them: of the audit key the id that is in checkpoints. */
function fingerprintOf(setting: string, key: Buffer): string {
  if (setting === "AUDIT_KEY_FILE") return `id ${readSigningKey(key).keyId}`;
  return `fingerprint ${createHash("sha256").update(key).digest("hex").slice(0, 8)}`;
}
