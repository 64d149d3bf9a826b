import Bottleneck from "bottleneck";
import type { CacheMetrics } from "./cache-metrics.ts";

/** Asks one of the usual questions, as a request would. */
export type WarmingQuestion = () => Promise<unknown>;

export interface WarmingOptions {
  /** The usual questions, as the data stands now. */
  readonly questions: () => Promise<readonly WarmingQuestion[]>;
  readonly metrics: CacheMetrics;
  readonly log: WarmingLog;
}

/** Gets the log events of warming. */
export interface WarmingLog {
  info(event: string, fields: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Callers come first: warming takes few of the places where answers are made. */
const QUESTIONS_AT_A_TIME = 2;
const MOST_ERRORS_SHOWN = 3;

/** Asks all usual questions once. It has failed when one of them failed. Never throws. */
export async function warmOnce({ questions, metrics, log }: WarmingOptions): Promise<"complete" | "failed"> {
  const startedAt = performance.now();
  const failures: unknown[] = [];
  let asked = 0;
  try {
    const usual = await questions();
    asked = usual.length;
    log.info("cache_warming.start", { questions: asked });
    const queue = new Bottleneck({ maxConcurrent: QUESTIONS_AT_A_TIME });
    const outcomes = await Promise.allSettled(usual.map((ask) => queue.schedule(ask)));
    failures.push(...outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason] : [])));
  } catch (error) {
    failures.push(error);
  }
  const outcome = failures.length === 0 ? "complete" : "failed";
  const fields = { questions: asked, duration_ms: Math.round(performance.now() - startedAt) };
  metrics.warmed(outcome);
  if (outcome === "complete") log.info("cache_warming.complete", fields);
  else log.warn("cache_warming.failed", { ...fields, failed: failures.length, errors: textsOf(failures) });
  return outcome;
}

function textsOf(failures: readonly unknown[]): string[] {
  const texts = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
  return [...new Set(texts)].slice(0, MOST_ERRORS_SHOWN);
}
