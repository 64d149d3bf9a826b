import type { ReconcileFigures, ReconcileQuery } from "@kubecent/shared";
import { negated } from "../../format/nano-sum.ts";
import { readWhyKey } from "../../why/why-key.ts";
import { TOTAL, type AssetsPart, type WhyPart, type WhyTarget } from "../../why/why-target.ts";
import { wholeParts } from "../../why/whole-parts.ts";
import type { ReconcileAnswer } from "./reconcile-answer.ts";
import { RECONCILE_LINES } from "./reconcile-lines.ts";

interface ReconcileWhyOf {
  why: string | null;
  question: ReconcileQuery;
  answer: ReconcileAnswer;
}

/** What explains the number that `why=` names: a line of the reconciliation. Null where no such number is seen. */
export function reconcileWhy({ why, question, answer }: ReconcileWhyOf): WhyTarget | null {
  const columns = RECONCILE_LINES.map(({ key }) => key);
  const asked = readWhyKey(why, columns);
  if (asked?.row !== TOTAL) return null;
  const { currency, totals } = answer;
  const line = RECONCILE_LINES.find(({ key }) => key === asked.column);
  return {
    title: line?.name ?? "",
    amount: totals[asked.column],
    currency,
    parts: partsOf(question, totals)[asked.column],
  };
}

function partsOf(
  { window, start, end, timeZone, cluster, currency }: ReconcileQuery,
  totals: ReconcileFigures,
): Readonly<Record<keyof ReconcileFigures, readonly WhyPart[]>> {
  const place = { window, start, end, timeZone, cluster, currency };
  return {
    assetCost: KINDS.map(({ kind, name }): AssetsPart => {
      const input = { ...place, kind };
      return { kind: "assets", name, note: "Capacity × time × price.", input, column: "cost" };
    }),
    allocatedCost: [{ kind: "paid", input: place }],
    idleCost: wholeParts(place, ["__idle__"]),
    unobservedCost: wholeParts(place, ["__unobserved__"]),
    feeCost: wholeParts(place, ["__fee__"]),
    differenceCost: RECONCILE_LINES.filter(({ key }) => key !== "differenceCost").map(
      ({ key, name, sign }) => ({
        kind: "told",
        name,
        amount: sign === "" ? totals[key] : negated(totals[key]),
      }),
    ),
  };
}

const KINDS = [
  { kind: "node", name: "Nodes" },
  { kind: "volume", name: "Volumes" },
  { kind: "loadBalancer", name: "Load balancers" },
  { kind: "network", name: "Traffic" },
  { kind: "fee", name: "Fees" },
] as const;
