import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { PerMinute } from "../../../domain/observation.ts";
import { readCounter } from "../series/increases.ts";
import type { ScrapeTimes } from "../series/scrape-times.ts";
import { firstIndexFrom, type Series } from "../series/series.ts";
import { spliceSamples } from "../series/splice.ts";
import { MinuteAverages } from "../time/minute-grid.ts";
import { cgroupOf, type CgroupRows, type Listing, usageOf } from "./cgroups.ts";
import { startBefore } from "./container-starts.ts";
import type { Doubts } from "./doubts.ts";
import type { NodeSize } from "./node-sizes.ts";
import { eachSample } from "../time/stretches.ts";

export interface CpuContext {
  readonly hour: Instant;
  readonly scrapes: ScrapeTimes;
  readonly findings: FindingBook;
}

/** What is known of the container besides its series. */
export interface UsedContainer {
  /** Its known starts, in order. */
  readonly starts: readonly Instant[];
  /** Its node's size: it cannot have used more. */
  readonly size: NodeSize;
  /** Takes what is not believed. */
  readonly doubts: Doubts;
}

/** What cAdvisor tells with a scrape may be half a minute old, and the next time only a moment. */
const SLACK_MS = MINUTE_MS / 2;

/** Cores in use by the minute, from all series about one container. */
export function cpuUsage(
  listings: readonly Listing[],
  container: UsedContainer,
  context: CpuContext,
): PerMinute {
  const reading = { listings, container, context };
  return usageOf(listings, { ...context, ends: null, measure: (rows) => cgroupUsage(rows, reading) });
}

/** All that the growth of one of a container's counters is judged by. */
interface CpuReading {
  readonly listings: readonly Listing[];
  readonly container: UsedContainer;
  readonly context: CpuContext;
}

/** What one cgroup used. cAdvisor once listed a row for each of its CPUs: these add up. */
function cgroupUsage(rows: CgroupRows, reading: CpuReading): MinuteAverages {
  if (rows.length === 1) return growth(rows, reading);

  const totals = rows.filter(isTotal);
  const sum = new MinuteAverages(reading.context.hour);
  for (const copies of Map.groupBy(totals.length > 0 ? totals : rows, cpuOf).values()) {
    sum.stack(growth(copies, reading));
  }
  return sum;
}

/** How a counter grew by the second. */
function growth(copies: readonly Series[], reading: CpuReading): MinuteAverages {
  const { size, doubts } = reading.container;
  const usage = new MinuteAverages(reading.context.hour);
  const mostPerSecond = copies.every(isTotal) ? size.cpuCores : 1;
  readCounter(
    spliceSamples(copies),
    { bornAt: birthOf(copies, reading), mostPerSecond, slackMs: SLACK_MS },
    {
      grew: (start, end, amount) => usage.add(start, end, amount / ((end - start) / 1000)),
      doubted: (start, end, { before, told }) =>
        doubts.note(told < before ? "counter_went_back" : "usage_impossible", { start, end }, () => {
          const seconds = (end - start) / 1000;
          return `CPU from ${before} s to ${told} s within ${seconds} s; its node has ${size.cpuCores} cores`;
        }),
    },
  );
  return usage;
}

function cpuOf({ labels }: Series): string {
  return labels["cpu"] ?? "total";
}

function isTotal(row: Series): boolean {
  return cpuOf(row) === "total";
}

/** When the counter stood at zero, or null where its first value may be of any age. */
function birthOf(copies: readonly Series[], { listings, container, context }: CpuReading): Instant | null {
  const { starts, size } = container;
  const { scrapes } = context;
  const [series] =
    copies.length === 1 ? copies : copies.toSorted((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0));
  const first = series?.times[0];
  if (series === undefined || first === undefined || wasTold(series, first, listings)) return null;

  const interval = scrapes.paceOf(series).at(first);
  if (starts.some((start) => start < first)) return startBefore(starts, first, interval);

  const isPlausible = (series.values[0] ?? 0) <= (size.cpuCores * interval) / 1000;
  return isPlausible && scrapes.hadAnsweredBefore(series, first) ? first - interval : null;
}

/** Whether another target told of the cgroup before: then it goes on under a new name of its target. */
function wasTold(series: Series, first: Instant, listings: readonly Listing[]): boolean {
  const cgroup = cgroupOf(series);
  return (
    listings.length > 1 &&
    cgroup !== "" &&
    listings.some(({ families }) =>
      families.flat(2).some((row) => cgroupOf(row) === cgroup && (row.times[0] ?? first) < first),
    )
  );
}

/**
 * Bytes of the working set by the minute, from all series about one container; NaN where nobody measured.
 * `ends` tells which cgroups have ended by their CPU, null where it tells of no more than one.
 */
export function ramUsage(
  listings: readonly Listing[],
  container: UsedContainer & { readonly ends: ReadonlyMap<string, Instant> | null },
  context: CpuContext,
): PerMinute {
  const measure = (rows: readonly Series[]) => workingSet(rows, container, context);
  return usageOf(listings, { ...context, ends: container.ends, measure });
}

function workingSet(
  rows: readonly Series[],
  { size: { ramBytes }, doubts }: UsedContainer,
  { hour, scrapes }: CpuContext,
): MinuteAverages {
  const usage = new MinuteAverages(hour);
  const [row] = rows;
  const { times, values } = spliceSamples(rows);
  if (row === undefined) return usage;

  eachSample(times, scrapes.paceOf(row), (start, end, index) => {
    const bytes = values[index] ?? 0;
    if (bytes >= 0 && bytes <= ramBytes) return usage.add(start, end, bytes);
    const detail = () => `working set of ${bytes} B; its node has ${ramBytes} B`;
    doubts.note("usage_impossible", { start, end }, detail);
  });
  return usage;
}

/** The greatest believable sample of the hour, of all series about one container; 0 where there is none. */
export function ramPeak(series: readonly Series[], { size }: UsedContainer, hour: Instant): number {
  return series.reduce((most, { times, values }) => {
    const end = firstIndexFrom(times, hour + HOUR_MS + 1);
    const own = values.subarray(firstIndexFrom(times, hour + 1), end);
    return own.reduce((peak, bytes) => (bytes <= size.ramBytes ? Math.max(peak, bytes) : peak), most);
  }, 0);
}
