import type { MoneyAnswer, TimeseriesRow } from "@kubecent/sdk";
import type { Series } from "../charts/geometry/chart-parts.ts";
import { useQuestion } from "../data/use-question.ts";
import { hasCost } from "../rows/cost-rows.ts";
import type { SpecialName } from "../rows/special-rows.ts";
import type { Asked } from "../states/asked.ts";
import {
  earlierQuestion,
  type OverTimeAnswer,
  type OverTimeOf,
  overTimeQuestion,
} from "./over-time-question.ts";

export interface OverTime {
  asked: Asked<OverTimeAnswer>;
  /** The whole of an earlier window. */
  before: Asked<MoneyAnswer<TimeseriesRow>>;
  /** The layers that the answer will have, as far as the rows tell them. */
  coming: readonly Series[];
}

interface ComparedOverTime extends OverTimeOf {
  /** The window to draw as a line behind; null for none. */
  earlier: { start: string; end: string } | null;
}

/** A view over time, and an earlier window. */
export function useOverTime({ earlier, ...of }: ComparedOverTime): OverTime {
  const question = overTimeQuestion(of);
  return {
    asked: useQuestion(question),
    before: useQuestion(earlierQuestion(of, earlier)),
    coming: comingSeries(of, question.input?.rows ?? []),
  };
}

function comingSeries(
  { rows, idle }: OverTimeOf,
  parts: readonly { key: string; label: string }[],
): Series[] {
  const named = rows.filter(({ special }) => special === null);
  const hasRest = named.length > parts.length || rows.some((row) => isRest(row.special) && hasCost(row));
  const hasIdle = idle === "show" && rows.some(({ special }) => special === "__idle__");
  const others = named.length - parts.length;
  return [
    ...parts.map(({ key, label }) => ({ key, label, kind: "named", amounts: [] }) as const),
    ...(hasRest
      ? [
          {
            key: "__other__",
            label: others > 0 ? `other (${others})` : "other",
            kind: "other",
            amounts: [],
          } as const,
        ]
      : []),
    ...(hasIdle ? [{ key: "__idle__", label: "Idle", kind: "idle", amounts: [] } as const] : []),
  ];
}

/** Idle has a layer of its own; what else belongs to no row is among the others. */
function isRest(special: SpecialName | null): boolean {
  return special !== null && special !== "__idle__";
}
