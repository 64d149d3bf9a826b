import type { RecommendationSavings } from "@kubecent/shared";
import { parseNano } from "@kubecent/shared/money";
import type { ReactElement } from "react";
import { StackChart } from "../../charts/drawing/stack-chart.tsx";
import type { Bucket, Series } from "../../charts/geometry/chart-parts.ts";
import { Panel } from "../../panels/panel.tsx";

const DAY_MS = 86_400_000;

/** What advice has brought, day by day: measured, and promised. */
export function SavedDays({ saved }: { saved: RecommendationSavings }): ReactElement | null {
  const { days, currency } = saved;
  if (days.length === 0) return null;
  return (
    <Panel title="What it has brought" note={HOW}>
      <StackChart
        caption="A month's saving as it stood at the end of each closed day (UTC): measured, and applied but not measured yet"
        buckets={days.map(
          ({ day }): Bucket => ({ start: Date.parse(day), end: Date.parse(day) + DAY_MS, state: "seen" }),
        )}
        series={[
          seriesOf(days, "verified", "really saved"),
          seriesOf(days, "applied", "promised, not measured yet"),
        ]}
        currency={currency}
      />
    </Panel>
  );
}

const HOW =
  "Advice counts as applied when requests were what was advised in nine hours of ten of a closed day, and is measured seven closed days later.";

function seriesOf(days: RecommendationSavings["days"], key: "verified" | "applied", label: string): Series {
  return { key, label, kind: "named", amounts: days.map((day) => parseNano(day[key])) };
}
