import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { Side } from "./level.ts";

/**
 * `pending`: it holds, not long enough yet; `firing`; `held`: it holds because older hours were written anew, which is no news;
 * `resolved`: it held.
 */
export type StoredPhase = "pending" | "firing" | "held" | "resolved";

/** What is known of one thing that a rule looks at. */
export interface AlertState {
  readonly phase: StoredPhase;
  /** Since when it holds, by the numbers' own time. */
  readonly since: Instant;
  readonly firedAt: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly toldAt: Instant | null;
}

/** One look at a thing. */
export interface AlertLook {
  readonly side: Side;
  /** The same for the moment of the last look, with the numbers of now; null at the first look of a rule. */
  readonly thenSide: Side | null;
  /** Until when the numbers are known. */
  readonly asOf: Instant;
  readonly now: Instant;
  readonly forHours: number;
  readonly repeatHours: number;
  readonly isSilenced: boolean;
}

/** What has become of a thing, and what of it is to be told. */
export interface AlertStep {
  /** Null where nothing is to be remembered. */
  readonly state: AlertState | null;
  readonly news: "fired" | "repeated" | "resolved" | null;
}

/** One step from nothing to pending, firing, resolved. A value that is not known changes nothing. */
export function stepAlert(state: AlertState | null, look: AlertLook): AlertStep {
  const current = state?.phase === "resolved" ? null : state;
  if (look.side === "unknown") return { state, news: null };
  if (!current) return look.side === "reached" ? begun(look) : { state, news: null };
  if (current.phase === "firing") return ofFiring(current, look);
  if (look.side !== "reached") return { state: null, news: null };
  return current.phase === "held" ? { state: current, news: null } : risen(current, look);
}

/** What holds at the last look's moment too, and did not then, has come with older hours that were written anew. */
function begun(look: AlertLook): AlertStep {
  const begin = { since: look.asOf, firedAt: null, resolvedAt: null, toldAt: null };
  if (look.thenSide === "reached") return { state: { ...begin, phase: "held" }, news: null };
  return risen({ ...begin, phase: "pending" }, look);
}

function risen(state: AlertState, look: AlertLook): AlertStep {
  if (look.asOf - state.since < look.forHours * HOUR_MS) return { state, news: null };
  return told({ ...state, phase: "firing", firedAt: look.now }, look);
}

function ofFiring(state: AlertState, look: AlertLook): AlertStep {
  if (look.side === "cleared") {
    const over = { ...state, phase: "resolved", resolvedAt: look.now } as const;
    // Who was not told that it fires is not told its end.
    return { state: over, news: state.toldAt === null ? null : "resolved" };
  }
  return told(state, look);
}

/** Told at once, again after a while, and after a silence. */
function told(state: AlertState, { now, repeatHours, isSilenced }: AlertLook): AlertStep {
  if (isSilenced) return { state, news: null };
  if (state.toldAt === null) return { state: { ...state, toldAt: now }, news: "fired" };
  const isDue = repeatHours > 0 && now - state.toldAt >= repeatHours * HOUR_MS;
  return isDue ? { state: { ...state, toldAt: now }, news: "repeated" } : { state, news: null };
}
