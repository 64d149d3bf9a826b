import * as z from "zod";
import { isWellFormed, NameSchema } from "./text.ts";

/** The settings that may change while the service runs. One that was not changed is as the environment says. */
export interface RuntimeSettingValues {
  /** Days for which a container's hours are kept. */
  retentionHourlyDays: number;
  /** Days for which days and sums are kept; not fewer than the hours. */
  retentionDailyDays: number;
  /** The price book of a cluster, by the cluster's name, as `name@version`; others keep the configured one. */
  priceBooks: Record<string, string>;
  /** The only labels that are kept of pods and namespaces; null keeps all. */
  labelAllowList: string[] | null;
  /** Whether the usual questions are asked ahead of time. */
  cacheWarming: boolean;
  /** Requests a minute for each caller, and for each address without a valid token. */
  rateLimitRequestsPerMinute: number;
  /** How long an answer may be kept where `cacheEndpoints` does not say. */
  cacheTtlSeconds: number;
  /** How long the answers of a path may be kept, in seconds. */
  cacheEndpoints: Record<string, number>;
}

export type RuntimeSettingName = keyof RuntimeSettingValues;

/** What to change; null goes back to what the environment says. */
export type RuntimeSettingChanges = {
  [Name in RuntimeSettingName]?: RuntimeSettingValues[Name] | null | undefined;
};

export interface SettingsAnswer {
  /** Grows with each change; 0 before the first one. An update names the one that it was made for. */
  version: number;
  changedAt: string | null;
  /** Id of the caller who made the last change. */
  changedBy: string | null;
  values: RuntimeSettingValues;
  /** Names of those that differ from the environment's by a change. */
  changed: RuntimeSettingName[];
}

export interface SettingsUpdate {
  /** The version that the change was made for: 409 CONFLICT where it is no longer the last. */
  version: number;
  changes: RuntimeSettingChanges;
}

const LONGEST_TTL_SECONDS = 86_400;
const MOST_ENTRIES = 200;
const ttlSeconds = z.int().min(0).max(LONGEST_TTL_SECONDS);

function atMost<Value>(
  schema: z.ZodType<Record<string, Value>, Record<string, Value>>,
): z.ZodType<Record<string, Value>, Record<string, Value>> {
  return schema.refine((record) => Object.keys(record).length <= MOST_ENTRIES, {
    error: `must have ${MOST_ENTRIES} entries at most`,
  });
}

// oxlint-disable-next-line no-control-regex -- a book's name has none
const PRICE_BOOK = /^[^\x00-\x1f\x7f-\x9f@]{1,200}@[1-9][0-9]{0,8}$/u;
const NO_PRICE_BOOK = { error: "must be name@version, such as prod-eur@2" };

const fields = {
  retentionHourlyDays: z.int().min(1).max(3_650),
  retentionDailyDays: z.int().min(1).max(36_500),
  priceBooks: atMost(
    z.record(NameSchema, z.string().regex(PRICE_BOOK, NO_PRICE_BOOK).refine(isWellFormed, NO_PRICE_BOOK)),
  ),
  labelAllowList: z.array(NameSchema).max(MOST_ENTRIES).nullable(),
  cacheWarming: z.boolean(),
  rateLimitRequestsPerMinute: z.int().min(1).max(1_000_000),
  cacheTtlSeconds: ttlSeconds,
  cacheEndpoints: atMost(
    z.record(
      z
        .string()
        .max(253)
        .regex(/^\/[A-Za-z0-9_/.{}-]*$/, { error: "must be a path, such as /api/v1/cost/cluster" }),
      ttlSeconds,
    ),
  ),
};

const ValuesSchema: z.ZodType<RuntimeSettingValues> = z.object(fields);

const ChangesObject = z.strictObject({
  retentionHourlyDays: fields.retentionHourlyDays.nullish(),
  retentionDailyDays: fields.retentionDailyDays.nullish(),
  priceBooks: fields.priceBooks.nullish(),
  labelAllowList: fields.labelAllowList.nullish(),
  cacheWarming: fields.cacheWarming.nullish(),
  rateLimitRequestsPerMinute: fields.rateLimitRequestsPerMinute.nullish(),
  cacheTtlSeconds: fields.cacheTtlSeconds.nullish(),
  cacheEndpoints: fields.cacheEndpoints.nullish(),
});

export const RUNTIME_SETTING_NAMES: readonly RuntimeSettingName[] = ChangesObject.keyof().options;

export const SettingsUpdateSchema: z.ZodType<SettingsUpdate, SettingsUpdate> = z.strictObject({
  version: z.int().min(0),
  changes: ChangesObject.refine((changes) => Object.values(changes).some((value) => value !== undefined), {
    error: "must change something",
  }),
});

/**
 * Reads what was changed before, perhaps by another version of the service: what this one does not know, or would
 * not take, is left out, for it cannot act on it.
 */
export function readRuntimeChanges(stored: unknown): Partial<RuntimeSettingValues> {
  const content = z.record(z.string(), z.unknown()).safeParse(stored).data ?? {};
  const known = RUNTIME_SETTING_NAMES.filter((name) => fields[name].safeParse(content[name]).success);
  return Object.fromEntries(known.map((name) => [name, content[name]]));
}

export const SettingsAnswerSchema: z.ZodType<SettingsAnswer> = z.object({
  version: z.int(),
  changedAt: z.string().nullable(),
  changedBy: z.string().nullable(),
  values: ValuesSchema,
  changed: z.array(ChangesObject.keyof()),
});
