import { useMaySeeWhole } from "../../data/use-may-see-whole.ts";
import type { View } from "../../url/view.ts";
import { adviceFilter } from "./savings-questions.ts";

/** Why the bill of all advice together is not told, where it is not. */
export function useWhyNoBill(view: View): string {
  const { cluster: _cluster, currency: _currency, ...narrower } = adviceFilter(view);
  const isWhole = useMaySeeWhole(view);
  if (!isWhole) return "Told of whole clusters alone, and your token shows a part.";
  return Object.values(narrower).some((value) => value !== undefined)
    ? "Told of whole clusters alone: what a part of one does to the bill depends on the rest."
    : "It takes packing, and nobody tells what of these nodes can be given to pods.";
}
