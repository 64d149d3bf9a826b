import { CostError, errorMessage } from "@kubecent/shared";
import { SettingsError } from "../../config/settings-error.ts";
import { PriceBookError } from "../../domain/prices/price-book.ts";
import { PriceSlipError } from "../../domain/prices/proportion.ts";
import { ClusterRefusal } from "../../store/collecting/collection.ts";
import { databaseFault } from "../../store/connection/database-faults.ts";
import { EmbeddedPostgresError } from "../../store/embedded/embedded-postgres-error.ts";

/** Exit codes: 1 for a command that was refused, the others as in sysexits.h. */
export const EXIT = {
  refused: 1,
  /** The pool stood still: start the process anew. */
  stuck: 1,
  unavailable: 69,
  software: 70,
  noPermission: 77,
  config: 78,
  interrupted: 130,
} as const;

/** What to say to the person at the terminal, in one line unless settings have several faults; and the exit code. */
export function startFailure(error: unknown): { readonly line: string; readonly code: number } {
  const message = errorMessage(error);
  if (error instanceof CostError) return { line: message, code: EXIT.refused };
  if (error instanceof PriceBookError || error instanceof PriceSlipError) {
    return { line: message, code: EXIT.config };
  }
  if (error instanceof SettingsError || error instanceof ClusterRefusal) {
    return { line: message, code: EXIT.config };
  }
  if (error instanceof EmbeddedPostgresError) return { line: message, code: EXIT.unavailable };

  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "EADDRINUSE":
      return {
        line: `${addressOf(error)} is in use by another process. Stop it, or set PORT to a free one.`,
        code: EXIT.unavailable,
      };
    case "EACCES":
    case "EPERM":
      return {
        line: `${message}. Choose a PORT above 1023, or give this user the right.`,
        code: EXIT.noPermission,
      };
    default: {
      const line = databaseLine(error);
      return line ? { line, code: EXIT.unavailable } : { line: message, code: EXIT.software };
    }
  }
}

/** What to do about a database that is away, starting up, or full; undefined where it is something else. */
function databaseLine(error: unknown): string | undefined {
  const fault = databaseFault(error);
  if (!(error instanceof Error) || !(fault instanceof CostError)) return undefined;
  if (fault.code === "STORAGE_FULL") return `PostgreSQL: ${error.message}. ${fault.message}`;
  if (fault.code !== "DATABASE_UNAVAILABLE") return undefined;
  return `PostgreSQL cannot be reached: ${error.message}. Check DATABASE_URL and that the database is up.`;
}

function addressOf(error: unknown): string {
  const known = error instanceof Error && "address" in error && "port" in error;
  return known ? `${String(error.address)}:${String(error.port)}` : "The port";
}

/** How a reader that is gone shows: a closed pipe, a reset socket, a terminal that was hung up. */
const GONE = new Set(["EPIPE", "ECONNRESET", "EIO"]);

/**
 * Goes on when nobody reads what is written any more: `admin … | head`, or a log collector that is gone. Without a
 * listener, Node ends the process with a stack, and leaves what it has open.
 */
export function outliveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!GONE.has(error.code ?? "")) throw error;
    });
  }
}
