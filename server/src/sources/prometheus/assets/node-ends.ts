import { type Instant, MINUTE_MS } from "@kubecent/shared";
import type { AttendedPod } from "../pods/end-with-node.ts";
import { ASSETS, NODE_PRESENCE, NODE_READY } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { type HourReader, onNodes } from "../query/hour-reader.ts";
import { joinSamples, labelOf, nearestValue, type Series } from "../series/series.ts";
import {
  clip,
  durationMs,
  sampleStretches,
  type Stretches,
  subtract,
  unite,
  windowOfHour,
} from "../time/stretches.ts";
import { type AssetContext, AttendanceBook } from "./attendance.ts";
import { byNode } from "./observe-nodes.ts";
import type { ScrapeTimes } from "../series/scrape-times.ts";

interface NodeEndOptions {
  /** When each node's cAdvisor sent samples: a node that is measured is there, whatever its object says. */
  readonly measured: ReadonlyMap<string, Stretches>;
  readonly pods: readonly AttendedPod[];
  /** Whether a machine is paid while its kubelet is lost for long. */
  readonly notReadyNodes: NotReadyNodes;
}

export type NotReadyNodes = "paid" | "unpaid";

/** When nodes were not there, though pods say that they run on them. */
interface NodeEnds {
  readonly gone: ReadonlyMap<string, Stretches>;
  /** Lost to the control plane, and therefore not paid. */
  readonly off: ReadonlyMap<string, Stretches>;
}

/** Finds when nodes were gone: those that are described in the hour, and those that were before it. */
export async function readNodeEnds(
  reader: HourReader,
  series: FamilySeries,
  { measured, pods, notReadyNodes, ...context }: AssetContext & NodeEndOptions,
): Promise<NodeEnds> {
  const described = byNode(series);
  const book = new AttendanceBook(series.of(...NODE_PRESENCE), context);
  const gone = new Map<string, Stretches>();
  for (const [name, node] of described) {
    const own = node.of(...NODE_PRESENCE);
    if (own.length > 0) gone.set(name, book.absence(own, measured.get(name)));
  }
  const unknown = [...new Set(pods.map(({ observation }) => observation.node))].filter(
    (name) => name !== "" && !gone.has(name),
  );
  for (const name of await describedBefore(reader, unknown)) {
    gone.set(name, subtract(subtract(book.watched(), context.blind), measured.get(name) ?? []));
  }
  const lost = await readLostNodes(reader, context, measured);
  return { gone, off: notReadyNodes === "paid" ? new Map() : lost };
}

/** Those of the nodes that kube-state-metrics described before the hour, as far as its samples are kept. */
async function describedBefore(reader: HourReader, names: readonly string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set();

  const on = onNodes(names);
  const [lately, earlier] = await Promise.all([
    reader.sampleCounts(ASSETS.nodeInfo, { ...on, isBefore: true }),
    reader.everSeen(ASSETS.nodeInfo, on),
  ]);
  const wanted = new Set(names);
  const found = [...lately, ...earlier].map((each) => labelOf(each, "node"));
  return new Set(found.filter((name) => wanted.has(name)));
}

/** The time at which a node was not there for its pods. */
export function absenceOf(ends: NodeEnds, node: string): Stretches {
  return unite([], ends.gone.get(node) ?? [], ends.off.get(node) ?? []);
}

/** As long as Kubernetes itself waits before it gives up the pods of a node that it lost. */
const PATIENCE_MS = 5 * MINUTE_MS;

/**
 * Finds when nodes were lost: their kubelets told the control plane nothing for longer than Kubernetes waits,
 * and cAdvisor told nothing either. Only what was known by the end of the hour counts.
 */
async function readLostNodes(
  reader: HourReader,
  context: AssetContext,
  measured: ReadonlyMap<string, Stretches>,
): Promise<Map<string, Stretches>> {
  const { hour, scrapes, findings } = context;
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
    const runs = subtract(notReady(copies, scrapes, isSilent), heard);
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

function notReady(
  copies: readonly Series[],
  scrapes: ScrapeTimes,
  isSilent: (at: Instant) => boolean,
): Stretches {
  const runs = copies.map((each) =>
    sampleStretches(
      each.times,
      scrapes.intervalOf(each),
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
