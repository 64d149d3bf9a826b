import {
  AdviceFilterSchema,
  formatInstant,
  formatNano,
  type InsufficientReason,
  RECOMMENDATION_KINDS,
  type ReadAdviceFilter,
  RecommendationSavingsSchema,
  RecommendationSummarySchema,
  SavingsQuerySchema,
} from "@kubecent/shared";
import {
  type AdviceSumsRow,
  readAdviceBill,
  readAdviceSums,
} from "../../store/recommendations/read-advice.ts";
import { readSavingsDays, readSavingsTotals } from "../../store/recommendations/savings.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { answerAdvice, isPartial, type OpenAdvice } from "./open-advice.ts";
import { totalsOf } from "./recommendation-row.ts";

export const summary = scopedProcedureFor("cost:view")
  .meta({
    rest: {
      method: "GET",
      path: "/recommendations/summary",
      summary:
        "What all open recommendations free, and by how much the bill falls: two numbers that are never mixed",
    },
  })
  .input(AdviceFilterSchema)
  .output(RecommendationSummarySchema)
  .query(({ ctx, input }) =>
    answerAdvice(ctx, input, async (open) => {
      const { source, seen, clusters } = open;
      const states = ["open", "dismissed"] as const;
      const wanted = { clusters, seen, filter: input, states, isInsufficient: null, now: ctx.services.now() };
      const sums = await readAdviceSums(source.client, wanted);
      const numbers = sums.filter(({ reason }) => reason === null);
      const isOpen = numbers.filter(({ state }) => state === "open");
      return {
        totals: totalsOf(isOpen),
        byKind: RECOMMENDATION_KINDS.flatMap((kind) => {
          const own = isOpen.filter((one) => one.kind === kind);
          return own.length === 0 ? [] : { kind, ...totalsOf(own) };
        }),
        bill: await billOf(open, input),
        insufficient: byReason(sums),
        dismissed: totalsOf(numbers.filter(({ state }) => state === "dismissed")),
      };
    }),
  );

/** Only of whole clusters: what a part of them does to the bill cannot be told from what all of it does. */
async function billOf({ source, seen, clusters }: OpenAdvice, filter: ReadAdviceFilter) {
  const { preset, cluster: _cluster, currency: _currency, ...narrower } = filter;
  const isNarrowed = Object.values(narrower).some((value) => value !== undefined);
  if (isNarrowed || clusters.some(({ clusterId }) => isPartial(seen, clusterId))) return null;
  const ids = clusters.map(({ clusterId }) => clusterId);
  const bill = await readAdviceBill(source.client, ids, preset);
  if (!bill) return null;
  const { leastNano, mostNano, gaps } = bill;
  return {
    atLeast: formatNano(leastNano),
    atMost: formatNano(mostNano),
    until: gaps.map((gap) => ({ ...gap })),
  };
}

function byReason(sums: readonly AdviceSumsRow[]) {
  const reasons = new Map<InsufficientReason, AdviceSumsRow[]>();
  for (const row of sums) {
    if (row.reason !== null && row.state === "open")
      reasons.set(row.reason, [...(reasons.get(row.reason) ?? []), row]);
  }
  return [...reasons].map(([reason, rows]) => {
    const { count, cost } = totalsOf(rows);
    return { reason, count, cost };
  });
}

export const savings = scopedProcedureFor("cost:view")
  .meta({
    rest: {
      method: "GET",
      path: "/recommendations/savings",
      summary: "What advice has brought that was applied: measured, promised, regressed, by closed day",
    },
  })
  .input(SavingsQuerySchema)
  .output(RecommendationSavingsSchema)
  .query(({ ctx, input }) =>
    answerAdvice(ctx, input, async ({ source: { client }, seen, clusters }) => {
      const wanted = { clusters, seen, namespace: input.namespace };
      const totals = await readSavingsTotals(client, wanted);
      const days = await readSavingsDays(client, wanted);
      return {
        totals: {
          verified: formatNano(totals.verifiedNano),
          applied: formatNano(totals.appliedNano),
          regressed: totals.regressed,
          notComparable: totals.notComparable,
        },
        days: days.map(({ day, openNano, appliedNano, verifiedNano }) => ({
          day: formatInstant(day).slice(0, 10),
          open: formatNano(openNano),
          applied: formatNano(appliedNano),
          verified: formatNano(verifiedNano),
        })),
      };
    }),
  );
