import { createHash } from "node:crypto";
import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import { createAnswers } from "../api/answers/answers.ts";
import type { ApiServices } from "../api/context.ts";
import { appRouter } from "../api/router.ts";
import type { AnswerCache } from "../cache/answer-cache.ts";
import { openAnswerCache } from "../cache/open-answer-cache.ts";
import { createQuietTrigger, type QuietTrigger } from "../cache/quiet-trigger.ts";
import { startSweeper } from "../cache/sweeper.ts";
import { warmOnce } from "../cache/warming.ts";
import type { Settings } from "../config/read-settings.ts";
import type { Log } from "../http/log/logger.ts";
import type { Undo } from "./undo.ts";
import { usualQuestions } from "./usual-questions.ts";
import { VERSION } from "./version.ts";

interface CacheParts {
  readonly settings: Settings;
  readonly pool: pg.Pool;
  readonly readPool: pg.Pool;
  readonly now: () => Instant;
  readonly cursorKey: Uint8Array;
  readonly undo: Undo;
}

/** Opens the cache of answers, and begins to sweep its table. */
export async function answerCache(parts: CacheParts): Promise<AnswerCache> {
  const { settings, pool, now, cursorKey, undo } = parts;
  const cache = openAnswerCache({
    pool,
    get readPool() {
      return parts.readPool;
    },
    now,
    timesToLive: {
      defaultSeconds: settings.CACHE_TTL_SECONDS,
      secondsByPath: settings.CACHE_ENDPOINTS,
    },
    // Answers hold cursors, which nobody reads who has another key.
    generation: [VERSION, createHash("sha256").update(cursorKey).digest("hex")],
  });
  // Whoever develops changes the code without changing its version.
  if (settings.ENVIRONMENT === "development") await cache.clear();
  const sweeper = startSweeper(pool, cache.metrics);
  undo.add(() => sweeper.stop());
  return cache;
}

/** A backfill writes hours for minutes on end: its answers are warmed now and then, and once more when it is over. */
const QUIET = { quietMs: 2_000, patienceMs: 60_000 };
/** How often to look whether another process has written hours. */
const LOOK_EVERY_MS = 15_000;

interface WarmingParts {
  readonly settings: Settings;
  readonly services: ApiServices;
  readonly log: Log;
  readonly undo: Undo;
}

/** Asks the usual questions ahead of time: once now, and whenever hours have been written, here or elsewhere. */
export function startWarming(parts: WarmingParts): Pick<QuietTrigger, "want"> {
  const { settings, services, log, undo } = parts;
  // A process that only collects has nobody to answer.
  if (!settings.ENABLE_CACHE_WARMING || settings.KUBECENT_ROLE === "collector")
    return { want: () => undefined };

  const { cache } = services;
  const answers = createAnswers(appRouter, services);
  const trigger = createQuietTrigger(
    () => warmOnce({ questions: () => usualQuestions(answers, services), metrics: cache.metrics, log }),
    QUIET,
  );
  const looking = watchVersions(services, () => trigger.want());
  undo.add(async () => {
    clearInterval(looking);
    await trigger.stop();
  });
  trigger.now();
  return trigger;
}

function watchVersions({ cache }: ApiServices, onChange: () => void): NodeJS.Timeout {
  let last: string | undefined;
  const look = async (): Promise<void> => {
    const version = (await cache.versions.current()).of(ALL_CLUSTERS);
    if (last !== undefined && last !== version) onChange();
    last = version;
  };
  // While the database is away there is nothing new.
  return setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS).unref();
}

const ALL_CLUSTERS = { names: undefined, currency: undefined };
