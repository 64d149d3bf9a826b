import type { BenchCluster } from "../load/loaded-cluster.ts";
import type { Latency } from "../measure/latency.ts";
import type { Percentiles } from "../measure/percentiles.ts";
import type { RowsRead } from "../measure/plans.ts";
import type { Question } from "../measure/questions.ts";
import { type Figure, ms, times } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";

const YEAR_TARGET_MINUTES = 15;
const MOST_GROWTH = 2;

/** What is asked of one length of history. */
export interface Stage {
  readonly days: number;
  readonly latencies: ReadonlyMap<string, Latency>;
}

/** How long it took until all of it was there. */
export function loadFigure(
  { company }: BenchCluster,
  { days, factDays }: BenchOptions,
  loadMs: number,
): Figure {
  const minutes = loadMs / 60_000;
  return {
    part: "b",
    what: `${days} days of ${company.containerCount} containers loaded, ${Math.min(days, factDays)} of them with container-hours`,
    measured: `${minutes.toFixed(1)} min`,
    target: `≤ ${YEAR_TARGET_MINUTES} min`,
    isMet: minutes <= YEAR_TARGET_MINUTES,
  };
}

/** A question at the longest history, with the cache empty and with the answer in it. */
export function latencyFigures(
  { name, targetMs }: Question,
  stage: Stage | undefined,
  rowsRead: RowsRead,
): Figure[] {
  const latency = stage?.latencies.get(name);
  if (!latency) return [];
  const { cold, warm } = latency;
  const part = "b";
  return [
    {
      part,
      what: `${name}, cold: p50 / p95 / p99`,
      measured: spread(cold),
      ratio: `${rowsRead.get(name) ?? 0} rows read`,
      ...(targetMs && { target: `p95 < ${targetMs.cold} ms`, isMet: cold.p95 < targetMs.cold }),
    },
    {
      part,
      what: `${name}, warm`,
      measured: spread(warm),
      ratio: `${times(cold.p50 / warm.p50)} faster`,
      ...(targetMs?.warm !== undefined && {
        target: `p95 < ${targetMs.warm} ms`,
        isMet: warm.p95 < targetMs.warm,
      }),
    },
  ];
}

/** How a question's time grows with the history behind it. */
export function growthFigures({ name }: Question, stages: readonly Stage[]): Figure[] {
  const asked = stages.filter(({ latencies }) => latencies.has(name));
  const [first] = asked;
  const last = asked.at(-1);
  if (!first || !last || first === last) return [];
  const p50 = ({ latencies }: Stage): number => latencies.get(name)?.cold.p50 ?? Number.NaN;
  const growth = p50(last) / p50(first);
  return [
    {
      part: "c",
      what: `${name}, cold p50 at ${asked.map(({ days }) => days).join(", ")} days`,
      measured: asked.map((stage) => ms(p50(stage))).join(", "),
      ratio: times(growth),
      target: `≤ ${MOST_GROWTH} ×`,
      isMet: growth <= MOST_GROWTH,
    },
  ];
}

function spread({ p50, p95, p99 }: Percentiles): string {
  return [p50, p95, p99].map(ms).join(" / ");
}
