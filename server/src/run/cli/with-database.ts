import type pg from "pg";
import { readSettings, type Settings } from "../../config/read-settings.ts";
import type { Log } from "../../http/log/logger.ts";
import { openLog } from "../../http/log/open-log.ts";
import { openConfiguredDatabase } from "../configured-database.ts";

/** Opens the database for one command, and closes it again whatever comes of it. */
export async function withDatabase(
  work: (pool: pg.Pool, settings: Settings, migrations: readonly string[]) => Promise<void> | void,
): Promise<void> {
  const settings = readSettings(process.env);
  const database = await openConfiguredDatabase(settings, await quietLog(settings));
  try {
    await work(database.pool, settings, database.migrations);
  } finally {
    await database.close();
  }
}

/** Standard output belongs to the command's own result, so only what goes wrong is logged. */
function quietLog(settings: Settings): Promise<Log> {
  const isQuieter = settings.LOG_LEVEL === "error" || settings.LOG_LEVEL === "fatal";
  const level = isQuieter ? settings.LOG_LEVEL : "warn";
  return openLog({ ...settings, LOG_LEVEL: level }, process.stderr);
}
