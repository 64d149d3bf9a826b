import { numberFormat } from "./number-formats.ts";

/** What is less than this is not told apart from nothing by one place. */
const SMALLEST = 0.001;

/** A share with one place: "12.3%", "12.0%"; all and nothing without: "100%". What is not zero never reads as zero: "<0.1%". */
export function share(ratio: number, locale: string): string {
  const format = numberFormat(locale, { style: "percent", ...placesOf(ratio) });
  return isTooSmall(ratio) ? `<${format.format(SMALLEST)}` : format.format(ratio);
}

/** The share that was seen. Cut off, not rounded: "100%" is said of no less than all. */
export function seenShare(ratio: number, locale: string): string {
  const options = { style: "percent", maximumFractionDigits: 1, roundingMode: "trunc" } as const;
  return numberFormat(locale, options).format(ratio);
}

/** A change as a share, with its sign: "+6.1%"; ">-0.1%" for what is a little less. */
export function signedShare(ratio: number, locale: string): string {
  const format = numberFormat(locale, { style: "percent", signDisplay: "exceptZero", ...placesOf(ratio) });
  if (!isTooSmall(ratio)) return format.format(ratio);
  return ratio < 0 ? `>${format.format(-SMALLEST)}` : `<${format.format(SMALLEST)}`;
}

/** Below each other, figures of one column have as many places. */
function placesOf(ratio: number): Intl.NumberFormatOptions {
  return { minimumFractionDigits: ratio === 0 || ratio === 1 ? 0 : 1, maximumFractionDigits: 1 };
}

function isTooSmall(ratio: number): boolean {
  return ratio !== 0 && Math.abs(ratio) < SMALLEST / 2;
}
