import { Client, DatabaseError } from "pg";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";

const TIMEOUT_MS = 5_000;
/** SQLSTATE of a password that does not fit, or of a role or database that is not there. */
const NOT_OURS = new Set(["28P01", "28000", "3D000"]);

/**
 * Connects once: proof that the database in `folder` is the one that our password was made for. Returns
 * undefined, or why it failed where the next attempt may do; throws where no attempt ever will.
 */
export async function tryConnection(url: string, folder: string): Promise<string | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: TIMEOUT_MS });
  // A connection that breaks later than it failed would otherwise end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    if (!(error instanceof DatabaseError && NOT_OURS.has(error.code ?? ""))) return String(error);
    throw new EmbeddedPostgresError(
      `The database in ${folder} does not let the role kubecent in (${error.message}); restore postgres-password and the database from the same backup, or set another KUBECENT_DATA`,
      { cause: error },
    );
  }
}
