import { HOUR_MS, type Instant } from "@kubecent/shared";
import { type Family, escapeRegex, type Matcher } from "../query/selector.ts";
import type { WriteRange } from "../query/hour-reader.ts";
import { labelOf, type Series } from "../series/series.ts";
import { targetOf } from "../series/target.ts";
import { podKey, podNameOf } from "../pods/pod-lives.ts";
import {
  CONTAINER_LABELS,
  lastBy,
  largestBy,
  LAST_KILLED,
  RESTARTS,
  RESTARTS_AND_KILLS,
  STAYED_KILLED,
} from "./advice-families.ts";
import type { AdviceReader } from "./advice-reader.ts";
import type { ContainerBook } from "./container-book.ts";
import type { WorkloadContainers } from "./workload-containers.ts";

const HOUR_SECONDS = HOUR_MS / 1000;
/** What was there before the hour is looked for in these seconds: three of the longest usual intervals. */
const BEFORE_SECONDS = 900;
/** How long a container's series must not have been there for its first sample to show that it is new. */
const NEW_SECONDS = 3 * HOUR_SECONDS;
const PODS_A_QUERY = 100;
/** kube-state-metrics tells restarts and ends in one scrape. */
const ONE_SCRAPE_MS = 5_000;

/** Reads which containers were killed for want of memory in the hour, and how often, as far as anybody tells. */
export async function noteOomKills(
  reader: AdviceReader,
  hour: Instant,
  { workloads, book }: { readonly workloads: WorkloadContainers; readonly book: ContainerBook },
): Promise<void> {
  const [restarted, stayed] = await Promise.all([
    reader.ask(["oomKills"], "OOM kills", writeRestarted),
    reader.ask(["oomKills"], "OOM kills", writeStayed),
  ]);
  const samples = await readSamples(reader, restarted ?? []);
  const restartsBy = Map.groupBy(samples, keyOf);
  for (const series of uniqueBy(restarted ?? [], keyOf)) {
    const container = workloads.of(series);
    const kills = killsIn(restartsBy.get(keyOf(series)) ?? [], hour);
    if (container && kills > 0) book.oomKills(container, kills);
  }
  for (const series of uniqueBy(stayed ?? [], keyOf)) {
    const container =
      workloads.isOfJob(series) && !restartsBy.has(keyOf(series)) ? workloads.of(series) : null;
    if (container) book.oomKills(container, 1);
  }
}

/**
 * Containers whose last end was an OOM kill, and that restarted about the hour, or are new in it: of a thousand containers one or
 * two. `…_last_terminated_reason` alone says the same until the next end, which may be never.
 */
function writeRestarted(range: WriteRange): string {
  const on = `on (${CONTAINER_LABELS.join(", ")})`;
  const last = (family: Family): string => lastBy(CONTAINER_LABELS, range(family));
  const changed = largestBy(
    CONTAINER_LABELS,
    `changes(${range(RESTARTS, [], HOUR_SECONDS + BEFORE_SECONDS)}) > 0`,
  );
  const before = lastBy(CONTAINER_LABELS, `${range(RESTARTS, [], BEFORE_SECONDS)} offset ${HOUR_SECONDS}s`);
  // Where nothing at all was told before the hour, as at the beginning of a recording, nothing is new in it.
  const isNew = `${last(RESTARTS)} > 0 unless ${on} ${before} and on () count(${before})`;
  return `${last(LAST_KILLED)} > 0 and ${on} (${changed} or ${isNew})`;
}

/** Containers that are seen killed in the hour, and were not just before it. */
function writeStayed(range: WriteRange): string {
  const on = `on (${CONTAINER_LABELS.join(", ")})`;
  const before = `${range(STAYED_KILLED, [], BEFORE_SECONDS)} offset ${HOUR_SECONDS}s`;
  return `${lastBy(CONTAINER_LABELS, range(STAYED_KILLED))} > 0 unless ${on} ${lastBy(CONTAINER_LABELS, before)} > 0`;
}

/** The samples of restarts and kills of the containers' pods, from long enough before the hour. */
async function readSamples(reader: AdviceReader, containers: readonly Series[]): Promise<Series[]> {
  const label = containers.some(({ labels }) => labels["exported_pod"]) ? "exported_pod" : "pod";
  const pods = [...new Set(containers.map((each) => podNameOf(each).pod))].toSorted();
  const found: Series[] = [];
  for (let first = 0; first < pods.length; first += PODS_A_QUERY) {
    const value = pods
      .slice(first, first + PODS_A_QUERY)
      .map(escapeRegex)
      .join("|");
    const matchers: Matcher[] = [{ label, operator: "=~", value }];
    const seconds = HOUR_SECONDS + NEW_SECONDS;
    found.push(
      ...((await reader.ask(["oomKills"], "OOM kills", (range) =>
        range(RESTARTS_AND_KILLS, matchers, seconds),
      )) ?? []),
    );
  }
  return found;
}

/**
 * How often a container was killed in the hour: the steps of its restarts in it after which its last end is an OOM kill. Several
 * targets may tell of it; the one that tells of most has seen most.
 */
export function killsIn(samples: readonly Series[], hour: Instant): number {
  const targets = Map.groupBy(samples, targetOf).values();
  return Math.max(0, ...[...targets].map((own) => killsOfTarget(own, hour)));
}

function killsOfTarget(own: readonly Series[], hour: Instant): number {
  const kills = own.filter(({ labels }) => labels["__name__"] === LAST_KILLED.metric);
  const restarts = own.filter(({ labels }) => labels["__name__"] === RESTARTS.metric);
  const isKilledAt = (time: Instant): boolean => kills.some((series) => isSetAt(series, time));
  return restarts.reduce((sum, series) => sum + stepsIn(series, hour, isKilledAt), 0);
}

function stepsIn({ times, values }: Series, hour: Instant, isCounted: (time: Instant) => boolean): number {
  let steps = 0;
  for (const [index, time] of times.entries()) {
    // The first sample of all shows restarts that nobody saw happen, but of a container that nobody saw before.
    const grown = (values[index] ?? 0) - (values[index - 1] ?? 0);
    if (grown > 0 && time > hour && time <= hour + HOUR_MS && isCounted(time)) steps += grown;
  }
  return steps;
}

function isSetAt({ times, values }: Series, time: Instant): boolean {
  return times.some((each, index) => Math.abs(each - time) <= ONE_SCRAPE_MS && (values[index] ?? 0) > 0);
}

function keyOf(series: Series): string {
  return `${podKey(podNameOf(series))}\n${labelOf(series, "container")}`;
}

function uniqueBy<T>(things: readonly T[], keyOfThing: (thing: T) => string): T[] {
  return [...new Map(things.map((thing) => [keyOfThing(thing), thing])).values()];
}
