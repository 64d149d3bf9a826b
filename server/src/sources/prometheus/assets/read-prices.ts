import type { Instant } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { FindingCode, FindingSubject } from "../../../domain/findings/finding.ts";
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
}

/** Figures that rarely change, and what to say of one that cannot be. */
export interface FigureNoting extends PriceNoting {
  readonly code: FindingCode;
  /** A figure beyond it is nonsense. */
  readonly most: number;
}

/** What things usually cost in dollars; only orders of size are told by it, so the currency matters little. */
export const USUAL_PRICES = { ...DEFAULT_PRICE_BOOK.defaults, perClusterHour: 0.1 };

/** Reads the believable price nearest in time, NaN where there is none; notes what is not believed. */
export function priceReader(copies: readonly Series[], noting: PriceNoting): (instant: Instant) => number {
  return believableReader(copies, { ...noting, code: "price_impossible", most: HIGHEST_PRICE });
}

/** Reads the believable figure nearest in time, NaN where there is none; notes what is not believed. */
export function believableReader(
  copies: readonly Series[],
  noting: FigureNoting,
): (instant: Instant) => number {
  if (copies.length === 0) return () => Number.NaN;

  const samples = believablePrices(copies, noting);
  const { refused } = samples;
  if (refused.times.length > 0) noteRefused(samples, refused, noting);
  return (instant) => nearestValue(samples, instant);
}

type Samples = Pick<Series, "times" | "values">;

/** A minute is borne on where the sample nearest to it is not believed. */
function noteRefused(kept: Samples, refused: Samples, noting: FigureNoting): void {
  const { hour, findings, subject, part, code } = noting;
  const minutes = minuteMiddles(hour).filter(
    (middle) => distance(refused, middle) < distance(kept, middle),
  ).length;
  if (minutes === 0) return;

  const [first = Number.NaN] = refused.values;
  const [usual] = kept.values;
  const beside = usual === undefined ? "nothing else" : `${usual}`;
  findings.note(code, subject, { minutes, detail: `${part} ${first}, beside ${beside}` });
}

function distance({ times }: Samples, instant: Instant): number {
  return times.reduce((least, time) => Math.min(least, Math.abs(time - instant)), Number.POSITIVE_INFINITY);
}
