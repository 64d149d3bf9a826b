import type { ForecastAnswer } from "@kubecent/shared";
import type { ReactElement } from "react";
import { ChartFigure } from "../../../charts/drawing/chart-figure.tsx";
import type { ChartRows } from "../../../charts/drawing/chart-table.tsx";
import { money } from "../../../format/money.ts";
import { share } from "../../../format/share.ts";
import { stretch } from "../../../format/times.ts";
import { useReader } from "../../../format/use-reader.ts";
import { Panel } from "../../../panels/panel.tsx";
import type { Asked } from "../../../states/asked.ts";
import { CoverageNote } from "../../../states/coverage-note.tsx";
import { ScreenStates } from "../../../states/screen-states.tsx";
import { whyKey } from "../../../why/why-key.ts";
import { WhyLink } from "../../../why/why-link.tsx";
import { TOTAL } from "../../../why/why-target.ts";
import { BudgetBar } from "./budget-bar.tsx";

/** What the month of this view has cost, and what it will have cost at its end. */
export function MonthPanel({ coming }: { coming: Asked<ForecastAnswer> }): ReactElement {
  return (
    <Panel title="This month">
      <ScreenStates asked={[coming]} skeletonRem={9}>
        {coming.answer && <Month answer={coming.answer} />}
      </ScreenStates>
    </Panel>
  );
}

function Month({ answer }: { answer: ForecastAnswer }): ReactElement {
  const reader = useReader();
  const { locale } = reader;
  const { window, coverage, currency, totals, level } = answer;
  const { pending: _pending, ...whole } = window;
  const style = { currency, locale };
  const { expected, spentCost } = totals;
  const month = stretch({ start: Date.parse(window.start), end: Date.parse(window.end) }, reader);
  const words = expected
    ? `spent ${money(spentCost, style)}; expected ${money(expected.cost, style)}, between ${money(expected.lowCost, style)} and ${money(expected.highCost, style)} with ${share(level, locale)}`
    : `spent ${money(spentCost, style)}; fewer than three closed days are known, so nothing is expected`;
  return (
    <>
      {/* Hours to come are no gap of a month that is running. */}
      <CoverageNote window={whole} coverage={coverage} />
      <ChartFigure caption={`${month}: ${words}.`} rows={() => dayRows(answer, locale)}>
        <BudgetBar
          label={words}
          isOver={false}
          spent={spentCost}
          amount={null}
          usualRatio={null}
          expected={expected && { low: expected.lowCost, mid: expected.cost, high: expected.highCost }}
        />
      </ChartFigure>
      <p className="standing-figures">
        <span>
          Spent so far: <WhyLink why={whyKey("spent", TOTAL)} amount={spentCost} currency={currency} isMain />
        </span>
        <span className="row-detail">{historyInWords(answer)}</span>
      </p>
    </>
  );
}

function historyInWords({ history, totals }: ForecastAnswer): string {
  const { daysSeen } = history;
  return [
    `From ${daysSeen} closed ${daysSeen === 1 ? "day" : "days"}`,
    ...(totals.notEnoughHistory ? ["too few to know what weekdays cost"] : []),
    ...(totals.wide ? ["the interval is a guess: 35 % of what is to come, to both sides"] : []),
  ].join("; ");
}

/** The days to come, each with what the month will have cost when it is over. */
function dayRows({ totals: { days }, currency }: ForecastAnswer, locale: string): ChartRows {
  const text = (amount: string): string => money(amount, { currency, locale });
  return {
    head: ["Day", "Expected", "Month by then", "At least", "At most"],
    body: days.map(({ date, expectedCost, until }) => [
      date,
      text(expectedCost),
      text(until.cost),
      text(until.lowCost),
      text(until.highCost),
    ]),
  };
}
