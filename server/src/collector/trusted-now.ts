import { type Instant, MINUTE_MS } from "@kubecent/shared";
import type { Source } from "../domain/observation.ts";

/** A clock that differs by more than NOTED_SKEW_MS is logged; by more than LARGEST_SKEW_MS, no hour is collected. */
export const NOTED_SKEW_MS = MINUTE_MS / 2;
export const LARGEST_SKEW_MS = 5 * MINUTE_MS;

/** A clock beside this process's own. */
export interface Clock {
  /** Whose it is, for messages: `the database`. */
  readonly whose: string;
  read(signal: AbortSignal): Promise<Instant>;
}

/** What has clocks: a cluster whose hours are collected. */
interface Clocked {
  readonly now: () => Instant;
  readonly clocks?: readonly Clock[];
  readonly source: Pick<Source, "clock">;
}

/** Clocks disagree by so much that an hour could be collected before it is over. */
export class ClockSkewError extends Error {
  override readonly name = "ClockSkewError";
}

/**
 * The moment up to which hours are over by every clock that is involved: of this process, the database and the
 * source. Throws ClockSkewError when they differ by more than five minutes.
 */
export async function trustedNow(
  cluster: Clocked,
  onSkew: (whose: string, skewMs: number) => void,
  signal: AbortSignal,
): Promise<Instant> {
  let earliest = cluster.now();
  for (const clock of clocksOf(cluster)) {
    const theirs = await clock.read(signal);
    const skewMs = theirs - cluster.now();
    if (Math.abs(skewMs) > LARGEST_SKEW_MS) throw new ClockSkewError(skewText(clock.whose, skewMs));
    if (Math.abs(skewMs) > NOTED_SKEW_MS) onSkew(clock.whose, skewMs);
    earliest = Math.min(earliest, theirs);
  }
  return earliest;
}

function clocksOf({ clocks = [], source }: Clocked): readonly Clock[] {
  const { clock } = source;
  return clock ? [...clocks, { whose: "the source", read: (signal) => clock(signal) }] : clocks;
}

function skewText(whose: string, skewMs: number): string {
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  const direction = skewMs > 0 ? "ahead of" : "behind";
  return `The clock of ${whose} is ${seconds} s ${direction} ours, wanted 300 s at most: no hour is collected until the clocks agree. Check NTP on both machines.`;
}
