import { negated } from "../format/nano-sum.ts";
import type { AssetsPart, PaidPart, ToldPart } from "./why-target.ts";

/** The parts of an earlier number, as a change has them: each below zero, and told as of before. */
export function takenOff(
  parts: readonly (AssetsPart | PaidPart | ToldPart)[],
): (AssetsPart | PaidPart | ToldPart)[] {
  return parts.map((part) => {
    if (part.kind === "told") return { ...part, name: `Before: ${part.name}`, amount: negated(part.amount) };
    const name = part.kind === "paid" ? "Before" : `Before: ${part.name}`;
    return { ...part, name, isTakenOff: true };
  });
}
