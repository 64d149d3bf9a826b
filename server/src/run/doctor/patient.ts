import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import { type JudgedSettings, judgeSettings } from "../../config/read-settings.ts";
import { runningUrl } from "../../store/embedded/open-embedded.ts";
import type { Database } from "../../store/connection/database.ts";
import { askPool, createPool } from "../../store/connection/pool.ts";
import { dataFolder } from "../start/configured-database.ts";
import { startFailure } from "../start/exit.ts";
import { databaseOf } from "../start/open-database.ts";

/** What the doctor looks at: settings, right or not, and the database, if it answers. */
export interface Patient extends JudgedSettings {
  readonly dataFolder: string;
  readonly now: () => Instant;
  /** The database; throws where it does not answer: why, and from then on only that it does not. Starts none. */
  database(): Promise<Database>;
  /** Another database of the settings, such as the standby. Connects when it is asked. */
  open(url: string): Database;
  close(): Promise<void>;
}

/** There is no database to look at. */
class DatabaseAway extends Error {
  override readonly name = "DatabaseAway";
}

/** Longer than this nobody who waits for a diagnosis should wait for one statement. */
const STATEMENT_MS = 5_000;
const POOL_MAX = 2;

/** Reads the settings and opens nothing yet. */
export function openPatient(env: Readonly<Record<string, string | undefined>>, now: () => Instant): Patient {
  const judged = judgeSettings(env);
  const { settings } = judged;
  const pools: pg.Pool[] = [];
  const open = (connectionString: string): Database => {
    const primary = createPool({
      connectionString,
      dbPoolMax: POOL_MAX,
      dbConnectTimeoutMs: settings.DB_CONNECT_TIMEOUT_MS,
      dbQueryTimeoutMs: Math.min(STATEMENT_MS, settings.DB_QUERY_TIMEOUT_MS),
      onError: () => undefined,
    });
    pools.push(primary);
    return databaseOf({ primary });
  };
  let asked: Promise<Database> | undefined;
  let isAway = false;
  return {
    ...judged,
    dataFolder: dataFolder(settings),
    now,
    database: async () => {
      if (isAway) throw new DatabaseAway("not looked at, for the database does not answer");
      try {
        return await (asked ??= openDatabase());
      } catch (error) {
        isAway = true;
        throw error;
      }
    },
    open,
    close: async () => {
      await Promise.allSettled(pools.map((each) => each.end()));
    },
  };

  async function openDatabase(): Promise<Database> {
    const url = settings.DATABASE_URL ?? (await runningUrl(dataFolder(settings)));
    if (url === undefined) {
      throw new DatabaseAway(
        `DATABASE_URL is unset, and no embedded PostgreSQL runs in ${dataFolder(settings)}`,
      );
    }
    const opened = open(url);
    await askPool(opened.primary);
    return opened;
  }
}

/** Why a database did not answer, without what the command's own refusal would advise. */
export function whyAway(error: unknown): string {
  if (error instanceof DatabaseAway) return error.message;
  return startFailure(error).line;
}
