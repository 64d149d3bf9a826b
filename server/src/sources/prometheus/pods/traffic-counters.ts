import { compareText } from "../../../domain/compare-text.ts";
import { labelOf, type Series } from "../series/series.ts";

/** How far counted traffic goes, by the measure that it belongs to. */
export type Reach = "zoneBytes" | "regionBytes" | "internetBytes";

/** One counter of a pod's traffic, by whatever series tell of it. */
export interface TrafficCounter {
  readonly reach: Reach;
  /** Copies, or parts that follow each other under new labels. */
  readonly copies: readonly Series[];
}

/** The exporter's own labels; all others tell who scraped it, which may change at any time. */
const OWN_LABELS = new Set(["namespace", "pod_name", "internet", "same_zone", "same_region", "service"]);
/** Labels that are neither: the name that reading gives the metered pod, and the metric's. */
const NEUTRAL_LABELS = new Set(["__name__", "pod", "exported_pod"]);

/**
 * Sorts series of traffic by the counter that they tell of: by the pod and by how far its traffic goes. A pod runs on
 * one node, so that one exporter counts it: what several scrapes tell of it are copies, whatever their labels. Only
 * where one scrape has several of its counters these are parts, by service.
 */
export function trafficCounters(egress: readonly Series[]): TrafficCounter[] {
  const pods = Map.groupBy(egress, (each) =>
    [labelOf(each, "namespace"), labelOf(each, "pod_name", "pod"), visibilityOf(each) ?? ""].join("\n"),
  );
  return [...pods.values()].flatMap((of) => {
    const [first] = of;
    const reach = first ? visibilityOf(first) : null;
    return reach === null ? [] : partsOf(of).map((copies) => ({ reach, copies }));
  });
}

/** How far the counted traffic goes; null where it stays in the zone and is free. */
function visibilityOf(series: Series): Reach | null {
  if (labelOf(series, "internet") === "true") return "internetBytes";
  if (labelOf(series, "same_region") === "false") return "regionBytes";
  return labelOf(series, "same_zone") === "false" ? "zoneBytes" : null;
}

function partsOf(series: readonly Series[]): Series[][] {
  if (series.length === 1) return [[...series]];

  const scrapes = [...Map.groupBy(series, scrapeOf).values()];
  if (scrapes.every((scrape) => scrape.length === 1)) return [[...series]];

  const parts = scrapes.flatMap((scrape) => scrape.map((each) => ({ key: partOf(each, scrape), each })));
  return [...Map.groupBy(parts, ({ key }) => key).values()].map((of) => of.map(({ each }) => each));
}

/** Names who scraped a series, whatever that scrape calls the exporter's own labels. */
function scrapeOf({ labels }: Series): string {
  const others = Object.entries(labels).filter(([name]) => {
    return !NEUTRAL_LABELS.has(name) && !OWN_LABELS.has(name.replace(EXPORTED, ""));
  });
  return JSON.stringify(others.toSorted(([a], [b]) => compareText(a, b)));
}

/**
 * Names the part by the exporter's own labels. A scrape that renames them has its own value under the plain name
 * where the exporter's is empty: there the plain name says nothing.
 */
function partOf({ labels }: Series, scrape: readonly Series[]): string {
  const values = [...OWN_LABELS].map((name) => {
    const isRenamed = scrape.some((each) => each.labels[exported(name)] !== undefined);
    return labels[isRenamed ? exported(name) : name] ?? "";
  });
  return JSON.stringify(values);
}

const EXPORTED = /^exported_/;

function exported(name: string): string {
  return `exported_${name}`;
}
