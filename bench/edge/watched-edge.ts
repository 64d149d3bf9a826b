import { databaseOf } from "../../server/src/run/start/open-database.ts";
import { createPool } from "../../server/src/store/connection/pool.ts";
import { type WatchedEdge, watchStatements } from "../measure/plans.ts";
import { createBenchToken, edgeOf } from "./edge-of.ts";

const STATEMENT_MS = 60_000;

/** Runs `work` with an edge in this process whose statements are noted, on a pool of its own, so that each connection is watched. */
export async function withWatchedEdge<T>(url: string, work: (edge: WatchedEdge) => Promise<T>): Promise<T> {
  const primary = createPool({
    connectionString: url,
    dbPoolMax: 10,
    dbConnectTimeoutMs: 5_000,
    dbQueryTimeoutMs: STATEMENT_MS,
    onError: () => undefined,
  });
  const database = databaseOf({ primary });
  const statements = watchStatements(database);
  const server = edgeOf(database, { logLevel: "error" });
  try {
    return await work({ server, database, token: await createBenchToken(database), statements });
  } finally {
    server.closeAllConnections();
    server.close();
    await database.primary.end();
  }
}
