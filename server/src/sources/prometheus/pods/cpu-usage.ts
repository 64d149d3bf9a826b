import type { Instant } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { PerMinute } from "../../../domain/observation.ts";
import { type Increase, increasesOf } from "../series/increases.ts";
import type { Ledger } from "../series/ledger.ts";
import type { Series } from "../series/series.ts";
import { targetOf } from "../series/target.ts";
import { MinuteAverages } from "../time/minute-grid.ts";
import { startBefore } from "./container-starts.ts";

export interface CpuContext {
  readonly hour: Instant;
  readonly ledger: Ledger;
  readonly findings: FindingBook;
  /** Cores of the largest node: a new counter cannot have grown faster. */
  readonly mostCores: number;
}

/** Cores in use by the minute, from all series about one container; `starts` are its known ones, in order. */
export function cpuUsage(
  series: readonly Series[],
  starts: readonly Instant[],
  context: CpuContext,
): PerMinute {
  const usage = new MinuteAverages(context.hour);
  // A container that restarts gets a new cgroup: its old and new one follow each other.
  for (const rows of Map.groupBy(series, cgroupOf).values()) {
    const totals = rows.filter(isTotal);
    const counted = totals.length > 0 ? totals : rows;
    const increases = counted.flatMap((row) => increasesOf(row, birthOf(row, starts, context)));
    for (const { start, end, amount } of totals.length > 0 ? increases : addUp(increases)) {
      usage.add(start, end, amount / ((end - start) / 1000));
    }
  }
  return usage.averages();
}

function isTotal({ labels }: Series): boolean {
  return (labels["cpu"] ?? "total") === "total";
}

/** cAdvisor once listed a row for each CPU of a cgroup; the rows of one scrape add up. */
function addUp(increases: readonly Increase[]): Increase[] {
  const steps = Map.groupBy(increases, ({ start, end }) => `${start} ${end}`);
  return [...steps.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return [{ ...first, amount: others.reduce((sum, { amount }) => sum + amount, first.amount) }];
  });
}

/** When the counter stood at zero, or null where its first value may be of any age. */
function birthOf(series: Series, starts: readonly Instant[], context: CpuContext): Instant | null {
  const { ledger, mostCores } = context;
  const first = series.times[0] ?? 0;
  const interval = ledger.intervalOf(series);
  if (starts.some((start) => start < first)) return startBefore(starts, first, interval);

  const isPlausible = (series.values[0] ?? 0) <= (mostCores * interval) / 1000;
  return isPlausible && ledger.hadAnsweredBefore(series, first) ? first - interval : null;
}

function cgroupOf(series: Series): string {
  const { id = "", name = "", image = "" } = series.labels;
  return [targetOf(series), id, name, image].join("\n");
}
