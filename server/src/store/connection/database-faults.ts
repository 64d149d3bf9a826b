import { CostError, type ErrorCode } from "@kubecent/shared";

/** What a failure of PostgreSQL is answered with. */
interface Answer {
  readonly code: Extract<ErrorCode, "DATABASE_UNAVAILABLE" | "STORAGE_FULL" | "QUERY_TOO_EXPENSIVE">;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

const UNAVAILABLE: Answer = {
  code: "DATABASE_UNAVAILABLE",
  message: "The database cannot be reached. Try again in a few seconds.",
  retryAfterSeconds: 2,
};
/** Somebody else had what the statement wanted: it would go through a moment later. */
const BUSY: Answer = {
  code: "DATABASE_UNAVAILABLE",
  message: "The database was busy with the same rows. Try again.",
  retryAfterSeconds: 1,
};
const FULL: Answer = {
  code: "STORAGE_FULL",
  message: "The database has no room left, so nothing can be written. Make room on its disk.",
  retryAfterSeconds: 30,
};
const TOO_EXPENSIVE: Answer = {
  code: "QUERY_TOO_EXPENSIVE",
  message: "The question took too long. Ask for a shorter window, or for fewer keys.",
};

/** By SQLSTATE, or by the beginning of one; the longest that fits counts. */
const BY_STATE: Readonly<Record<string, Answer>> = {
  "08": UNAVAILABLE, // the connection broke
  "25006": UNAVAILABLE, // the primary has become a standby
  "25P03": UNAVAILABLE, // we stood still within a transaction
  "25P04": TOO_EXPENSIVE, // transaction_timeout
  "26000": UNAVAILABLE, // a pooler has lost the statement
  "28": UNAVAILABLE, // the password was changed under us: for an operator, not for callers
  "3D000": UNAVAILABLE, // the database is being made, or restored
  "40001": BUSY,
  "40P01": BUSY,
  "53": UNAVAILABLE, // too many connections, out of memory
  "53100": FULL,
  "55P03": BUSY, // lock_timeout
  "57014": TOO_EXPENSIVE, // statement_timeout
  "57P01": UNAVAILABLE, // shutting down
  "57P02": UNAVAILABLE, // crashed
  "57P03": UNAVAILABLE, // starting up
  "57P04": UNAVAILABLE, // dropped
  "57P05": UNAVAILABLE, // idle for too long
  "58": UNAVAILABLE, // the disk or the system under the database
};

const SOCKET_CODES = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "EMFILE",
  "ENETDOWN",
  "ENETUNREACH",
  "ENFILE",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);
/** What node-postgres throws without any code at all. */
const CODELESS =
  /Query read timeout|timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|timeout expired|does not support SSL|error establishing an SSL/;
/** What Citus says, under the code of its own bugs, where a server went away in the middle of a transaction. */
const LOST_WORKER = /^failure on connection marked as essential|^could not connect to any active placements/;
const INVALID_VALUE = "22023";

/** Turns a failure of PostgreSQL into a refusal that says when to try again; other errors stay as they are. */
export function databaseFault(error: unknown): unknown {
  if (!(error instanceof Error)) return error;

  const code = codeOf(error);
  // The zones that JavaScript and PostgreSQL know are kept by different hands.
  if (code === INVALID_VALUE && error.message.includes("time zone")) return unknownZone(error);
  const answer = answerFor(code, error.message) ?? (hasEndedSession(error) ? UNAVAILABLE : undefined);
  if (!answer) return error;

  const { message, retryAfterSeconds } = answer;
  return new CostError(answer.code, message, {
    cause: error,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

/** Our primary has become a standby: where it was, there is another one now, to which only a new connection leads. */
const READ_ONLY = "25006";

/**
 * Whether the connection that failed so cannot be used any more: it would not even answer a rollback, or leads to
 * where nothing can be written.
 */
export function isBrokenConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return CODELESS.test(error.message) || SOCKET_CODES.has(code) || code === READ_ONLY;
}

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : "";
}

/** PostgreSQL ended the session, or never began one: with whatever code, the next one may be let in. */
function hasEndedSession(error: Error): boolean {
  return "severity" in error && (error.severity === "FATAL" || error.severity === "PANIC");
}

function answerFor(code: string, message: string): Answer | undefined {
  if (SOCKET_CODES.has(code) || (code === "" && CODELESS.test(message))) return UNAVAILABLE;
  if (LOST_WORKER.test(message)) return UNAVAILABLE;
  // Five characters are a SQLSTATE; nothing else is cut into classes.
  return code.length === 5 ? (BY_STATE[code] ?? BY_STATE[code.slice(0, 2)]) : undefined;
}

function unknownZone(cause: Error): CostError {
  return new CostError("VALIDATION_FAILED", "timeZone: the database does not know this time zone.", {
    cause,
    details: [{ field: "timeZone", message: "is not known to the database", type: "time_zone" }],
  });
}
