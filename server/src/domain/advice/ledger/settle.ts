import type { RecommendationKind } from "@kubecent/shared";
import { compareText } from "../../compare-text.ts";
import type { BillEffect, CostRowKey, FreedCost, Recommendation } from "../recommendation.ts";
import { isWorthFreeing } from "./worth-freeing.ts";

/** What goes away frees all of its cost, what shrinks a part of it, and what moves is cheaper by a share of what is left then. */
const PRECEDENCE: readonly RecommendationKind[] = [
  "abandoned-workload",
  "unmounted-volume",
  "idle-node",
  "container-size",
  "spot-candidate",
  "pool-packing",
];

/** Recommendations of which no two count the same money. */
export interface Settled {
  readonly kept: readonly Recommendation[];
  /** Those of whose money too little is left, because others that come first free it. */
  readonly covered: readonly Recommendation[];
}

/**
 * Gives each row's cost to recommendations in the order delete, shrink, move, until nothing of it is left: every dollar is in one of
 * them, and none frees more than its rows cost.
 */
export function settle(recommendations: readonly Recommendation[]): Settled {
  const rest = new RestOfRows();
  const kept: Recommendation[] = [];
  const covered: Recommendation[] = [];
  for (const each of recommendations.toSorted(byPrecedence)) {
    const freed = each.freed.map((cost) => rest.share(cost, each.kind));
    if (isCovered(each, freed)) covered.push(each);
    else {
      for (const cost of freed) rest.take(cost);
      kept.push({ ...each, freed, bill: billOf(each, freed) });
    }
  }
  return { kept, covered };
}

/** Whether others have taken so much of what it would free that it is not worth its while any more. */
function isCovered({ freed: wanted }: Recommendation, freed: readonly FreedCost[]): boolean {
  return sumFreed(freed) < sumFreed(wanted) && !isWorthFreeing(freed);
}

/** A move makes the bill fall by the difference of what is left to move. */
function billOf(
  { kind, bill, freed: wanted }: Recommendation,
  freed: readonly FreedCost[],
): BillEffect | null {
  const sum = sumFreed(wanted);
  if (kind !== "spot-candidate" || bill === null || sum <= 0n) return bill;
  return { ...bill, atMostNano: (bill.atMostNano * sumFreed(freed)) / sum };
}

/** What is left of each row's cost. */
class RestOfRows {
  readonly #left = new Map<string, bigint>();

  /** What a recommendation can have of a row. Where more is asked for, nothing has to be left. */
  share(cost: FreedCost, kind: RecommendationKind): FreedCost {
    const left = this.#leftOf(cost);
    const { costNano, freedNano } = cost;
    const wanted = kind === "spot-candidate" && costNano > 0n ? (freedNano * left) / costNano : freedNano;
    return { ...cost, freedNano: wanted < left ? wanted : left };
  }

  take(cost: FreedCost): void {
    if (cost.freedNano > 0n) this.#left.set(keyOf(cost.row), this.#leftOf(cost) - cost.freedNano);
  }

  #leftOf({ row, costNano }: FreedCost): bigint {
    return this.#left.get(keyOf(row)) ?? costNano;
  }
}

function byPrecedence(a: Recommendation, b: Recommendation): number {
  const order = PRECEDENCE.indexOf(a.kind) - PRECEDENCE.indexOf(b.kind);
  return order || compareText(JSON.stringify(a.subject), JSON.stringify(b.subject));
}

function keyOf(row: CostRowKey): string {
  const { cluster, namespace, controllerKind, controller, container, asset, resource } = row;
  return JSON.stringify([cluster, namespace, controllerKind, controller, container, asset, resource]);
}

function sumFreed(freed: readonly FreedCost[]): bigint {
  return freed.reduce((sum, { freedNano }) => sum + freedNano, 0n);
}
