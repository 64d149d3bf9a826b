/** Nano-units in one unit of a currency. Money is stored and summed as integer nano-units. */
export const NANO_PER_UNIT = 1_000_000_000n;

const DECIMAL_PLACES = 9;
const DECIMAL_MONEY = /^(-?)(\d{1,18})(?:\.(\d{1,9}))?$/;

const NO_MONEY = "0.000000000";

/** Writes nano-units as a decimal string with nine places: `12n` is "0.000000012". Never rounds. */
export function formatNano(nano: bigint): string {
  // Most of a row's kinds of money are nothing.
  if (nano === 0n) return NO_MONEY;
  const sign = nano < 0n ? "-" : "";
  const digits = (nano < 0n ? -nano : nano).toString().padStart(DECIMAL_PLACES + 1, "0");
  return `${sign}${digits.slice(0, -DECIMAL_PLACES)}.${digits.slice(-DECIMAL_PLACES)}`;
}

/** Reads what `formatNano` writes, and shorter fractions. Throws RangeError on anything else. */
export function parseNano(decimal: string): bigint {
  const match = DECIMAL_MONEY.exec(decimal);
  if (!match)
    throw new RangeError(`Not a decimal amount with at most nine places: ${JSON.stringify(decimal)}`);

  const [, sign = "", whole = "0", fraction = ""] = match;
  const nano = BigInt(whole) * NANO_PER_UNIT + BigInt(fraction.padEnd(DECIMAL_PLACES, "0"));
  return sign === "-" ? -nano : nano;
}

/** Splits `totalNano` in proportion to `weights`; the parts always add up to the total. */
export function splitNano(totalNano: bigint, weights: readonly bigint[]): bigint[] {
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0n);
  if (weightSum <= 0n) throw new RangeError("splitNano: weights must add up to more than 0");

  let weightSoFar = 0n;
  let nanoSoFar = 0n;
  return weights.map((weight) => {
    weightSoFar += weight;
    // Round the running total, not the part: no remainder can be left over at the end.
    const part = (totalNano * weightSoFar) / weightSum - nanoSoFar;
    nanoSoFar += part;
    return part;
  });
}
