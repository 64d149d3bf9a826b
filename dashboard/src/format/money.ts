import { numberFormat } from "./number-formats.ts";

/** An amount as the service writes it: a decimal string with nine places. It is never read into a floating number here. */
export type Amount = string;

/** In which currency and language an amount is written. */
export interface MoneyStyle {
  readonly currency: string;
  readonly locale: string;
}

const NANO_PLACES = 9;

/** An amount at the currency's own precision: "$1,234.57", "¥1,235". What is not zero never reads as zero: "<$0.01". */
export function money(amount: Amount, style: MoneyStyle): string {
  return isTooSmall(amount, style) ? belowSmallest(amount, style) : write(amount, style, {});
}

/** With its sign, for changes: "+$12.00". */
export function signedMoney(amount: Amount, style: MoneyStyle): string {
  if (isTooSmall(amount, style)) return belowSmallest(amount, style);
  return write(amount, style, { signDisplay: "exceptZero" });
}

/** All nine places, as the service has them: nothing is rounded. */
export function exactMoney(amount: Amount, style: MoneyStyle): string {
  return write(amount, style, { minimumFractionDigits: NANO_PLACES, maximumFractionDigits: NANO_PLACES });
}

/** Few letters, for axes: "$1.2K". */
export function shortMoney(amount: number, { currency, locale }: MoneyStyle): string {
  const options = { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 } as const;
  return numberFormat(locale, options).format(amount);
}

/** A price by the hour has more places than money: up to twelve, none at the end for nothing. */
export function price(amount: Amount, style: MoneyStyle): string {
  const digits = currencyDigits(style);
  return write(amount, style, { minimumFractionDigits: digits, maximumFractionDigits: 12 });
}

/** A price in a cell: four digits that count, "$0.03486". */
export function roundPrice(amount: Amount, style: MoneyStyle): string {
  return write(amount, style, { maximumSignificantDigits: 4 });
}

/** How many places a currency has: 2 for dollars, 0 for yen, 3 for dinars. */
export function currencyDigits({ currency, locale }: MoneyStyle): number {
  const key = `${locale} ${currency}`;
  const known = knownDigits.get(key);
  if (known !== undefined) return known;
  const { maximumFractionDigits } = numberFormat(locale, { style: "currency", currency }).resolvedOptions();
  knownDigits.set(key, maximumFractionDigits ?? 2);
  return maximumFractionDigits ?? 2;
}

/** Every amount asks. */
const knownDigits = new Map<string, number>();

function write(amount: Amount, { currency, locale }: MoneyStyle, more: Intl.NumberFormatOptions): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- decimal text is read exactly, without a floating number between
  const exact = amount as Intl.StringNumericLiteral;
  return numberFormat(locale, { style: "currency", currency, ...more }).format(exact);
}

function isTooSmall(amount: Amount, style: MoneyStyle): boolean {
  if (!/[1-9]/.test(amount)) return false;
  const digits = currencyDigits(style);
  const [whole = "", places = ""] = amount.replace("-", "").split(".");
  return !/[1-9]/.test(whole + places.slice(0, digits)) && (places[digits] ?? "0") < "5";
}

/** "<$0.01", and ">-$0.01" for what is a little below zero. */
function belowSmallest(amount: Amount, style: MoneyStyle): string {
  const digits = currencyDigits(style);
  const smallest = digits === 0 ? "1" : `0.${"1".padStart(digits, "0")}`;
  return amount.startsWith("-") ? `>${write(`-${smallest}`, style, {})}` : `<${write(smallest, style, {})}`;
}
