import { afterAll, beforeAll } from "vitest";
import { type ChaosServer, startChaosServer } from "../../chaos/support/chaos-server.ts";
import { createDataFolder } from "../../support/server-process.ts";
import { storeSharedWorld } from "../../support/shared-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { type RawReply, sendAsk, sendRaw, type WireAsk, type WireReply } from "./wire.ts";

/** A real server process on a real database with a few hours of two clusters, for one test file. */
export interface Service {
  readonly server: ChaosServer;
  readonly database: TestDatabase;
  readonly port: number;
  /** Asks as an admin. */
  ask(path: string, ask?: WireAsk): Promise<WireReply>;
  askAsStranger(path: string, ask?: WireAsk): Promise<WireReply>;
  raw(bytes: string | Buffer, options?: Parameters<typeof sendRaw>[2]): Promise<RawReply>;
  /** A query over tRPC with an input of any kind. */
  query(procedure: string, input: unknown): Promise<WireReply>;
}

/** The window in which the stored hours lie. */
export const STORED_WINDOW = { start: "2026-11-17T00:00:00Z", end: "2026-11-18T00:00:00Z" } as const;

/** Starts the service before the tests of a file, and ends it after them. */
export function useService(env: Readonly<Record<string, string>> = {}): Service {
  const data = createDataFolder();
  let database: TestDatabase;
  let server: ChaosServer;
  beforeAll(async () => {
    database = await createTestDatabase();
    await storeSharedWorld(database);
    await database.primary.end();
    server = await startChaosServer({
      DATABASE_URL: database.url,
      KUBECENT_DATA: data.folder,
      KUBECENT_ROLE: "api",
      ...env,
    });
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
    data.remove();
  });

  const port = (): number => Number(new URL(server.url).port);
  const ask = (path: string, { headers, ...rest }: WireAsk = {}): Promise<WireReply> =>
    sendAsk(port(), path, { ...rest, headers: { authorization: `Bearer ${server.token}`, ...headers } });
  return {
    get server() {
      return server;
    },
    get database() {
      return database;
    },
    get port() {
      return port();
    },
    ask,
    askAsStranger: (path, options) => sendAsk(port(), path, options),
    raw: (bytes, options) => sendRaw(port(), bytes, options),
    query: (procedure, input) =>
      ask(`/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`),
  };
}
