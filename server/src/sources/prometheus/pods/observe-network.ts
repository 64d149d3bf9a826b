import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { NetworkObservation } from "../../../domain/observation.ts";
import { type Increase, readCounter } from "../series/increases.ts";
import type { ScrapeTimes } from "../series/scrape-times.ts";
import type { Series } from "../series/series.ts";
import { spliceSamples } from "../series/splice.ts";
import { podStarts, startBefore } from "./container-starts.ts";
import { Doubts } from "./doubts.ts";
import { podKey, type PodLives, type PodName } from "./pod-lives.ts";
import { type TrafficCounter, trafficCounters } from "./traffic-counters.ts";

const BITS_PER_BYTE = 8;
/** The fastest links that nodes have today. */
const FASTEST_BYTES_PER_SECOND = 100e9 / BITS_PER_BYTE;
/** Faster than this is believed only if the counter moves at a like speed at another time too. */
const FAST_BYTES_PER_SECOND = 10e9 / BITS_PER_BYTE;
const LIKE_SPEED = 0.1;
/** Exporters count what their node's kernel told them a moment before. */
const SLACK_MS = 30_000;

export interface NetworkSeries {
  readonly egress: readonly Series[];
  /** When containers started: a counter that is first seen just after that began there. */
  readonly started: readonly Series[];
}

type Sent = { -readonly [Key in keyof NetworkObservation]: NetworkObservation[Key] };

export interface NetworkContext {
  readonly lives: PodLives;
  readonly scrapes: ScrapeTimes;
  readonly hour: Instant;
  /** When pods ended, by `podKey`. */
  readonly ends: ReadonlyMap<string, Instant>;
  readonly findings: FindingBook;
}

/** Bytes that pods sent within the hour, by how far they went, from the counters of the network exporter. */
export function observeNetwork(
  { egress, started }: NetworkSeries,
  context: NetworkContext,
): NetworkObservation[] {
  const { lives, hour, ends, scrapes } = context;
  const starts = podStarts(started, lives);
  const pods = new Map<string, Sent>();
  for (const { reach, copies } of trafficCounters(egress).flatMap((counter) => chainsOf(counter, lives))) {
    const [series] = copies.toSorted((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0));
    if (series === undefined) continue;
    const samples = { ...spliceSamples(copies), labels: series.labels };
    const pod = lives.podAt(series, samples.times[0] ?? 0);
    const last = samples.times.at(-1) ?? 0;
    const doubts = new Doubts({ kind: "pod", namespace: pod.namespace, name: pod.pod }, context);
    const grown = believedGrowth(samples, birthOf(series, starts.get(podKey(pod)) ?? [], scrapes), doubts);
    const growth = carriedOn(grown, {
      endedAt: ends.get(podKey(lives.podAt(series, last))) ?? 0,
      interval: scrapes.paceOf(series).at(last),
    });
    for (const { end, bytes } of growthWithin(growth, hour)) {
      const sender = lives.podAt(series, end);
      const sent = pods.get(podKey(sender)) ?? nothingSent(sender);
      pods.set(podKey(sender), sent);
      sent[reach] += bytes;
    }
  }
  return [...pods.values()].filter((sent) => sent.zoneBytes + sent.regionBytes + sent.internetBytes > 0);
}

/** Parts a counter where its pod came up again elsewhere: another exporter began it anew, for another pod. */
function chainsOf({ reach, copies }: TrafficCounter, lives: PodLives): TrafficCounter[] {
  if (copies.length === 1) return [{ reach, copies }];

  const chains: { readonly names: Set<string>; readonly copies: Series[] }[] = [];
  for (const each of copies.toSorted((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0))) {
    const names = [each.labels["instance"] ?? "", podKey(lives.podAt(each, each.times[0] ?? 0))];
    const chain = chains.find((known) => names.some((name) => known.names.has(name)));
    if (chain === undefined) chains.push({ names: new Set(names), copies: [each] });
    else {
      chain.copies.push(each);
      for (const name of names) chain.names.add(name);
    }
  }
  return chains.map((chain) => ({ reach, copies: chain.copies }));
}

/** The growth that a link can have carried; what is left out is noted. */
function believedGrowth(series: Series, bornAt: Instant | null, doubts: Doubts): Increase[] {
  const growth: Increase[] = [];
  const facts = { bornAt, mostPerSecond: FASTEST_BYTES_PER_SECOND, slackMs: SLACK_MS };
  readCounter(series, facts, {
    grew: (start, end, amount) => growth.push({ start, end, amount }),
    doubted: (start, end, { before, told }) =>
      doubts.note(told < before ? "traffic_went_back" : "traffic_impossible", { start, end }, () => {
        return `from ${before} B to ${told} B within ${(end - start) / 1000} s`;
      }),
  });
  const fastest = growth.map(speedOf).toSorted((a, b) => b - a);
  return growth.filter((step) => {
    const speed = speedOf(step);
    const other = (speed === fastest[0] ? fastest[1] : fastest[0]) ?? 0;
    const isBelieved = speed <= FAST_BYTES_PER_SECOND || other >= LIKE_SPEED * speed;
    if (!isBelieved) {
      doubts.note(
        "traffic_impossible",
        step,
        () => `${step.amount} B at once, at ${speed} B/s; else ${other} B/s`,
      );
    }
    return isBelieved;
  });
}

function speedOf({ start, end, amount }: Increase): number {
  return amount / ((end - start) / 1000);
}

function nothingSent({ namespace, pod, uid }: PodName): Sent {
  return { namespace, pod, podUid: uid, zoneBytes: 0, regionBytes: 0, internetBytes: 0 };
}

/** When the counter stood at zero; null where it may have been there before anybody looked. */
function birthOf(series: Series, starts: readonly Instant[], scrapes: ScrapeTimes): Instant | null {
  const first = series.times[0] ?? 0;
  const interval = scrapes.paceOf(series).at(first);
  const start = startBefore(starts, first, interval);
  // An old pod may begin to send somewhere: then the counter is new, and the pod is not.
  return start ?? (scrapes.hadAnsweredBefore(series, first) ? first - interval : null);
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
