import type { MoneyAnswer } from "@kubecent/sdk";
import type { AllocationRow, CompareAnswer } from "@kubecent/shared";
import { type ReactElement, useMemo } from "react";
import { useReader } from "../../format/use-reader.ts";
import { OverTimeChart } from "../../over-time/over-time-chart.tsx";
import { useOverTime } from "../../over-time/use-over-time.ts";
import { costColumns } from "../../rows/cost-columns.tsx";
import { whyTarget } from "../../rows/row-why.ts";
import type { FoundRows } from "../../rows/use-cost-rows.ts";
import { DataTable } from "../../table/data-table.tsx";
import { useGo } from "../../url/use-view.ts";
import { LazyWhy } from "../../why/lazy-why.tsx";
import { Headline } from "./headline.tsx";
import { LinesContext, linesOf, SPARK_COLUMN } from "./row-spark.tsx";
import { TopMovers } from "./top-movers.tsx";

interface OverviewContentProps {
  answer: MoneyAnswer<AllocationRow>;
  compared: CompareAnswer;
  found: FoundRows;
}

/** The sentence, the chart with what moved beside it, and the namespaces. */
export function OverviewContent({ answer, compared, found }: OverviewContentProps): ReactElement {
  const go = useGo();
  const { locale } = useReader();
  const { view, all, idle, level } = found;
  const { window, currency, totals } = answer;
  const overTime = useOverTime({ view, idle, rows: all, window, earlier: compared.before });
  const columns = useMemo(() => {
    const [name, cost, ...others] = costColumns(all, {
      currency,
      locale,
      total: totals.totalCost,
      name: level.one,
      isCompared: true,
      isBeforeSeen: compared.beforeCoverage.ratio > 0,
    });
    return [name, cost, SPARK_COLUMN, ...others].filter((column) => column !== undefined);
  }, [all, currency, locale, totals.totalCost, level.one, compared]);
  const { answer: overTimeAnswer } = overTime.asked;
  const lines = useMemo(() => linesOf(overTimeAnswer), [overTimeAnswer]);
  const open = (key: string): void => {
    const scope = all.find((row) => row.key === key)?.scope;
    if (scope) go({ screen: "explore", scope });
  };
  const earlier = overTime.before.isOld ? undefined : overTime.before.answer?.totals;
  const why = view.why === null ? null : whyTarget({ view, idle, answer, rows: all, compared, earlier });
  const named = all.filter(({ special }) => special === null);
  return (
    <>
      <Headline answer={answer} compared={compared} before={overTime.before} />
      <div className="overview-top">
        <section className="card" aria-label="Over time">
          <OverTimeChart
            overTime={overTime}
            caption="Cost over time by namespace"
            hasIdle={idle === "show"}
            rows={named.length}
            onRow={open}
          />
        </section>
        <TopMovers compared={compared} currency={currency} />
      </div>
      <LinesContext value={lines}>
        <DataTable
          caption="Cost of namespaces"
          columns={columns}
          rows={all}
          rowKey={({ key }) => key}
          sort={view.sort ?? "-cost"}
          onSort={(sort) => go({ sort: sort === "-cost" ? null : sort })}
          canTick
          footName="Total"
        />
      </LinesContext>
      <LazyWhy target={why} window={window} />
    </>
  );
}
