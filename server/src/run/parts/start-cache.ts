import { createHash } from "node:crypto";
import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { AnswerCache } from "../../cache/answer-cache.ts";
import { openAnswerCache } from "../../cache/open-answer-cache.ts";
import { startSweeper } from "../../cache/sweeper.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { RuntimeSettings } from "../../store/shared-state/runtime-settings.ts";
import type { Undo } from "../start/undo.ts";
import { VERSION } from "../start/version.ts";

interface CacheParts {
  readonly settings: Settings;
  readonly runtimeSettings: RuntimeSettings;
  readonly pool: pg.Pool;
  readonly readPool: pg.Pool;
  readonly now: () => Instant;
  readonly cursorKey: Uint8Array;
  readonly undo: Undo;
}

/** Opens the cache of answers, and begins to sweep its table. */
export async function startCache(parts: CacheParts): Promise<AnswerCache> {
  const { settings, runtimeSettings, pool, now, cursorKey, undo } = parts;
  const cache = openAnswerCache({
    pool,
    get readPool() {
      return parts.readPool;
    },
    now,
    settings: () => runtimeSettings.current(),
    // Answers hold cursors, which a replica with another key cannot read.
    generation: [VERSION, createHash("sha256").update(cursorKey).digest("hex")],
  });
  // In development the code changes without its version.
  if (settings.ENVIRONMENT === "development") await cache.clear();
  const sweeper = startSweeper(pool, cache.metrics);
  undo.add(() => sweeper.stop());
  return cache;
}
