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
