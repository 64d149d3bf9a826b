import {
  formatInstant,
  formatNano,
  type ReconcileFigures,
  ReconcileFiguresSchema,
  ReconcileQuerySchema,
  type ReconcileRow,
  ReconcileRowSchema,
  windowAnswer,
} from "@kubecent/shared";
import {
  type ReconciledHour,
  type ReconcileSums,
  readReconcilePage,
} from "../../store/queries/pages/reconcile-page.ts";
import { answerInSnapshot, questionPages } from "../question.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { requireWholeClusters } from "../whole-clusters.ts";

const SECONDS_PER_HOUR = 3_600;

export const reconcile = scopedProcedureFor("cluster:view")
  .meta({
    rest: {
      method: "GET",
      path: "/cost/reconcile",
      summary: "Whether hours add up: what there was against where it went",
    },
  })
  .input(ReconcileQuerySchema)
  .output(windowAnswer(ReconcileRowSchema, ReconcileFiguresSchema))
  .query(({ ctx, input }) => {
    const { after, cursorAt } = questionPages(ctx, "cost.reconcile", input);
    return answerInSnapshot(ctx, input, async (open) => {
      const { source, selection } = open;
      requireWholeClusters(open, "Whether hours add up");
      const page = await readReconcilePage(source, selection, { limit: input.limit, after });
      return {
        rows: page.rows.map(rowOf),
        totals: figuresOf(page.totals),
        nextCursor: cursorAt(page.next),
      };
    });
  });

function rowOf(hour: ReconciledHour): ReconcileRow {
  return {
    cluster: hour.cluster,
    hour: formatInstant(hour.hour.getTime()),
    ...figuresOf(hour),
    closes: differenceOf(hour) === 0n,
    version: hour.version,
    priceBook: hour.price_book,
    source: hour.source,
    coverage: hour.seen_seconds / SECONDS_PER_HOUR,
  };
}

function differenceOf(sums: ReconcileSums): bigint {
  return sums.asset_nano - sums.allocated_nano - sums.idle_nano - sums.unobserved_nano - sums.fee_nano;
}

function figuresOf(sums: ReconcileSums): ReconcileFigures {
  return {
    assetCost: formatNano(sums.asset_nano),
    allocatedCost: formatNano(sums.allocated_nano),
    idleCost: formatNano(sums.idle_nano),
    unobservedCost: formatNano(sums.unobserved_nano),
    feeCost: formatNano(sums.fee_nano),
    differenceCost: formatNano(differenceOf(sums)),
  };
}
