import { HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import type { ClaimedNotification } from "../../store/notify/claim.ts";
import type { Decision } from "../../store/notify/finish-claim.ts";
import type { StoredChannel } from "../../store/notify/stored-channels.ts";
import { REPEAT_END_FOR_MS, REPEAT_EVERY_MS } from "../channels/alertmanager.ts";
import type { Outcome } from "../sending/outcome.ts";

/** Waits between tries, as Standard Webhooks proposes: the last one is three days after the first. */
const WAITS_MS: readonly number[] = [
  5_000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
/** Tries of what the receiver calls wrong: it may be changed meanwhile, but hardly in days. */
const FEW_TRIES = 3;
/** Up to a tenth is added to each wait, so that what failed together is not tried together. */
const JITTER = 0.1;
/** When news that stands is sent again after a failure. */
const STANDING_AGAIN_MS = 30_000;

/** A try that is over. */
export interface Try {
  readonly channel: Pick<StoredChannel, "kind">;
  readonly row: Pick<ClaimedNotification, "attempts" | "message" | "createdAt" | "isRepeat" | "reached">;
  readonly outcome: Outcome;
  readonly now: number;
  /** From 0 to 1. */
  readonly random: number;
}

/** How news goes on after a try. */
export function decide({ channel, row, outcome, now, random }: Try): Decision {
  const { isReached, status, error } = outcome;
  const said = { isReached, status, error, reached: [...new Set([...row.reached, ...outcome.reached])] };
  if (isReached) {
    const again = channel.kind === "alertmanager" && isToBeRepeated(row, now);
    return { ...said, state: again ? "standing" : "sent", dueInMs: again ? REPEAT_EVERY_MS : 0 };
  }
  if (outcome.next === "disable") return { ...said, state: "dead", dueInMs: 0 };
  if (row.isRepeat) return { ...said, state: "standing", dueInMs: STANDING_AGAIN_MS };
  const wait = waitAfter(row.attempts, outcome);
  if (wait === null) return { ...said, state: "dead", dueInMs: 0 };
  return { ...said, state: "queued", dueInMs: Math.round(wait * (1 + JITTER * random)) };
}

/** Alertmanager forgets what nobody repeats: what stands until its end, and the end for a while. */
function isToBeRepeated({ message, createdAt }: Try["row"], now: number): boolean {
  if (message.phase === "info") return false;
  return message.phase === "firing" || now - createdAt.getTime() < REPEAT_END_FOR_MS;
}

/** Milliseconds; null after the last try. */
function waitAfter(attempts: number, { next, retryAfterSeconds }: Outcome): number | null {
  if (next === "few" && attempts >= FEW_TRIES) return null;
  const wait = WAITS_MS[attempts - 1];
  if (wait === undefined) return null;
  return retryAfterSeconds === null ? wait : Math.max(retryAfterSeconds * 1_000, 1_000);
}
