import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { NetworkObservation } from "../../../domain/observation.ts";
import { type Increase, increasesOf } from "../series/increases.ts";
import type { Ledger } from "../series/ledger.ts";
import { labelOf, type Series } from "../series/series.ts";
import { podStarts, startBefore } from "./container-starts.ts";
import { podKey, type PodLives, type PodName } from "./pod-lives.ts";

/** Labels that tell who scraped a counter, not which one it is; the instance does, for there is one a node. */
const SCRAPE_LABELS = new Set([
  "job",
  "replica",
  "__replica__",
  "prometheus",
  "prometheus_replica",
  "endpoint",
]);

export interface NetworkSeries {
  readonly egress: readonly Series[];
  /** When containers started: a counter that is first seen just after that began there. */
  readonly started: readonly Series[];
}

type Reach = "zoneBytes" | "regionBytes" | "internetBytes";
type Sent = { -readonly [Key in keyof NetworkObservation]: NetworkObservation[Key] };

export interface NetworkContext {
  readonly lives: PodLives;
  readonly ledger: Ledger;
  readonly hour: Instant;
  /** When pods ended, by `podKey`. */
  readonly ends: ReadonlyMap<string, Instant>;
}

/** Bytes that pods sent within the hour, by how far they went, from the counters of the network exporter. */
export function observeNetwork(
  { egress, started }: NetworkSeries,
  { lives, ledger, hour, ends }: NetworkContext,
): NetworkObservation[] {
  const starts = podStarts(started, lives);
  const pods = new Map<string, Sent>();
  for (const each of withoutCopies(egress)) {
    const reach = reachOf(each);
    if (reach === null) continue;
    const first = each.times[0] ?? 0;
    const bornAt = birthOf(each, starts.get(podKey(lives.podAt(each, first))) ?? [], ledger);
    const last = each.times.at(-1) ?? 0;
    const growth = carriedOn(increasesOf(each, { bornAt }), {
      endedAt: ends.get(podKey(lives.podAt(each, last))) ?? 0,
      interval: ledger.intervalOf(each),
    });
    for (const { end, bytes } of growthWithin(growth, hour)) {
      const pod = lives.podAt(each, end);
      const sent = pods.get(podKey(pod)) ?? nothingSent(pod);
      pods.set(podKey(pod), sent);
      sent[reach] += bytes;
    }
  }
  return [...pods.values()].filter((sent) => sent.zoneBytes + sent.regionBytes + sent.internetBytes > 0);
}

function nothingSent({ namespace, pod, uid }: PodName): Sent {
  return { namespace, pod, podUid: uid, zoneBytes: 0, regionBytes: 0, internetBytes: 0 };
}

/** How far the counted traffic goes; null where it stays in the zone and is free. */
function reachOf(series: Series): Reach | null {
  if (labelOf(series, "internet") === "true") return "internetBytes";
  if (labelOf(series, "same_region") === "false") return "regionBytes";
  return labelOf(series, "same_zone") === "false" ? "zoneBytes" : null;
}

/** Of the same counter scraped twice the one with more samples. */
function withoutCopies(egress: readonly Series[]): Series[] {
  const counters = Map.groupBy(egress, ({ labels }) => {
    const own = Object.entries(labels).filter(([name]) => !SCRAPE_LABELS.has(name));
    return JSON.stringify(own.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
  return [...counters.values()].flatMap((copies) => {
    return copies.toSorted((a, b) => b.times.length - a.times.length).slice(0, 1);
  });
}

/** When the counter stood at zero; null where it may have been there before anybody looked. */
function birthOf(series: Series, starts: readonly Instant[], ledger: Ledger): Instant | null {
  const first = series.times[0] ?? 0;
  const interval = ledger.intervalOf(series);
  const start = startBefore(starts, first, interval);
  // An old pod may begin to send somewhere: then the counter is new, and the pod is not.
  return start ?? (ledger.hadAnsweredBefore(series, first) ? first - interval : null);
}

/**
 * The growth with what came after the last look at the counter: a pod that ends is seen for the last time up to one
 * interval before. It is taken to have gone on as before until its end, as its CPU usage is.
 */
function carriedOn(
  growth: Increase[],
  { endedAt, interval }: { readonly endedAt: Instant; readonly interval: number },
): Increase[] {
  const last = growth.at(-1);
  if (!last || endedAt <= last.end || endedAt - last.end > interval) return growth;

  const amount = (last.amount / (last.end - last.start)) * (endedAt - last.end);
  return [...growth, { start: last.end, end: endedAt, amount }];
}

/** The growth in the hour; steps over its ends count by the part of them within. */
function growthWithin(growth: readonly Increase[], hour: Instant): { end: Instant; bytes: number }[] {
  return growth.flatMap(({ start, end, amount }) => {
    const within = Math.min(end, hour + HOUR_MS) - Math.max(start, hour);
    return within > 0 ? [{ end, bytes: (amount * within) / (end - start) }] : [];
  });
}
