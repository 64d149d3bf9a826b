import { CostError } from "@kubecent/shared";

/** SQLSTATE classes and codes that mean: the database cannot be used right now, try again. */
const UNAVAILABLE_STATES = /^(08|57P0[1-5]|53|25006|40001|40P01)/;
const UNAVAILABLE_SOCKETS = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
]);
/** What node-postgres throws without any code at all. */
const UNAVAILABLE_TEXTS =
  /Query read timeout|timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end/;
const STATEMENT_CANCELLED = "57014";
const INVALID_VALUE = "22023";

/** Turns a failure of PostgreSQL into a refusal that says when to try again; other errors stay as they are. */
export function databaseFault(error: unknown): unknown {
  if (!(error instanceof Error)) return error;

  const code = "code" in error ? String(error.code) : "";
  // The zones that JavaScript and PostgreSQL know are kept by different hands.
  if (code === INVALID_VALUE && error.message.includes("time zone")) {
    return new CostError("VALIDATION_FAILED", "timeZone: the database does not know this time zone.", {
      cause: error,
      details: [{ field: "timeZone", message: "is not known to the database", type: "time_zone" }],
    });
  }
  if (code === STATEMENT_CANCELLED) {
    return new CostError("QUERY_TOO_EXPENSIVE", "The question took too long. Ask for a shorter window.", {
      cause: error,
    });
  }
  const unavailable =
    UNAVAILABLE_STATES.test(code) || UNAVAILABLE_SOCKETS.has(code) || UNAVAILABLE_TEXTS.test(error.message);
  if (!unavailable) return error;

  return new CostError(
    "DATABASE_UNAVAILABLE",
    "The database cannot be reached. Try again in a few seconds.",
    {
      cause: error,
      retryAfterSeconds: 2,
    },
  );
}
