import path from "node:path";
import type { Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";
import { type OpenedDatabase, openDatabase } from "./open-database.ts";

/** Opens the database that the settings name, and brings it to the newest schema. */
export function openConfiguredDatabase(settings: Settings, log: Log): Promise<OpenedDatabase> {
  return openDatabase({
    databaseUrl: settings.DATABASE_URL ?? null,
    databaseDirectUrl: settings.DATABASE_DIRECT_URL ?? null,
    dataFolder: dataFolder(settings),
    dbPoolMax: settings.DB_POOL_MAX,
    dbConnectTimeoutMs: settings.DB_CONNECT_TIMEOUT_MS,
    dbQueryTimeoutMs: settings.DB_QUERY_TIMEOUT_MS,
    onStatement: statementLog(settings, log),
    log: (event, fields) => {
      if (event === "database_error") log.warn(event, fields);
      else log.info(event, fields);
    },
  });
}

/** Writes SQL into the log where DB_ECHO asks for it. */
export function statementLog({ DB_ECHO }: Settings, log: Log): ((sql: string) => void) | undefined {
  return DB_ECHO ? (sql) => log.info("database.statement", { sql }) : undefined;
}

/** Where keys, the lock and our own PostgreSQL live. */
export function dataFolder(settings: Settings): string {
  return path.resolve(settings.KUBECENT_DATA);
}
