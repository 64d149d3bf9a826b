import { type ReactElement, useMemo } from "react";
import { MOST_ROWS } from "../../data/ask-all.ts";
import { exactMoney, money } from "../../format/money.ts";
import { count } from "../../format/quantities.ts";
import { useReader } from "../../format/use-reader.ts";
import { DataTable } from "../../table/data-table.tsx";
import { useGo, useHref } from "../../url/use-view.ts";
import { LazyWhy } from "../../why/lazy-why.tsx";
import { TOTAL } from "../../why/why-target.ts";
import { ExploreChart } from "./explore-chart.tsx";
import { whyTarget } from "../../rows/row-why.ts";
import { closingOf } from "../../rows/closing.ts";
import { costColumns } from "../../rows/cost-columns.tsx";
import { HeadLine } from "../../rows/head-line.tsx";
import type { FoundRows } from "../../rows/use-cost-rows.ts";
import type { RowsAnswer } from "../../rows/rows-answer.ts";

interface ExploreContentProps {
  answer: RowsAnswer;
  explored: FoundRows;
}

/** The total, how it adds up, and the rows. */
export function ExploreContent({
  answer: { costs: answer, compared },
  explored,
}: ExploreContentProps): ReactElement {
  const go = useGo();
  const href = useHref();
  const { locale } = useReader();
  const { view, level, idle, all, shown } = explored;
  const { currency, totals } = answer;
  const style = { currency, locale };
  const closing = closingOf(totals.totalCost, all, shown);
  const why = view.why === null ? null : whyTarget({ view, idle, answer, rows: all, compared });
  const columns = useMemo(
    () =>
      costColumns(shown, {
        currency,
        locale,
        total: totals.totalCost,
        name: level.one,
        isCompared: view.versus !== null,
        isBeforeSeen: (compared?.beforeCoverage.ratio ?? 0) > 0,
      }),
    [shown, currency, locale, totals.totalCost, level.one, view.versus, compared],
  );
  return (
    <>
      <div className="total">
        <a
          className="total-amount"
          href={href({ why: TOTAL })}
          title={`${exactMoney(totals.totalCost, style)}: why?`}
          aria-keyshortcuts="x"
        >
          {money(totals.totalCost, style)}
        </a>
        <HeadLine closing={closing} level={level} currency={currency} />
      </div>
      <ExploreChart answer={answer} compared={compared} found={explored} />
      {answer.nextCursor !== null && (
        <p className="coverage-note">
          The {count(MOST_ROWS, locale)} dearest rows are shown; the file has all of them.
        </p>
      )}
      <DataTable
        caption={`Cost of ${level.many}`}
        columns={columns}
        rows={shown}
        rowKey={({ key }) => key}
        sort={view.sort ?? "-cost"}
        onSort={(sort) => go({ sort: sort === "-cost" ? null : sort })}
        canTick
        footName="Total"
      />
      <LazyWhy target={why} window={answer.window} />
    </>
  );
}
