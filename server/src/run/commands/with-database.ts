import type { Database } from "../../store/connection/database.ts";
import { readSettings, type Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";
import { openLog } from "../../log/open-log.ts";
import { openConfiguredDatabase } from "../start/configured-database.ts";
import { databaseOf } from "../start/open-database.ts";

/** Opens the database for one command and closes it at the end, also after a failure. */
export async function withDatabase(
  work: (database: Database, settings: Settings, migrations: readonly string[]) => Promise<void> | void,
): Promise<void> {
  const settings = readSettings(process.env);
  const opened = await openConfiguredDatabase(settings, await quietLog(settings));
  try {
    await work(databaseOf(opened), settings, opened.migrations);
  } finally {
    await opened.close();
  }
}

/** Standard output belongs to the command's own result, so only what goes wrong is logged. */
function quietLog(settings: Settings): Promise<Log> {
  const isQuieter = settings.LOG_LEVEL === "error" || settings.LOG_LEVEL === "fatal";
  const level = isQuieter ? settings.LOG_LEVEL : "warn";
  return openLog({ ...settings, LOG_LEVEL: level }, process.stderr);
}

/** Aborted when the operator stops the command. */
export function untilStopped(): AbortSignal {
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  process.once("SIGTERM", () => stopping.abort());
  return stopping.signal;
}

/** Writes a line of the command's own result. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
