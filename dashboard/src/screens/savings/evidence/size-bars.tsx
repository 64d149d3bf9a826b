import type { AdvisedChange, RecommendationRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { bytes, cores } from "../../../format/quantities.ts";
import { useReader } from "../../../format/use-reader.ts";

interface SizeBarsProps {
  facts: RecommendationRow["facts"];
  change: Extract<AdvisedChange, { to: "size" }>;
}

/** What was used of what is asked for: quantiles against the request, now and advised, in one scale. */
export function SizeBars({ facts, change: { now, advised } }: SizeBarsProps): ReactElement {
  const { locale } = useReader();
  return (
    <>
      <Bars
        title="CPU"
        write={(amount) => cores(amount, locale)}
        bars={[
          ["used, 95 % of minutes", numberOf(facts, "cpu_p95")],
          ["used, greatest minute", numberOf(facts, "cpu_max")],
          ["requested now", now.requests.cpuCores],
          ["advised", advised.requests.cpuCores],
        ]}
      />
      <Bars
        title="Memory"
        write={(amount) => bytes(amount, locale)}
        bars={[
          ["used, 95 % of minutes", numberOf(facts, "memory_p95")],
          ["used, greatest minute", numberOf(facts, "memory_max")],
          ["requested now", now.requests.ramBytes],
          ["advised", advised.requests.ramBytes],
        ]}
      />
    </>
  );
}

interface BarsProps {
  title: string;
  write: (amount: number) => string;
  bars: readonly (readonly [name: string, amount: number | null])[];
}

function Bars({ title, write, bars }: BarsProps): ReactElement {
  const most = Math.max(...bars.map(([, amount]) => amount ?? 0), Number.MIN_VALUE);
  return (
    <dl className="size-bars" aria-label={`${title}: used and requested`}>
      {bars.map(([name, amount]) => (
        <div key={name}>
          <dt>
            {title} {name}
          </dt>
          <dd>
            <span className="share-track" aria-hidden="true">
              <span className="share-bar" style={{ inlineSize: `${((amount ?? 0) / most) * 100}%` }} />
            </span>
            {amount === null ? <span title="Not measured">–</span> : write(amount)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function numberOf(facts: RecommendationRow["facts"], name: string): number | null {
  const value = facts.find((fact) => fact.name === name)?.value;
  return typeof value === "number" ? value : null;
}
