import type { Resource } from "./sizing/measured-usage.ts";

const DECIMAL = ["m", "", "k", "M", "G"];
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** Cores or bytes as `kubectl` writes them: `120m`, `2`, `310Mi`, `1Gi`. */
export function quantityText(value: number, resource: Resource): string {
  return resource === "cpu"
    ? largestUnit(Math.round(value * 1_000), 1_000, DECIMAL)
    : largestUnit(Math.round(value), 1_024, BINARY);
}

/** The whole number of the largest unit that it is a multiple of. */
function largestUnit(amount: number, step: number, units: readonly string[]): string {
  let [whole, unit] = [amount, 0];
  while (whole !== 0 && whole % step === 0 && unit < units.length - 1)
    [whole, unit] = [whole / step, unit + 1];
  return whole === 0 ? "0" : `${whole}${units[unit] ?? ""}`;
}
