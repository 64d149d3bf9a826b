import type { InfoAnswer } from "@kubecent/sdk";
import { useCallback, useEffect, useState } from "react";
import { askedAgainMs } from "../states/asked-again.ts";
import type { Session } from "./session.ts";
import { askCaller, callerOf, clientOf, knownCaller } from "./session-client.ts";

interface CallerAnswer {
  readonly caller?: InfoAnswer | undefined;
  /** Of the last attempt; it stays while the next one is on its way. */
  readonly error?: unknown;
  /** When the next attempt is made by itself; none is where only people can help. */
  readonly nextAt?: number | undefined;
}

/** Who the session's caller is; asked before the page was drawn, and again where that failed. */
export function useAskedCaller(session: Session): CallerAnswer & { readonly askAgain: () => void } {
  const [attempt, setAttempt] = useState(1);
  const [answer, setAnswer] = useState<CallerAnswer>(() => ({ caller: knownCaller(session) }));
  useEffect(() => {
    let isLeft = false;
    const settle = (settled: CallerAnswer): void => {
      if (!isLeft) setAnswer(settled);
    };
    (attempt === 1 ? callerOf(session) : askCaller(clientOf(session))).then(
      (caller) => settle({ caller }),
      (error: unknown) => settle({ error, nextAt: nextAttemptAt(error) }),
    );
    return () => {
      isLeft = true;
    };
  }, [session, attempt]);
  const askAgain = useCallback(() => setAttempt((last) => last + 1), []);
  return { ...answer, askAgain };
}

function nextAttemptAt(error: unknown): number | undefined {
  const delayMs = askedAgainMs(error);
  return delayMs === undefined ? undefined : Date.now() + delayMs;
}
