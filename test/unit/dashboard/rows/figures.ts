import type { CostFigures } from "@kubecent/shared";
import { NO_FIGURES } from "../../shared/wire/answers.ts";

/** What a row holds beside its keys, all of it nothing unless the test says more. */
export function figures(some: Partial<CostFigures> = {}): CostFigures {
  return { ...NO_FIGURES, ...some };
}
