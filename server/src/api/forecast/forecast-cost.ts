import {
  type AggregateKey,
  CostError,
  type ForecastFigures,
  type ForecastQuestion,
  ForecastAnswerSchema,
  ForecastQuerySchema,
  formatInstant,
  formatNano,
  type Instant,
} from "@kubecent/shared";
import { type Forecast, LEVEL } from "../../domain/forecast/forecast.ts";
import { type ForecastFrame, forecastFrame } from "../../domain/forecast/frame.ts";
import { formatDay } from "../../domain/series/calendar-day.ts";
import { lastDueEnd } from "../../domain/windows/due.ts";
import { answerInSnapshot, type OpenQuestion } from "../question.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { requireWholeClusters } from "../whole-clusters.ts";
import { needsWhole } from "../cost/cost-view.ts";
import { namedKeys } from "../cost/allocation.ts";
import {
  type DailyCosts,
  forecastRest,
  keyText,
  readDailyCosts,
  seenFrame,
  type SeenFrame,
} from "./daily-costs.ts";
import { type LargestRows, readLargest, readSpent } from "./largest-rows.ts";

export const forecastCost = scopedProcedureFor("cost:view")
  .meta({
    rest: {
      method: "GET",
      path: "/cost/forecast",
      summary: "What the month, or the days to come, will cost: expected, with its interval, by day",
    },
  })
  .input(ForecastQuerySchema)
  .output(ForecastAnswerSchema)
  .query(({ ctx, input }) => {
    const due = lastDueEnd(ctx.services.now());
    const timeZone = input.timeZone ?? "UTC";
    const frame = forecastFrame({ due, timeZone, days: input.days });
    const window = {
      start: formatInstant(frame.window.start),
      end: formatInstant(frame.window.end),
      timeZone,
    };
    return answerInSnapshot(ctx, { ...input, ...window }, async (open) => {
      if (needsWhole(input)) requireWholeClusters(open, "Idle and shared costs");
      const asked = { open, question: input, due };
      try {
        return await answerBy(asked, frame);
      } catch (error) {
        if (!(error instanceof CostError && error.code === "RESOLUTION_GONE") || timeZone === "UTC")
          throw error;
        // Days of another zone are summed up from hours that are gone; days of UTC are kept.
        return answerBy(asked, forecastFrame({ due, timeZone, days: input.days, dayZone: "UTC" }));
      }
    });
  });

interface Asked {
  readonly open: OpenQuestion;
  readonly question: ForecastQuestion;
  readonly due: Instant;
}

async function answerBy({ open, question, due }: Asked, frame: ForecastFrame) {
  const days = await seenFrame(open, frame, due);
  const costs = await readDailyCosts(open, frame, { filter: question, keys: [], view: question });
  const spent = await readSpent(open, question, null);
  const largest = await readLargest(open, question, due);
  const history = largest && (await readDailyCosts(open, frame, { ...largest, view: question }));
  return {
    level: LEVEL,
    history: historyOf(days),
    totals: figuresOf(days, costs.get(keyText([])), spent.get(keyText([])) ?? 0n),
    rows: largest && history ? rowsOf(days, { question, largest, history }) : [],
  };
}

interface AskedRows {
  readonly question: ForecastQuestion;
  readonly largest: LargestRows;
  readonly history: DailyCosts;
}

function rowsOf(days: SeenFrame, { question: { aggregate }, largest, history }: AskedRows) {
  return largest.rows.map(({ keys, spentNano }) => ({
    ...namedKeys(aggregate satisfies readonly AggregateKey[], keys),
    ...figuresOf(days, history.get(keyText(keys)), spentNano),
  }));
}

function historyOf({ frame: { history, dayZone }, due, seen }: SeenFrame) {
  return {
    start: formatInstant(history.at(0)?.start ?? due),
    end: formatInstant(history.at(-1)?.end ?? due),
    timeZone: dayZone,
    days: history.length,
    daysSeen: history.filter(({ start }) => (seen.get(start) ?? 0) > 0).length,
  };
}

function figuresOf(
  days: SeenFrame,
  costs: ReadonlyMap<Instant, bigint> | undefined,
  spentNano: bigint,
): ForecastFigures {
  const rest = forecastRest(days, costs);
  return {
    spentCost: formatNano(spentNano),
    expected: rest.total && expectedCost(rest.total, spentNano),
    method: rest.method,
    notEnoughHistory: rest.isShortOfHistory,
    wide: rest.isWide,
    origins: rest.origins,
    days: rest.days.map(({ day, midNano, sum }) => ({
      date: formatDay(day),
      expectedCost: formatNano(midNano),
      until: expectedCost(sum, spentNano),
    })),
  };
}

function expectedCost({ lowNano, midNano, highNano }: NonNullable<Forecast["total"]>, spentNano: bigint) {
  return {
    lowCost: formatNano(spentNano + lowNano),
    cost: formatNano(spentNano + midNano),
    highCost: formatNano(spentNano + highNano),
  };
}
