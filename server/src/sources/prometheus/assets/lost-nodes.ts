import { type Instant, MINUTE_MS } from "@kubecent/shared";
import { NODE_READY } from "../query/families.ts";
import type { HourReader } from "../query/hour-reader.ts";
import type { Ledger } from "../series/ledger.ts";
import { joinSamples, labelOf, nearestValue, type Series } from "../series/series.ts";
import { clip, durationMs, sampleStretches, type Stretches, subtract, unite } from "../time/stretches.ts";
import { windowOfHour } from "../time/time-window.ts";
import type { AssetContext } from "./attendance.ts";
import { onNodes } from "./on-nodes.ts";

/** As long as Kubernetes itself waits before it gives up the pods of a node that it lost. */
const PATIENCE_MS = 5 * MINUTE_MS;

/**
 * Finds when nodes were lost: their kubelets told the control plane nothing for longer than Kubernetes waits,
 * and cAdvisor told nothing either. Only what was known by the end of the hour counts.
 */
export async function readLostNodes(
  reader: HourReader,
  context: AssetContext,
  measured: ReadonlyMap<string, Stretches>,
): Promise<Map<string, Stretches>> {
  const { hour, ledger, findings } = context;
  const lowest = await reader.lowestSamples(NODE_READY.true);
  const names = new Set(lowest.filter(({ values }) => values[0] === 0).map(nodeOf));
  if (names.size === 0) return new Map();

  const reading = { ...onNodes([...names]), isBefore: true };
  const [ready, unknown] = await Promise.all([
    reader.samples(NODE_READY.true, reading),
    reader.samples(NODE_READY.unknown, reading),
  ]);
  const unknownOf = Map.groupBy(unknown, nodeOf);
  const lost = new Map<string, Stretches>();
  for (const [name, copies] of Map.groupBy(ready, nodeOf)) {
    const heard = measured.get(name) ?? [];
    // Where cAdvisor is not scraped at all its silence says nothing: then only the control plane's word counts.
    const isSilent = isLost(unknownOf.get(name) ?? [], measured.size > 0);
    const runs = subtract(notReady(copies, ledger, isSilent), heard);
    const off = clip(runs.flatMap(lostPart), windowOfHour(hour));
    if (!names.has(name) || off.length === 0) continue;

    lost.set(name, off);
    const minutes = durationMs(off) / MINUTE_MS;
    findings.note("node_not_ready", { kind: "node", name }, { minutes, detail: detailOf(runs) });
  }
  return lost;
}

function nodeOf(series: Series): string {
  return labelOf(series, "node");
}

function isLost(unknown: readonly Series[], isMeasuredElsewhere: boolean): (at: Instant) => boolean {
  if (isMeasuredElsewhere) return () => true;
  const samples = unknown.length > 0 ? joinSamples(unknown) : null;
  return (at) => samples !== null && nearestValue(samples, at) === 1;
}

function notReady(copies: readonly Series[], ledger: Ledger, isSilent: (at: Instant) => boolean): Stretches {
  const runs = copies.map((each) =>
    sampleStretches(
      each.times,
      ledger.intervalOf(each),
      (index) => each.values[index] === 0 && isSilent(each.times[index] ?? 0),
    ),
  );
  return unite([], ...runs);
}

/** The part of a silence in which a node counts as lost. */
export function lostPart({ start, end }: Stretches[number]): Stretches {
  return end - start > PATIENCE_MS ? [{ start: start + PATIENCE_MS, end }] : [];
}

function detailOf([first]: Stretches): string {
  return first ? `not ready and silent since ${new Date(first.start).toISOString()} at the latest` : "";
}
