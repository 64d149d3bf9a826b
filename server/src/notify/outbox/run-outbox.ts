import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../store/connection/database.ts";
import { type Claim, claimDue, type ClaimRules } from "../../store/notify/claim.ts";
import { type Decision, finishClaim } from "../../store/notify/finish-claim.ts";
import type { Outcome } from "../sending/outcome.ts";
import { decide } from "./decide.ts";
import { sendClaim, type Sending } from "./send-claim.ts";

/** What the outbox tells of its work. */
export interface OutboxEvents {
  onTried(claim: Claim, outcome: Outcome, decision: Decision): void;
  onFailure(error: unknown): void;
}

export interface OutboxOptions extends ClaimRules, Sending {
  readonly database: Database;
  readonly events: OutboxEvents;
  readonly pollMs?: number;
}

/** How long nothing is looked for after nothing was found. */
const POLL_MS = 1_000;
/** Channels that one process sends to at a time: a receiver that hangs holds up one of them. */
const MOST_AT_A_TIME = 4;

/** Sends what is due until the signal says stop, and then finishes what is under way. Several processes may. */
export async function runOutbox(options: OutboxOptions, signal: AbortSignal): Promise<void> {
  const { database, events, pollMs = POLL_MS } = options;
  const underWay = new Set<Promise<void>>();
  while (!signal.aborted) {
    try {
      const claim = underWay.size < MOST_AT_A_TIME ? await claimDue(database, options) : null;
      if (claim) {
        const sending = deliver(claim, options).finally(() => underWay.delete(sending));
        underWay.add(sending);
        continue;
      }
    } catch (error) {
      events.onFailure(error);
    }
    await waitForMore(underWay, pollMs, signal);
  }
  await Promise.all(underWay);
}

/** Until something that is under way is over, or it is time to look again. */
async function waitForMore(
  underWay: ReadonlySet<Promise<void>>,
  pollMs: number,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const waiting = sleep(pollMs, undefined, { signal: either }).catch(() => undefined);
  const full = underWay.size >= MOST_AT_A_TIME ? [...underWay] : [];
  await Promise.race([waiting, ...full]);
  over.abort();
}

/** Sends and writes down what came of it. Never throws: what is not written down is sent again. */
async function deliver(claim: Claim, options: OutboxOptions): Promise<void> {
  const { database, events, paceOf, now } = options;
  try {
    const outcome = await sendClaim(claim, options);
    const { channel, rows } = claim;
    // One for all: what failed as one message is due again as one.
    const random = Math.random();
    const decisions = rows.map((row) => decide({ channel, row, outcome, now: now(), random }));
    const isWritten = await finishClaim(database, {
      claim,
      decisions,
      pauseMs: paceOf(channel.kind).everyMs,
      disable: outcome.next === "disable" ? "gone" : null,
    });
    const [decision] = decisions;
    if (isWritten && decision) events.onTried(claim, outcome, decision);
  } catch (error) {
    events.onFailure(error);
  }
}
