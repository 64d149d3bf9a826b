import type { RecommendationRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { Moment } from "../../../format/moment.tsx";
import { bytes, cores, count, quantity } from "../../../format/quantities.ts";
import { share } from "../../../format/share.ts";
import { useReader } from "../../../format/use-reader.ts";

type Fact = RecommendationRow["facts"][number];

const NAMES: ReadonlyMap<string, string> = new Map([
  ["cpu_max", "CPU used, greatest minute"],
  ["cpu_request", "CPU requested"],
  ["cpu_coverage", "CPU measured"],
  ["memory_coverage", "Memory measured"],
  ["minutes_measured", "Minutes measured"],
  ["oom_kills", "Kills for want of memory"],
  ["throttled_share", "CPU periods in which it was held back"],
  ["scrape_interval", "Measured every"],
  ["hours_run", "Hours run"],
  ["network", "Sent beyond its zone"],
]);

/** What bars show beside the requests. */
const SHOWN_AS_BARS: ReadonlySet<string> = new Set(["cpu_p95", "cpu_max", "memory_p95", "memory_max"]);

interface FactsProps {
  facts: readonly Fact[];
  hasBars: boolean;
}

/** What was looked at, for people to check. What was not measured is a dash. */
export function Facts({ facts, hasBars }: FactsProps): ReactElement {
  return (
    <dl className="facts">
      {facts
        .filter(({ name }) => !hasBars || !SHOWN_AS_BARS.has(name))
        .map((fact) => (
          <div key={fact.name}>
            <dt>{NAMES.get(fact.name) ?? inWords(fact.name)}</dt>
            <dd>
              <FactValue fact={fact} />
            </dd>
          </div>
        ))}
    </dl>
  );
}

function inWords(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function FactValue({ fact: { value, unit } }: { fact: Fact }): ReactElement {
  const { locale } = useReader();
  if (value === null) return <span title="Not measured">–</span>;
  if (typeof value === "number") return <>{numberInWords(value, unit, locale)}</>;
  const instant = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(instant) ? <bdi>{value}</bdi> : <Moment at={instant} />;
}

function numberInWords(value: number, unit: string, locale: string): string {
  if (unit === "cores") return cores(value, locale);
  if (unit === "bytes") return bytes(value, locale);
  if (unit === "bytesPerSecond") return `${bytes(value, locale)}/s`;
  if (unit === "ratio") return share(value, locale);
  if (unit === "count") return Number.isInteger(value) ? count(value, locale) : quantity(value, locale);
  return unit === "" ? quantity(value, locale) : `${quantity(value, locale)} ${unit}`;
}
