import type { AnomalyRow } from "@kubecent/shared";
import { differenceOf, negated } from "../../../format/nano-sum.ts";
import { readWhyKey } from "../../../why/why-key.ts";
import type { WhyTarget } from "../../../why/why-target.ts";
import { anomalyName } from "./anomaly-words.ts";

const DAY_MS = 86_400_000;

export interface ExplainedAnomaly {
  target: WhyTarget;
  window: { start: string; end: string };
  /** The anomaly whose evidence it is; null for other numbers of it. */
  anomaly: AnomalyRow | null;
}

/** What explains a number of an anomaly that `why=` names. Null where no such number is seen. */
export function anomalyWhy(why: string | null, rows: readonly AnomalyRow[]): ExplainedAnomaly | null {
  const row = rows.find(({ id }) => id === why);
  if (row) return ofDay(row);
  const key = readWhyKey(why, ["sofar"]);
  const sofar = key && rows.find(({ id }) => id === key.row);
  return sofar ? ofAllDays(sofar) : null;
}

function ofDay(row: AnomalyRow): ExplainedAnomaly {
  const { cost, expectedCost, excessCost, currency, lastUnusualDate } = row;
  return {
    target: {
      title: anomalyName(row),
      amount: excessCost,
      currency,
      parts: [
        { kind: "told", name: `Cost on ${lastUnusualDate}`, amount: cost },
        {
          kind: "told",
          name: "Usual for such a day",
          amount: negated(expectedCost),
          note: `It is ${row.score.toFixed(1)} times its usual distance away; sensitivity: ${row.sensitivity}.`,
        },
      ],
    },
    window: daysOf(lastUnusualDate, lastUnusualDate),
    anomaly: row,
  };
}

function ofAllDays(row: AnomalyRow): ExplainedAnomaly {
  const { excessCost, excessSoFarCost, currency, openedDate, lastUnusualDate } = row;
  return {
    target: {
      title: anomalyName(row),
      amount: excessSoFarCost,
      currency,
      parts: [
        { kind: "told", name: `Beyond usual on ${lastUnusualDate}`, amount: excessCost },
        {
          kind: "told",
          name: "Beyond usual on the unusual days before",
          amount: differenceOf(excessSoFarCost, excessCost),
          note: "Day by day in the evidence of this anomaly.",
        },
      ],
    },
    window: daysOf(openedDate, lastUnusualDate),
    anomaly: null,
  };
}

/** Days of UTC, whole. */
function daysOf(first: string, last: string): { start: string; end: string } {
  return {
    start: new Date(Date.parse(first)).toISOString(),
    end: new Date(Date.parse(last) + DAY_MS).toISOString(),
  };
}
