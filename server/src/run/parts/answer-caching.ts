import { createHash } from "node:crypto";
import type { Instant } from "@kubecent/shared";
import { createAnswers } from "../../api/answers/answers.ts";
import type { ApiServices } from "../../api/context.ts";
import { appRouter } from "../../api/router.ts";
import type { AnswerCache } from "../../cache/answer-cache.ts";
import { openAnswerCache } from "../../cache/open-answer-cache.ts";
import { createQuietTrigger, type QuietTrigger } from "../../cache/quiet-trigger.ts";
import { startSweeper } from "../../cache/sweeper.ts";
import { type WarmingQuestion, warmOnce } from "../../cache/warming.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";
import type { Database } from "../../store/connection/database.ts";
import type { RuntimeSettings } from "../../store/shared-state/runtime-settings.ts";
import type { Undo } from "../start/undo.ts";
import { usualQuestions } from "./usual-questions.ts";
import { VERSION } from "../start/version.ts";

interface CacheParts {
  readonly settings: Settings;
  readonly runtimeSettings: RuntimeSettings;
  readonly database: Database;
  readonly now: () => Instant;
  readonly cursorKey: Uint8Array;
  readonly undo: Undo;
}

/** Opens the cache of answers, and begins to sweep its table. */
export async function answerCache(parts: CacheParts): Promise<AnswerCache> {
  const { settings, runtimeSettings, database, now, cursorKey, undo } = parts;
  const cache = openAnswerCache({
    database,
    now,
    timesToLive: () => {
      const { cacheTtlSeconds, cacheEndpoints } = runtimeSettings.current();
      return { defaultSeconds: cacheTtlSeconds, secondsByPath: cacheEndpoints };
    },
    // Answers hold cursors, which nobody reads who has another key.
    generation: [VERSION, createHash("sha256").update(cursorKey).digest("hex")],
  });
  // Whoever develops changes the code without changing its version.
  if (settings.ENVIRONMENT === "development") await cache.clear();
  const sweeper = startSweeper(database, cache.metrics);
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

/**
 * Asks the usual questions ahead of time: once now, and whenever hours have been written, here or elsewhere; not while
 * the settings say that it is not to.
 */
export function startWarming(parts: WarmingParts): Pick<QuietTrigger, "want"> {
  const { settings, services, log, undo } = parts;
  // A process that only collects has nobody to answer.
  if (settings.KUBECENT_ROLE === "collector") return { want: () => undefined };

  const { cache, runtimeSettings } = services;
  const isOn = (): boolean => runtimeSettings.current().cacheWarming;
  const answers = createAnswers(appRouter, services);
  const trigger = createQuietTrigger(async () => {
    if (!isOn()) return;
    const questions = async (): Promise<WarmingQuestion[]> =>
      // A round that is under way when it is switched off has no more questions.
      (await usualQuestions(answers, services)).map((ask) => async () => (isOn() ? ask() : undefined));
    await warmOnce({ questions, metrics: cache.metrics, log });
  }, QUIET);
  let wasOn = isOn();
  const unsubscribe = runtimeSettings.onChange(() => {
    if (isOn() && !wasOn) trigger.now();
    wasOn = isOn();
  });
  const looking = watchVersions(services, () => trigger.want());
  undo.add(async () => {
    unsubscribe();
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
