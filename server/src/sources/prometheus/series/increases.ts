import type { Instant } from "@kubecent/shared";
import type { Series } from "./series.ts";

/** A fall by no more than this share of the value is an error of measurement, not a new beginning. */
const LITTLE_FALL = 0.01;
/** A counter that came back from a fall has gone on if it grew by no more than this share of its value. */
const LITTLE_GROWTH = 0.1;
const SECOND_MS = 1_000;

/** How much a counter grew in a stretch of time. */
export interface Increase {
  readonly start: Instant;
  readonly end: Instant;
  readonly amount: number;
}

/** What is known of a counter besides its samples. */
export interface CounterFacts {
  /** When it stood at zero, if that was just before its first sample: then its first value is growth too. */
  readonly bornAt: Instant | null;
  /** It cannot grow faster than this by the second. */
  readonly mostPerSecond: number;
  /** A sample may be older than its time says by this much, and so hold this much less or more time. */
  readonly slackMs: number;
}

/** Takes what a counter's samples tell, step by step. */
export interface CounterReader {
  readonly grew: (start: Instant, end: Instant, amount: number) => void;
  /** The step from one value to another cannot be, or the second value is wrong. */
  readonly doubted: (start: Instant, end: Instant, values: { before: number; told: number }) => void;
}

/** A sample that is believed. */
interface Belief {
  time: Instant;
  value: number;
}

/**
 * Reads the growth of a counter from sample to sample, over holes too. A value far below the one before counts
 * from zero, if that much can have come since. A sample that does not fit between its neighbours, which fit each
 * other, is left out, and growth goes on from the sample before it. Any other step that cannot be is not known.
 */
export function readCounter(
  { times, values }: Pick<Series, "times" | "values">,
  facts: CounterFacts,
  reader: CounterReader,
): void {
  const last: Belief = { time: facts.bornAt ?? Number.NaN, value: 0 };
  for (let index = 0; index < times.length; index++) {
    const time = times[index] ?? 0;
    const told = values[index] ?? Number.NaN;
    const growth = told - last.value;
    const isUsual = growth >= 0 && growth <= mostBetween(last.time, time, facts);
    if (time <= last.time || Number.isNaN(last.time)) {
      if (!Number.isNaN(last.time) || !(told >= 0)) continue;
    } else if (isUsual && !((values[index + 1] ?? told) < told)) reader.grew(last.time, time, growth);
    else if (!tellOddStep(beliefsFrom({ times, values }, index), last, { facts, reader })) continue;
    last.time = time;
    last.value = told;
  }
}

/** The growth of a counter whose speed has no known limit. */
export function increasesOf(series: Series, facts: Partial<CounterFacts> = {}): Increase[] {
  const increases: Increase[] = [];
  const known = { bornAt: null, mostPerSecond: Number.POSITIVE_INFINITY, slackMs: 0, ...facts };
  readCounter(series, known, {
    grew: (start, end, amount) => increases.push({ start, end, amount }),
    doubted: () => {},
  });
  return increases;
}

/** A sample and the two after it; NaN where there is none. */
type Step = readonly [Belief, Belief, Belief];

function beliefsFrom({ times, values }: Pick<Series, "times" | "values">, index: number): Step {
  const at = (place: number): Belief => ({
    time: times[place] ?? Number.NaN,
    value: values[place] ?? Number.NaN,
  });
  return [at(index), at(index + 1), at(index + 2)];
}

/** Tells a step that is not plain growth; false where its sample is left out. */
function tellOddStep(
  [sample, next, after]: Step,
  last: Readonly<Belief>,
  { facts, reader }: { facts: CounterFacts; reader: CounterReader },
): boolean {
  const { time, value } = sample;
  const isLeftOut = !(value >= 0) || isWrong([sample, next, after], last, facts);
  const isLittleFall = value < last.value && value >= last.value * (1 - LITTLE_FALL);
  const amount = value < last.value ? value : value - last.value;
  const isBelieved = !isLeftOut && !isLittleFall && amount <= mostBetween(last.time, time, facts);
  if (isBelieved) reader.grew(last.time, time, amount);
  else reader.doubted(last.time, time, { before: last.value, told: value });
  return !isLeftOut;
}

/** Whether a sample does not fit between the one before and the one after, and these two fit each other. */
function isWrong([sample, next, after]: Step, last: Belief, facts: CounterFacts): boolean {
  const fitsLast = canGrow(last, sample, facts);
  // Either this one is too high or the next one too low: the one after that tells.
  if (fitsLast && (canGrow(sample, next, facts) || canGrow(sample, after, facts))) return false;

  if (!canGrow(last, next, facts)) return false;
  return sample.value >= last.value || hasGoneOn({ sample, last, next, after });
}

/**
 * Whether a counter that fell and came back has gone on all the while, and did not begin anew at the fall: by
 * which of the two goes better with its speed afterwards, and where that is unknown by how far it has come.
 */
function hasGoneOn({
  sample,
  last,
  next,
  after,
}: Record<"sample" | "last" | "next" | "after", Belief>): boolean {
  const speed = (after.value - next.value) / (after.time - next.time);
  if (!(speed >= 0)) return next.value - last.value <= LITTLE_GROWTH * last.value;

  const errorSince = (from: Belief) => Math.abs(next.value - from.value - speed * (next.time - from.time));
  return errorSince(last) < errorSince(sample);
}

function canGrow(from: Belief, to: Belief, facts: CounterFacts): boolean {
  return to.value >= from.value && to.value - from.value <= mostBetween(from.time, to.time, facts);
}

function mostBetween(start: Instant, end: Instant, { mostPerSecond, slackMs }: CounterFacts): number {
  return mostPerSecond * ((end - start + slackMs) / SECOND_MS);
}
