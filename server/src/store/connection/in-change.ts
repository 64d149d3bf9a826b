import { CostError } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "./database.ts";
import { inTransaction } from "./transaction.ts";

const COMPLETION_UNKNOWN = "40003";

/**
 * Runs `work` in one transaction, as `inTransaction` does. Throws OUTCOME_UNKNOWN where the database has not said whether
 * the transaction was committed: such a change may have been made, and must not pass for one that was refused.
 */
export async function inChange<T>(
  database: Database,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  let isCommitting = false;
  try {
    return await inTransaction(database, async (client) => {
      const result = await work(client);
      isCommitting = true;
      return result;
    });
  } catch (error) {
    throw isCommitting && !isRolledBack(error) ? outcomeUnknown(error) : error;
  }
}

/** Only a plain error says that nothing was committed. After anything else (FATAL, a broken connection) both are possible. */
function isRolledBack(error: unknown): boolean {
  if (!(error instanceof Error) || !("severity" in error) || !("code" in error)) return false;
  return error.severity === "ERROR" && error.code !== COMPLETION_UNKNOWN;
}

function outcomeUnknown(cause: unknown): CostError {
  return new CostError(
    "OUTCOME_UNKNOWN",
    "The connection to the database broke while the change was committed: it was made as a whole, or not at all. With an Idempotency-Key, send the request again with the same key; without one, look first whether the change is there.",
    { cause },
  );
}
