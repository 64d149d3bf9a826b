import type { ExplainLine } from "@kubecent/shared";
import { formatNano, parseNano } from "@kubecent/shared/money";
import { RESOURCES } from "./explain-groups.ts";

/** What a resource cost and was in one of two windows. */
interface Side {
  cost: string;
  quantity: number;
}

/** What changed of a resource between two windows: more or less of it at the earlier price, and another price. */
export interface ChangeEffect {
  part: ExplainLine["part"];
  name: string;
  unit: ExplainLine["unit"];
  before: Side;
  now: Side;
  quantity: string;
  price: string;
}

/** Splits a change as `cost.compare` does: to the nano, resource by resource. */
export function changeEffects(before: readonly ExplainLine[], now: readonly ExplainLine[]): ChangeEffect[] {
  return RESOURCES.flatMap(({ part, name }) => {
    const [earlier, later] = [before, now].map((lines) => lines.filter((line) => line.part === part));
    const unit = (later?.[0] ?? earlier?.[0])?.unit;
    return unit === undefined ? [] : [{ part, name, unit, ...effectOf(earlier ?? [], later ?? []) }];
  });
}

function effectOf(before: readonly ExplainLine[], now: readonly ExplainLine[]) {
  const [was, is] = [totalOf(before), totalOf(now)];
  const quantity =
    was.units > 0n ? roundedRatio(was.nano * (is.units - was.units), was.units) : is.nano - was.nano;
  return {
    before: was.side,
    now: is.side,
    quantity: formatNano(quantity),
    price: formatNano(is.nano - was.nano - quantity),
  };
}

function totalOf(lines: readonly ExplainLine[]): { side: Side; nano: bigint; units: bigint } {
  const nano = lines.reduce((sum, { cost }) => sum + parseNano(cost), 0n);
  const units = lines.reduce((sum, line) => sum + unitsOf(line), 0n);
  const quantity = lines.reduce((sum, line) => sum + line.quantity, 0);
  return { side: { cost: formatNano(nano), quantity }, nano, units };
}

const NANO = 1e9;
const BYTES_PER_GIB = 1_073_741_824;

/** Quantities as the service counts them: billionths, and bytes of traffic. */
function unitsOf({ part, quantity }: ExplainLine): bigint {
  return BigInt(Math.round(quantity * (part === "network" ? BYTES_PER_GIB : NANO)));
}

/** Halves are rounded away from zero, as the database does. */
function roundedRatio(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return (dividend < 0n ? dividend - half : dividend + half) / divisor;
}
