import type pg from "pg";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { createTestDatabase } from "../../support/test-database.ts";
import { createTestServices } from "../../support/test-services.ts";
import { type Edge, type Reply, startEdge } from "../../unit/http/edge.ts";

/** The real app on a database of its own, asked by an admin. */
export interface ChangingService {
  readonly edge: Edge;
  readonly database: Database;
  readonly services: ApiServices;
  post(path: string, body: unknown, headers?: Record<string, string | string[]>): Promise<Reply>;
  /** Rows of a statement that only reads. */
  rows<Row extends pg.QueryResultRow>(text: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** Starts it. */
export async function startChangingService(): Promise<ChangingService> {
  const database = await createTestDatabase(8);
  const env = { ENVIRONMENT: "development", RATE_LIMIT_REQUESTS_PER_MINUTE: "100000" };
  const services = createTestServices(database, Date.now, readSettings(env));
  const edge = await startEdge({
    database,
    services,
    role: "admin",
    env,
  });
  return {
    edge,
    database,
    services,
    post: (path, body, headers = {}) =>
      edge.ask(path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    rows: async (text) => (await database.primary.query(text)).rows,
    close: async () => {
      await edge.close();
      await services.audit.refusals.stop();
      await database.drop();
    },
  };
}
