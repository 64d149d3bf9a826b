import type { Trouble } from "./trouble.ts";

/** How a question to the service is getting on. An answer may be there beside any of them: then it is the last good one. */
export type AskState =
  | { kind: "loading" }
  | { kind: "ready" }
  /** The service asked to wait: too many requests, or it is not ready. It is asked again at `until` by itself. */
  | { kind: "waiting"; trouble: Trouble; until: number }
  | { kind: "failed"; trouble: Trouble }
  | { kind: "offline" };

/** A question, its answer as far as there is one, and its state. What every hook of `data/` returns. */
export interface Asked<Answer> {
  answer: Answer | undefined;
  state: AskState;
  /** The answer is to an earlier question, or to another one: it is shown greyed until its successor is there. */
  isOld: boolean;
  /** When the answer arrived; undefined without one. */
  answeredAt: number | undefined;
  /** Asks again now. */
  retry: () => void;
}

const WORST_FIRST = ["failed", "offline", "waiting", "loading", "ready"] as const;

/** The question that a screen with several of them has to speak of. */
export function worstOf(all: readonly Asked<unknown>[]): Asked<unknown> | undefined {
  return WORST_FIRST.flatMap((kind) => all.filter(({ state }) => state.kind === kind))[0];
}
