import {
  CompareAnswerSchema,
  type CompareFigures,
  CompareQuerySchema,
  type CompareQuestion,
  formatNano,
  type Instant,
} from "@kubecent/shared";
import { resolveWindow, type Window, windowBefore } from "../../domain/windows/resolve-window.ts";
import { type CompareSums, readComparePage } from "../../store/queries/pages/compare-page.ts";
import { allSettledThenThrow } from "../../store/connection/all-settled-then-throw.ts";
import { answerInSnapshot, answerWindow, coverageOf, questionPages, selectionOf } from "../question.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { namedKeys } from "./allocation.ts";
import { costKeys } from "./cost-rows.ts";

export const compare = scopedProcedureFor("cost:view")
  .meta({
    rest: {
      method: "GET",
      path: "/cost/compare",
      summary: "What changed between two windows, and how much of it came from price, quantity, new and gone",
    },
  })
  .input(CompareQuerySchema)
  .output(CompareAnswerSchema)
  .query(({ ctx, input }) => {
    const { after, cursorAt } = questionPages(ctx, "cost.compare", input);
    return answerInSnapshot(ctx, input, async (open) => {
      const { source, window, selection } = open;
      const earlier = earlierWindow(input, window, ctx.services.now());
      const [beforeCoverage, page] = await allSettledThenThrow(
        coverageOf(open, earlier),
        readComparePage(source, {
          before: selectionOf(input, open, earlier),
          now: selection,
          keys: costKeys(input.aggregate, input.namespaceLabels),
          limit: input.limit,
          after,
        }),
      );
      return {
        before: answerWindow(earlier),
        beforeCoverage,
        rows: page.rows.map(({ keys, sums }) => ({
          ...namedKeys(input.aggregate, keys),
          ...figuresOf(sums),
        })),
        totals: figuresOf(page.totals),
        nextCursor: cursorAt(page.next),
      };
    });
  });

/** The window to compare with: the one that was asked for, else the one of the same length just before. */
function earlierWindow(question: CompareQuestion, window: Window, now: Instant): Window {
  const { beforeWindow, beforeStart: start, beforeEnd: end, timeZone } = question;
  if (beforeWindow === undefined && start === undefined && end === undefined) return windowBefore(window);
  return resolveWindow({ window: beforeWindow, start, end, timeZone }, now);
}

function figuresOf(sums: CompareSums): CompareFigures {
  const change = sums.nano - sums.before_nano;
  return {
    beforeCost: formatNano(sums.before_nano),
    cost: formatNano(sums.nano),
    changeCost: formatNano(change),
    changeRatio: sums.before_nano > 0n ? Number(change) / Number(sums.before_nano) : null,
    quantityChange: formatNano(sums.quantity_nano),
    priceChange: formatNano(sums.price_nano),
    newCost: formatNano(sums.new_nano),
    goneCost: formatNano(sums.gone_nano),
  };
}
