import { createAnswers } from "../../api/answers.ts";
import type { ApiServices } from "../../api/context.ts";
import { createDebouncedTask, type DebouncedTask } from "../../cache/debounced-task.ts";
import { type WarmingQuestion, warmOnce } from "../../cache/warming.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";
import type { Undo } from "../start/undo.ts";
import { usualQuestions } from "./usual-questions.ts";

/** A backfill writes hours for minutes on end: its answers are warmed now and then, and once more when it is over. */
const QUIET = { quietMs: 2_000, maxWaitMs: 60_000 };
/** How often to look whether another process has written hours. */
const LOOK_EVERY_MS = 15_000;

interface WarmingParts {
  readonly settings: Settings;
  readonly services: ApiServices;
  readonly log: Log;
  readonly undo: Undo;
}

/**
 * Asks the usual questions ahead of time: once now, and whenever hours have been written, here or elsewhere. Does
 * nothing while the settings switch it off.
 */
export function startWarming(parts: WarmingParts): Pick<DebouncedTask, "runSoon"> {
  const { settings, services, log, undo } = parts;
  // A process that only collects answers no questions.
  if (settings.KUBECENT_ROLE === "collector") return { runSoon: () => undefined };

  const { cache, runtimeSettings } = services;
  const isOn = (): boolean => runtimeSettings.current().cacheWarming;
  const answers = createAnswers(services);
  const task = createDebouncedTask(async () => {
    if (!isOn()) return;
    const questions = async (): Promise<WarmingQuestion[]> =>
      // A round that is under way when it is switched off has no more questions.
      (await usualQuestions(answers, services)).map((ask) => async () => (isOn() ? ask() : undefined));
    await warmOnce({ questions, metrics: cache.metrics, log });
  }, QUIET);
  let wasOn = isOn();
  const unsubscribe = runtimeSettings.onChange(() => {
    if (isOn() && !wasOn) task.runNow();
    wasOn = isOn();
  });
  const looking = watchVersions(services, () => task.runSoon());
  undo.add(async () => {
    unsubscribe();
    clearInterval(looking);
    await task.stop();
  });
  task.runNow();
  return task;
}

function watchVersions({ cache }: ApiServices, onChange: () => void): NodeJS.Timeout {
  let last: string | undefined;
  const look = async (): Promise<void> => {
    const version = (await cache.versions.current()).of(ALL_CLUSTERS);
    if (last !== undefined && last !== version) onChange();
    last = version;
  };
  // While the database is away there are no new hours.
  return setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS).unref();
}

const ALL_CLUSTERS = { names: undefined, currency: undefined };
