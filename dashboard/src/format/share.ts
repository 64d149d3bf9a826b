import { numberFormat } from "./number-formats.ts";

/** A share with one place: "12.3%". */
export function share(ratio: number, locale: string): string {
  return numberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(ratio);
}

/** The share that was seen. Cut off, not rounded: "100%" is said of no less than all. */
export function seenShare(ratio: number, locale: string): string {
  const options = { style: "percent", maximumFractionDigits: 1, roundingMode: "trunc" } as const;
  return numberFormat(locale, options).format(ratio);
}

/** A change as a share, with its sign: "+6.1%". */
export function signedShare(ratio: number, locale: string): string {
  const options = { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" } as const;
  return numberFormat(locale, options).format(ratio);
}
