import { createHash } from "node:crypto";
import type { Instant } from "@kubecent/shared";
import type { AnswerCache } from "../../cache/answer-cache.ts";
import { openAnswerCache } from "../../cache/open-answer-cache.ts";
import { startSweeper } from "../../cache/sweeper.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { Database } from "../../store/connection/database.ts";
import type { RuntimeSettings } from "../../store/shared-state/runtime-settings.ts";
import type { Undo } from "../start/undo.ts";
import { VERSION } from "../start/version.ts";

interface CacheParts {
  readonly settings: Settings;
  readonly runtimeSettings: RuntimeSettings;
  readonly database: Database;
  readonly now: () => Instant;
  readonly cursorKey: Uint8Array;
  readonly undo: Undo;
}

/** To write a short question's answer took a quarter of the time of asking it, and to read it back as much again. */
const SHARED_FROM_MS = 50;

/** Opens the cache of answers, and begins to sweep its table. */
export async function startCache(parts: CacheParts): Promise<AnswerCache> {
  const { settings, runtimeSettings, database, now, cursorKey, undo } = parts;
  const cache = openAnswerCache({
    database,
    now,
    sharedFromMs: SHARED_FROM_MS,
    settings: () => runtimeSettings.current(),
    // Answers hold cursors, which a replica with another key cannot read.
    generation: [VERSION, createHash("sha256").update(cursorKey).digest("hex")],
  });
  // In development the code changes without its version.
  if (settings.ENVIRONMENT === "development") await cache.clear();
  const sweeper = startSweeper(database, cache.metrics);
  undo.add(() => sweeper.stop());
  return cache;
}
