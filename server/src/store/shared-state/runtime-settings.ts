import { readRuntimeChanges, type RuntimeSettingValues } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import { inTransaction } from "../connection/transaction.ts";

/** The settings that may change while the service runs, as they are at this moment. */
export interface RuntimeSettings {
  /** What the environment says. */
  readonly defaults: RuntimeSettingValues;
  current(): RuntimeSettingValues;
  /** Looks whether another replica has changed them. */
  refresh(): Promise<void>;
  /** Calls `listener` whenever they have changed, until what it returns is called. */
  onChange(listener: () => void): () => void;
}

/** A version of the changes that were made. */
export interface StoredSettings {
  readonly version: number;
  readonly changedAt: Date | null;
  readonly changedBy: string | null;
  /** What differs from the environment's settings. */
  readonly content: Partial<RuntimeSettingValues>;
}

interface VersionRow {
  version: number;
  content: unknown;
  changed_at: Date;
  changed_by: string;
}

const NEVER_CHANGED: StoredSettings = { version: 0, changedAt: null, changedBy: null, content: {} };

/** The last version. */
export async function readStoredSettings(client: pg.ClientBase): Promise<StoredSettings> {
  const { rows } = await client.query<VersionRow>(
    "select version, content, changed_at, changed_by from runtime_setting order by version desc limit 1",
  );
  const [row] = rows;
  if (!row) return NEVER_CHANGED;
  const { version, content, changed_at: changedAt, changed_by: changedBy } = row;
  return { version, changedAt, changedBy, content: readRuntimeChanges(content) };
}

/** Settings that follow the database, on top of what the environment says; `refresh` reads them. */
export function createRuntimeSettings(database: Database, defaults: RuntimeSettingValues): RuntimeSettings {
  let known = { version: 0, values: defaults };
  const listeners = new Set<() => void>();
  return {
    defaults,
    current: () => known.values,
    async refresh() {
      const { version, content } = await inTransaction(database, readStoredSettings);
      // An answer that was overtaken by a later one must not bring old settings back.
      if (version < known.version) return;
      const isChanged = version !== known.version;
      known = { version, values: { ...defaults, ...content } };
      if (isChanged) for (const listener of listeners) listener();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
