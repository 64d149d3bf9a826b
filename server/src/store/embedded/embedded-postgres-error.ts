import { errorMessage } from "@kubecent/shared";

/** What keeps the embedded PostgreSQL from running: one line with what was found, what was wanted, what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";

  constructor(message: string, options?: ErrorOptions) {
    super(message.trim().replaceAll(/\s*\n\s*/g, " | "), options);
  }
}

/** The `code` of a failed system call (`EACCES`), or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Turns the failure of a system call on KUBECENT_DATA into one line; our own errors stay as they are. */
export function asEmbeddedPostgresError(error: unknown, dataFolder: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const reason = errorMessage(error);
  return new EmbeddedPostgresError(messageFor(systemCode(error) ?? "", reason, dataFolder), { cause: error });
}

/** What to do about what PostgreSQL's programs said. */
export function remedyFor(output: string): string {
  if (/no space left on device|quota exceeded/i.test(output)) {
    return "free some space or set KUBECENT_DATA to a folder on another disk";
  }
  if (/could not look up effective user/.test(output)) {
    return "run as a user that /etc/passwd knows, or set DATABASE_URL to use another PostgreSQL";
  }
  return "put this right, set KUBECENT_DATA to another folder, or set DATABASE_URL to use another PostgreSQL";
}

const NOT_ALLOWED = new Set(["EACCES", "EPERM", "EROFS"]);
const NOT_A_FOLDER = new Set(["EEXIST", "ENOTDIR"]);
const DISK_FULL = new Set(["ENOSPC", "EDQUOT"]);

function messageFor(code: string, reason: string, dataFolder: string): string {
  if (NOT_ALLOWED.has(code)) {
    return `KUBECENT_DATA ${dataFolder} cannot be used by user ${process.geteuid?.()} (${reason}); make it writable for that user or set KUBECENT_DATA to another folder`;
  }
  if (NOT_A_FOLDER.has(code)) {
    return `KUBECENT_DATA ${dataFolder} is not a folder (${reason}); set KUBECENT_DATA to a folder`;
  }
  if (DISK_FULL.has(code)) {
    return `The disk of KUBECENT_DATA ${dataFolder} is full (${reason}); free some space or set KUBECENT_DATA to a folder on another disk`;
  }
  return `The embedded PostgreSQL in ${dataFolder} failed: ${reason}; set DATABASE_URL to use another PostgreSQL`;
}
