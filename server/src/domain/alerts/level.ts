import { type AlertCondition, NANO_PER_UNIT, parseNano } from "@kubecent/shared";

/** From where on a condition holds, and on which side of it. */
export interface Level {
  readonly level: number;
  readonly isBelow: boolean;
}

/** How a value stands to a level. Between the two it is neither: what fires goes on, what does not, does not begin. */
export type Side = "reached" | "cleared" | "between" | "unknown";

/** How far a value has to go back before an alert ends, as a share of its level: one that stands at it would come and go. */
const BACK = 0.1;

/** The level of a condition, as the number that its value is held against. */
export function levelOf(when: AlertCondition): Level {
  switch (when.kind) {
    case "budget":
      return { level: when.at, isBelow: false };
    case "spend":
      return { level: when.by, isBelow: false };
    case "anomaly":
    case "newSpender":
      return { level: units(when.least ?? "0"), isBelow: false };
    case "recommendations":
      return { level: units(when.above), isBelow: false };
    case "efficiency":
    case "coverage":
      return { level: when.below, isBelow: true };
    case "prices":
      return { level: when.above, isBelow: false };
    case "late":
      return { level: when.hours, isBelow: false };
  }
}

/** Which side of a level a value is on. */
export function sideOf(value: number | null, { level, isBelow }: Level): Side {
  if (value === null) return "unknown";
  if (isBelow ? value < level : value >= level && value > 0) return "reached";
  // A share cannot be above one, so the way back from below goes towards it.
  const isBack = isBelow ? value >= level + (1 - level) * BACK : value <= level * (1 - BACK);
  return isBack ? "cleared" : "between";
}

function units(amount: string): number {
  return Number(parseNano(amount)) / Number(NANO_PER_UNIT);
}
