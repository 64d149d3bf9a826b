/** How much of a stretch of time was seen: all, a part (it is running, or some minutes are missing), or nothing. */
export type BucketState = "seen" | "partial" | "gap";

/** A column of a chart: a stretch of time, half-open, in milliseconds since 1970. */
export interface Bucket {
  readonly start: number;
  readonly end: number;
  readonly state: BucketState;
  /** Why it was not seen whole, in words for the reader. */
  readonly reason?: string | undefined;
}

/** What a series stands for. All but `named` are drawn with a pattern as well as a colour. */
export type SeriesKind = "named" | "idle" | "other" | "unobserved";

/** One layer of a stack. */
export interface Series {
  readonly key: string;
  readonly label: string;
  readonly kind: SeriesKind;
  /** Nano-units by bucket; null where it is unknown, which is not zero. */
  readonly amounts: readonly (bigint | null)[];
}

/** A rectangle in pixels, from the top left. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const NANO = 1e9;

/** Nano-units as a number of units. For pixels and axes; sums are made before, of whole nano-units. */
export function unitsOf(nano: bigint): number {
  return Number(nano) / NANO;
}

/** The exact sum of what is known. */
export function sumNano(amounts: Iterable<bigint | null | undefined>): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += amount ?? 0n;
  return sum;
}

/** A coordinate as it is written into a path: a hundredth of a pixel is finer than any screen. */
export function coordinate(pixels: number): string {
  const rounded = Math.round(pixels * 100) / 100;
  return Object.is(rounded, -0) ? "0" : String(rounded);
}
