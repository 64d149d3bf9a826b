import type { Instant } from "@kubecent/shared";
import type { PerMinute } from "../../../domain/observation.ts";
import type { Series } from "../series/series.ts";
import { spliceSamples } from "../series/splice.ts";
import { MinuteAverages } from "../time/minute-grid.ts";
import { eachSample } from "../time/stretches.ts";
import { type Listing, usageOf } from "./cgroups.ts";
import type { CpuContext, UsedContainer } from "./cpu-usage.ts";

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
