import { setTimeout as wait } from "node:timers/promises";
import { errorMessage, type RuntimeSettingValues } from "@kubecent/shared";
import type { Database } from "../../store/connection/database.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";
import { createRuntimeSettings, type RuntimeSettings } from "../../store/shared-state/runtime-settings.ts";
import type { Undo } from "../start/undo.ts";

/** Another replica's change is seen within this time, and so within ten seconds with all that comes between. */
const LOOK_EVERY_MS = 4_000;

/** The settings that may change at run time; they follow the database for as long as the service runs. */
export async function followSettings(
  settings: Settings,
  { database, log, undo }: { database: Database; log: Log; undo: Undo },
): Promise<RuntimeSettings> {
  const runtimeSettings = createRuntimeSettings(database, runtimeDefaults(settings));
  await runtimeSettings.refresh();
  const stopping = new AbortController();
  const running = follow(runtimeSettings, log, stopping.signal);
  undo.add(async () => {
    stopping.abort();
    await running;
  });
  return runtimeSettings;
}

/** What the environment says of the settings that may change at run time. */
export function runtimeDefaults(settings: Settings): RuntimeSettingValues {
  return {
    retentionHourlyDays: settings.RETENTION_HOURLY_DAYS,
    retentionDailyDays: settings.RETENTION_DAILY_DAYS,
    priceBooks: {},
    labelAllowList: null,
    cacheWarming: settings.ENABLE_CACHE_WARMING,
    rateLimitRequestsPerMinute: settings.RATE_LIMIT_REQUESTS_PER_MINUTE,
    cacheTtlSeconds: settings.CACHE_TTL_SECONDS,
    cacheEndpoints: settings.CACHE_ENDPOINTS,
  };
}

/** A look that fails changes nothing: the settings that are known hold on. */
async function follow(runtimeSettings: RuntimeSettings, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await wait(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    const before = runtimeSettings.current();
    await runtimeSettings.refresh().catch((error: unknown) => {
      log.warn("settings.not_read", { error: errorMessage(error) });
    });
    if (JSON.stringify(before) !== JSON.stringify(runtimeSettings.current()))
      log.info("settings.changed", {});
  }
}
