import {
  CostError,
  type ErrorDetail,
  readRuntimeChanges,
  RUNTIME_SETTING_NAMES,
  type RuntimeSettingChanges,
  type RuntimeSettingName,
  type RuntimeSettingValues,
} from "@kubecent/shared";
import type pg from "pg";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";
import { readStoredSettings, type StoredSettings } from "./runtime-settings.ts";

const UNIQUE_VIOLATION = "23505";

/** A change of settings, and who makes it. */
export interface SettingsChange {
  /** The version that the change was made for. */
  readonly version: number;
  readonly changes: RuntimeSettingChanges;
  readonly origin: AuditOrigin;
  readonly defaults: RuntimeSettingValues;
}

/**
 * Makes the change and its audit record, or neither. Throws CONFLICT where somebody else was first, and
 * VALIDATION_FAILED where the settings would not fit together.
 */
export async function changeRuntimeSettings(
  client: pg.PoolClient,
  change: SettingsChange,
): Promise<StoredSettings> {
  const before = await readStoredSettings(client);
  if (before.version !== change.version) throw conflict(change.version, before.version);
  const content = changedContent(before.content, change.changes);
  const details = [
    ...retentionFaults({ ...change.defaults, ...content }),
    ...(await priceBookFaults(client, change.changes.priceBooks ?? {})),
  ];
  if (details.length > 0) throw refused(details);
  const after = await insertVersion(client, { ...change, content });
  const names = RUNTIME_SETTING_NAMES.filter((name) => change.changes[name] !== undefined);
  await insertAudit(client, {
    ...change.origin,
    action: "SETTINGS_CHANGED",
    resourceType: "SETTINGS",
    resourceId: "runtime",
    details: {
      version: after.version,
      before: pick({ ...change.defaults, ...before.content }, names),
      after: pick({ ...change.defaults, ...content }, names),
    },
    status: "SUCCESS",
  });
  return after;
}

function changedContent(
  before: Partial<RuntimeSettingValues>,
  changes: RuntimeSettingChanges,
): Partial<RuntimeSettingValues> {
  const content: Record<string, unknown> = { ...before };
  for (const name of RUNTIME_SETTING_NAMES) {
    const value = changes[name];
    if (value === null) delete content[name];
    else if (value !== undefined) content[name] = value;
  }
  return readRuntimeChanges(content);
}

async function insertVersion(
  client: pg.PoolClient,
  { version, content, origin }: SettingsChange & { content: Partial<RuntimeSettingValues> },
): Promise<StoredSettings> {
  try {
    const { rows } = await client.query<{ changed_at: Date }>(
      "insert into runtime_setting (version, content, changed_by) values ($1, $2, $3) returning changed_at",
      [version + 1, JSON.stringify(content), origin.userId],
    );
    const changedAt = rows[0]?.changed_at ?? null;
    return { version: version + 1, changedAt, changedBy: origin.userId, content };
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION;
    throw isTaken ? conflict(version, version + 1, error) : error;
  }
}

function retentionFaults({ retentionDailyDays, retentionHourlyDays }: RuntimeSettingValues): ErrorDetail[] {
  if (retentionDailyDays >= retentionHourlyDays) return [];
  const message = `found ${retentionDailyDays}, wanted no fewer than retentionHourlyDays, which is ${retentionHourlyDays}`;
  return [{ field: "changes.retentionDailyDays", message, type: "retention" }];
}

async function priceBookFaults(
  client: pg.ClientBase,
  priceBooks: Readonly<Record<string, string>>,
): Promise<ErrorDetail[]> {
  const clusters = Object.keys(priceBooks);
  if (clusters.length === 0) return [];
  const { rows } = await client.query<{
    name: string;
    cluster: string | null;
    book: string | null;
    fits: boolean;
  }>(
    `select wanted.name, cluster.currency as cluster, book.currency as book,
       coalesce(cluster.currency = book.currency, false) as fits
     from unnest($1::text[], $2::text[]) as wanted (name, title)
     left join cluster on cluster.name = wanted.name
     left join price_book book on book.name || '@' || book.version = wanted.title`,
    [clusters, Object.values(priceBooks)],
  );
  const wrong = rows.filter(({ fits }) => !fits);
  if (wrong.length === 0) return [];
  const known = await readKnown(client);
  return wrong.map(({ name, cluster, book }) => {
    const field = `changes.priceBooks.${name}`;
    if (cluster === null) {
      const message = `there is no such cluster, wanted ${oneOf(known.clusters)}`;
      return { field, message, type: "unknown_cluster" };
    }
    const fitting = oneOf(
      known.books.filter(({ currency }) => currency === cluster).map(({ label }) => label),
    );
    if (book === null) {
      const message = `there is no such price book, wanted ${fitting}; PRICE_BOOK_FILE and admin reprice register others`;
      return { field, message, type: "unknown_price_book" };
    }
    const message = `found a book in ${book}, wanted one in ${cluster}: ${fitting}`;
    return { field, message, type: "currency" };
  });
}

interface KnownNames {
  readonly clusters: readonly string[];
  /** Newest version first. */
  readonly books: readonly { readonly label: string; readonly currency: string }[];
}

async function readKnown(client: pg.ClientBase): Promise<KnownNames> {
  const clusters = await client.query<{ name: string }>("select name from cluster order by name");
  const books = await client.query<{ label: string; currency: string }>(
    "select name || '@' || version as label, currency from price_book order by name, version desc",
  );
  return { clusters: clusters.rows.map(({ name }) => name), books: books.rows };
}

const MOST_NAMED = 20;

function oneOf(names: readonly string[]): string {
  if (names.length === 0) return "one of none that there is yet";
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return `one of ${names.slice(0, MOST_NAMED).join(", ")}${more}`;
}

function conflict(wanted: number, found: number, cause?: unknown): CostError {
  return new CostError(
    "CONFLICT",
    `The settings are at version ${found}, and the change was made for version ${wanted}. Read them again, and change those.`,
    { cause },
  );
}

function refused(details: readonly ErrorDetail[]): CostError {
  const text = details.map(({ field, message }) => `${field}: ${message}`).join("; ");
  return new CostError("VALIDATION_FAILED", text, { details });
}

function pick(values: RuntimeSettingValues, names: readonly RuntimeSettingName[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
