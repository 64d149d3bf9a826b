import type { Instant } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { FindingSubject } from "../../../domain/findings/finding.ts";
import { MINUTES_PER_HOUR } from "../../../domain/observation.ts";
import { HIGHEST_PRICE } from "../../../domain/prices/pico.ts";
import { DEFAULT_PRICE_BOOK } from "../../../domain/prices/price-book.ts";
import { believablePrices } from "../series/believable.ts";
import { nearestValue, type Series } from "../series/series.ts";
import { minuteMiddles } from "../time/minute-grid.ts";

export interface PriceNoting {
  readonly hour: Instant;
  readonly findings: FindingBook;
  readonly subject: FindingSubject;
  /** What is priced, in the finding's words: "CPU". */
  readonly part: string;
  /** What such a thing usually costs. */
  readonly usual: number;
  /** Whether a price of nought all along is told to the reader: some things are truly free, others are not. */
  readonly isOddAtNought?: boolean;
}

/** What things usually cost in dollars; only orders of size are told by it, so the currency matters little. */
export const USUAL_PRICES = { ...DEFAULT_PRICE_BOOK.defaults, perClusterHour: 0.1 };

/** Reads the believable price nearest in time, NaN where there is none; notes what is not believed. */
export function priceReader(copies: readonly Series[], noting: PriceNoting): (instant: Instant) => number {
  if (copies.length === 0) return () => Number.NaN;

  const samples = believablePrices(copies, { usual: noting.usual, most: HIGHEST_PRICE });
  const { refused } = samples;
  if (refused.times.length > 0) noteRefused(samples, refused, noting);
  if (noting.isOddAtNought && samples.values.length > 0 && samples.values.every((value) => value === 0)) {
    noteNought(noting);
  }
  return (instant) => nearestValue(samples, instant);
}

/** Exporters say nought of what is free, and of what they know no price of. */
function noteNought({ findings, subject, part }: PriceNoting): void {
  findings.note("price_nought", subject, { minutes: MINUTES_PER_HOUR, detail: `${part} 0, at all times` });
}

type Samples = Pick<Series, "times" | "values">;

/** A minute is borne on where the sample nearest to it is not believed. */
function noteRefused(kept: Samples, refused: Samples, noting: PriceNoting): void {
  const { hour, findings, subject, part } = noting;
  const minutes = minuteMiddles(hour).filter(
    (middle) => distance(refused, middle) < distance(kept, middle),
  ).length;
  if (minutes === 0) return;

  const [first = Number.NaN] = refused.values;
  const [usual] = kept.values;
  const beside = usual === undefined ? "nothing else" : `${usual}`;
  findings.note("price_impossible", subject, { minutes, detail: `${part} ${first}, beside ${beside}` });
}

function distance({ times }: Samples, instant: Instant): number {
  return times.reduce((least, time) => Math.min(least, Math.abs(time - instant)), Number.POSITIVE_INFINITY);
}
