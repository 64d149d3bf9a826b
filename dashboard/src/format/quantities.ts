import { numberFormat } from "./number-formats.ts";

const BYTES_PER_STEP = 1024;
const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;
const SIGNIFICANT_DIGITS = 4;

/** A count of things: "12,345". */
export function count(things: number, locale: string): string {
  return numberFormat(locale, { maximumFractionDigits: 0 }).format(things);
}

/** A quantity with four digits that count, and all digits before the point: "0.001234", "12.35", "12,345". */
export function quantity(amount: number, locale: string): string {
  const isLarge = Math.abs(amount) >= 10 ** (SIGNIFICANT_DIGITS - 1);
  const digits = isLarge ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: SIGNIFICANT_DIGITS };
  return numberFormat(locale, digits).format(amount);
}

/** "2.5 cores". */
export function cores(amount: number, locale: string): string {
  return `${quantity(amount, locale)} ${amount === 1 ? "core" : "cores"}`;
}

/** Bytes in the unit that leaves one to four digits before the point: "1.5 GiB". */
export function bytes(amount: number, locale: string): string {
  const step = Math.min(
    BYTE_UNITS.length - 1,
    Math.max(0, Math.floor(Math.log2(Math.abs(amount) || 1) / Math.log2(BYTES_PER_STEP))),
  );
  return `${quantity(amount / BYTES_PER_STEP ** step, locale)} ${BYTE_UNITS[step] ?? "B"}`;
}

/** A quantity to its last digit, for the arithmetic of a cost. */
export function exactQuantity(amount: number, locale: string): string {
  return numberFormat(locale, { maximumFractionDigits: 9 }).format(amount);
}
