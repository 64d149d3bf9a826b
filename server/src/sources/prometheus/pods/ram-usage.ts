import type { Instant } from "@kubecent/shared";
import type { PerMinute } from "../../../domain/observation.ts";
import type { Ledger } from "../series/ledger.ts";
import type { Series } from "../series/series.ts";
import { MinuteAverages } from "../time/minute-grid.ts";
import { eachSample } from "../time/stretches.ts";

/** Bytes of the working set by the minute, from all series about one container; NaN where nobody measured. */
export function ramUsage(series: readonly Series[], hour: Instant, ledger: Ledger): PerMinute {
  const usage = new MinuteAverages(hour);
  for (const each of series) {
    eachSample(each.times, ledger.paceOf(each), (start, end, index) => {
      usage.add(start, end, each.values[index] ?? 0);
    });
  }
  return usage.averages();
}
