import type { ClusterCostTotals, MoneyAnswer } from "@kubecent/sdk";
import type { AnswerWindow, CompareFigures, Coverage } from "@kubecent/shared";
import { parseNano } from "@kubecent/shared/money";
import { dueMs } from "../../format/monthly.ts";
import type { AllocatedChange, WindowCost } from "./split-change.ts";

/** What an answer says of its hours. */
interface Seen {
  readonly window: AnswerWindow;
  readonly coverage: Coverage;
}

/** A window of whole clusters. */
export function wholeCost({ totals, window, coverage }: MoneyAnswer<unknown, ClusterCostTotals>): WindowCost {
  const [all, idle, unobserved, fee] = [
    totals.totalCost,
    totals.idleCost,
    totals.unobservedCost,
    totals.feeCost,
  ].map(parseNano);
  const rest = { idle: idle ?? 0n, unobserved: unobserved ?? 0n, fee: fee ?? 0n };
  const allocated = (all ?? 0n) - rest.idle - rest.unobserved - rest.fee;
  return { allocated, ...rest, ...seenOf({ window, coverage }) };
}

/** A window of what the reader sees, or has filtered: what is taken by pods alone. */
export function partCost(allocatedCost: string, seen: Seen): WindowCost {
  return { allocated: parseNano(allocatedCost), idle: 0n, unobserved: 0n, fee: 0n, ...seenOf(seen) };
}

export function allocatedChange(figures: CompareFigures): AllocatedChange {
  return {
    newNano: parseNano(figures.newCost),
    goneNano: parseNano(figures.goneCost),
    quantityNano: parseNano(figures.quantityChange),
    priceNano: parseNano(figures.priceChange),
  };
}

function seenOf({ window, coverage }: Seen): Pick<WindowCost, "dueMs" | "seenRatio"> {
  return { dueMs: dueMs(window), seenRatio: coverage.ratio };
}
