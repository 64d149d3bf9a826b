import * as fc from "fast-check";
import { MINUTES_PER_HOUR, type PerMinute } from "../../../server/src/domain/observation.ts";

/** Shares of a minute; whole ones are the usual case. */
export const share = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 1, 1) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
);

/** Prices in whole pico-units, as far as an ordinary price goes, so that multiples of them stay exact. */
export const ordinaryPrice = fc.oneof(
  fc.constantFrom(0, 0.031611, 0.004237, 0.05, 1e-12),
  fc.integer({ min: 0, max: 2_000_000_000_000 }).map((pico) => pico / 1e12),
);
export const price = fc.oneof(
  { weight: 9, arbitrary: ordinaryPrice },
  { weight: 1, arbitrary: fc.constant(1_000) },
);

/** One value for each minute, that changes at most three times in the hour. */
export function byMinute(value: fc.Arbitrary<number>): fc.Arbitrary<PerMinute> {
  const changes = fc.array(fc.tuple(fc.nat(MINUTES_PER_HOUR - 1), value), { maxLength: 3 });
  return fc.tuple(value, changes).map(([first, later]) => {
    const minutes = new Float64Array(MINUTES_PER_HOUR).fill(first);
    for (const [from, changed] of later.toSorted(([a], [b]) => a - b)) minutes.fill(changed, from);
    return minutes;
  });
}

/** Minutes in which the source was blind: after some, it saw that things had stood all along. */
export interface BlindMinutes {
  readonly from: number;
  readonly to: number;
  readonly bridged: boolean;
}

export const blindMinutes: fc.Arbitrary<BlindMinutes | null> = fc.option(
  fc
    .record({
      from: fc.nat(MINUTES_PER_HOUR - 1),
      length: fc.integer({ min: 1, max: MINUTES_PER_HOUR }),
      bridged: fc.boolean(),
    })
    .map(({ from, length, bridged }) => ({ from, to: Math.min(MINUTES_PER_HOUR, from + length), bridged })),
);

/** When something stood there: since when, until when, as a fraction of the hour. */
export const life = fc
  .tuple(fc.constantFrom(0, 0, 0.25, 0.303), fc.constantFrom(1, 1, 0.75, 0.6181))
  .map(([from, to]) =>
    Float64Array.from({ length: MINUTES_PER_HOUR }, (_, minute) => {
      const overlap = Math.min(to * MINUTES_PER_HOUR, minute + 1) - Math.max(from * MINUTES_PER_HOUR, minute);
      return Math.max(0, overlap);
    }),
  );

interface Standing {
  readonly seenMinutes: PerMinute;
  readonly unobservedMinutes: PerMinute;
}

/** Splits a life into what was seen of it and what was not. */
export function standing(lived: PerMinute, blind: BlindMinutes | null): Standing {
  const isBlind = (minute: number): boolean => blind !== null && minute >= blind.from && minute < blind.to;
  return {
    seenMinutes: lived.map((value, minute) => (isBlind(minute) ? 0 : value)),
    unobservedMinutes: lived.map((value, minute) => (isBlind(minute) && blind?.bridged ? value : 0)),
  };
}
