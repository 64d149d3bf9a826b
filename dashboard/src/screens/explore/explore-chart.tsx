import type { MoneyAnswer } from "@kubecent/sdk";
import type { AllocationRow, CompareAnswer } from "@kubecent/shared";
import { parseNano } from "@kubecent/shared/money";
import type { ReactElement } from "react";
import { TreemapChart } from "../../charts/drawing/treemap-chart.tsx";
import { OverTimeChart } from "../../over-time/over-time-chart.tsx";
import { useOverTime } from "../../over-time/use-over-time.ts";
import { type CostRow, hasCost } from "../../rows/cost-rows.ts";
import { wayDown } from "../../rows/row-cells.tsx";
import type { FoundRows } from "../../rows/use-cost-rows.ts";
import { useGo } from "../../url/use-view.ts";

interface ExploreChartProps {
  answer: MoneyAnswer<AllocationRow>;
  compared: CompareAnswer | null;
  found: FoundRows;
}

const TABS = [
  [null, "Over time"],
  ["treemap", "As areas"],
  ["none", "Table alone"],
] as const;

/** The rows as a picture: over time, or as areas. */
export function ExploreChart({ answer, compared, found }: ExploreChartProps): ReactElement {
  const { view } = found;
  const go = useGo();
  const tab = TABS.find(([key]) => key === view.tab)?.[0] ?? null;
  const open = (key: string): void => {
    const row = found.all.find((one) => one.key === key);
    const change = row && wayDown(row, view.filters);
    if (change) go(change);
  };
  return (
    <section className="card explore-chart" aria-label="Chart">
      <fieldset className="plain tabs" aria-label="Chart">
        {TABS.map(([key, name]) => (
          <button key={name} type="button" aria-pressed={key === tab} onClick={() => go({ tab: key })}>
            {name}
          </button>
        ))}
      </fieldset>
      {tab === null && <TimeTab {...{ answer, compared, found, open }} />}
      {tab === "treemap" && (
        <TreemapChart
          caption={`Cost of ${found.level.many} as areas`}
          items={found.shown.filter(hasCost).map(itemOf)}
          currency={answer.currency}
          onItem={open}
        />
      )}
    </section>
  );
}

function TimeTab({
  answer,
  compared,
  found,
  open,
}: ExploreChartProps & { open: (key: string) => void }): ReactElement {
  const { view, idle, all, shown, level } = found;
  const earlier = compared?.before ?? null;
  const overTime = useOverTime({ view, idle, rows: shown, window: answer.window, earlier });
  const named = all.filter(({ special }) => special === null);
  return (
    <OverTimeChart
      overTime={overTime}
      caption={`Cost over time by ${level.one}`}
      hasIdle={all.some(({ special }) => special === "__idle__")}
      rows={named.length}
      onRow={open}
    />
  );
}

function itemOf({ key, name, special, figures }: CostRow) {
  const kind =
    special === "__idle__"
      ? "idle"
      : special === null
        ? "named"
        : special === "__unobserved__"
          ? "unobserved"
          : "other";
  return { key, label: name, kind, nano: parseNano(figures.totalCost) } as const;
}
