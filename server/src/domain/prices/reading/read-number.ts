const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** A currency's sign or code before or behind the number. */
const CURRENCY =
  /^(?<before>\p{Sc}|[A-Z]{3})?\s*(?<digits>[^\p{Sc}A-Za-z]+(e[+-]?\d+)?)\s*(?<behind>\p{Sc}|[A-Z]{3})?$/iu;
/** Blanks and apostrophes that stand between groups of three digits and nowhere else. */
const BLANK_GROUPS = /^[+-]?\d{1,3}([\s\u00a0\u202f'\u2019]\d{3})+([.,]\d+)?$/;
const COMMA_GROUPS = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const DOT_GROUPS = /^[+-]?[1-9]\d{0,2}(\.\d{3})+,\d+$|^[+-]?[1-9]\d{0,2}(\.\d{3}){2,}$/;
const DECIMAL_COMMA = /^[+-]?\d*,\d+$/;
const ONE_GROUP = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/** A number as it was written: its value, and the currency beside it; or why it cannot be read. */
export type ReadNumber =
  | { readonly value: number; readonly currency: string | null }
  | { readonly fault: string };

/**
 * Reads a number as people and spreadsheets write it: with a decimal point or comma, groups of three digits, a currency's
 * sign. What could be two numbers is a fault that names both.
 */
export function readNumber(text: string): ReadNumber {
  const { before, digits, behind } = CURRENCY.exec(text.trim())?.groups ?? {};
  if (digits === undefined) return { fault: `found ${JSON.stringify(text)}, wanted a number` };
  const plain = plainDigits(digits.trim());
  if (plain === null) {
    const [point, group] = [digits.trim().replace(",", "."), digits.trim().replace(",", "")];
    return ONE_GROUP.test(digits.trim())
      ? { fault: `found ${text}, which may be ${group} or ${point}; wanted a number with a decimal point` }
      : { fault: `found ${JSON.stringify(text)}, wanted a number` };
  }
  return { value: Number(plain), currency: codeOf(before ?? behind) };
}

/** The number with a decimal point and no groups; null where it is none, or could be two. */
function plainDigits(digits: string): string | null {
  if (PLAIN.test(digits)) return digits;
  if (BLANK_GROUPS.test(digits)) return plainDigits(digits.replaceAll(/[\s\u00a0\u202f'\u2019]/g, ""));
  if (ONE_GROUP.test(digits)) return null;
  if (COMMA_GROUPS.test(digits)) return digits.replaceAll(",", "");
  if (DOT_GROUPS.test(digits)) return digits.replaceAll(".", "").replace(",", ".");
  return DECIMAL_COMMA.test(digits) ? digits.replace(",", ".") : null;
}

const CODE_OF_SIGN = new Map([
  ["$", "USD"],
  ["€", "EUR"],
  ["£", "GBP"],
  ["¥", "JPY"],
  ["₹", "INR"],
]);

/** The currency's code, where its sign is one alone's; else the sign. */
function codeOf(sign: string | undefined): string | null {
  return sign === undefined ? null : (CODE_OF_SIGN.get(sign) ?? sign.toUpperCase());
}
