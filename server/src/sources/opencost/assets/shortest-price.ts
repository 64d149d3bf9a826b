/** OpenCost rounds money to this many places or more. */
const FEWEST_PLACES = 5;
const MOST_DIGITS = 15;

/**
 * The shortest price that money, rounded as OpenCost rounds it, may have come from. A price that people set has
 * few digits: 0.252888 for 8 core-hours was 0.031611, and stays so in hours of which less was seen.
 */
export function shortestPrice(money: number, amount: number, places = placesOf(money)): number {
  const half = 0.5 * 10 ** -places;
  const [lowest, highest] = [(money - half) / amount, (money + half) / amount];
  for (let digits = 1; digits <= MOST_DIGITS; digits++) {
    const price = Number((money / amount).toPrecision(digits));
    if (price >= lowest && price <= highest) return price;
  }
  return money / amount;
}

/** To how many places the amounts of one asset are rounded: as many as the one with the most of them shows. */
export function placesOf(...amounts: readonly (number | null)[]): number {
  return Math.max(FEWEST_PLACES, ...amounts.map((amount) => decimals(amount ?? 0)));
}

/** How many digits a price has, leading zeroes apart. */
export function digitsOf(price: number): number {
  const [digits = ""] = price.toExponential().split("e");
  return digits.replace(".", "").length;
}

function decimals(amount: number): number {
  const [digits = "", exponent = "0"] = amount.toExponential().split("e");
  return Math.max(0, digits.replace(".", "").length - 1 - Number(exponent));
}
