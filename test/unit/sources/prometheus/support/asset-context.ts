import { FindingBook } from "../../../../../server/src/domain/findings/finding-book.ts";
import type { AssetContext } from "../../../../../server/src/sources/prometheus/assets/attendance.ts";
import { noteAssets } from "../../../../../server/src/sources/prometheus/assets/read-assets.ts";
import type { Family } from "../../../../../server/src/sources/prometheus/query/selector.ts";
import { FamilySeries } from "../../../../../server/src/sources/prometheus/query/family-series.ts";
import { ScrapeTimes } from "../../../../../server/src/sources/prometheus/series/scrape-times.ts";
import type { Series } from "../../../../../server/src/sources/prometheus/series/series.ts";
import { HOUR } from "./series-of.ts";

/** kube-state-metrics' and OpenCost's targets. */
export const STATE = { job: "ksm", instance: "ksm:8080" };
export const EXPORTER = { job: "opencost", instance: "opencost:9003" };

/** Series of assets, and what is needed to observe them. */
export function assetsOf(
  entries: readonly (readonly [Family, readonly Series[]])[],
): [series: FamilySeries, context: AssetContext] {
  const series = new FamilySeries(entries);
  const scrapes = new ScrapeTimes();
  noteAssets(series, scrapes);
  return [
    series,
    { hour: HOUR, scrapes, findings: new FindingBook(), trustedJobs: new Set(["ksm"]), blind: [] },
  ];
}
