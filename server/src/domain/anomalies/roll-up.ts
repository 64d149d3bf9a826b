import { excessNano, type Incident, type IncidentEvent } from "./incident.ts";
import type { UnusualDay } from "./judge-day.ts";
import { parentOf, type SeriesKey, seriesText } from "./series-key.ts";

/** A series of a cluster on the day that was judged. */
export interface JudgedSeries {
  readonly key: SeriesKey;
  readonly unusual: UnusualDay;
  /** Its open incident; null where nobody is told of the day. */
  readonly incident: Incident | null;
  readonly event: IncidentEvent | null;
}

/** Which of the incidents that begin on a day are told by others. */
export interface ToldElsewhere {
  /** As texts of their series. */
  readonly inNamespace: ReadonlySet<string>;
  readonly inCluster: ReadonlySet<string>;
}

/** One child that makes so much of a change is what is told of, instead of what holds it. */
const EXPLAINS = 0.7;
/** And the only child that is unusual, where it makes so much of it. */
const ALONE_EXPLAINS = 0.4;
/** What begins so many days apart has one cause. */
const TOGETHER_DAYS = 1;

interface Place {
  readonly children: ReadonlyMap<string, readonly JudgedSeries[]>;
  readonly byText: ReadonlyMap<string, JudgedSeries>;
}

/**
 * Tells of each change at the highest level that one of its parts does not explain. Whether a workload is told by its namespace goes by the
 * rows of that namespace alone, so that what others see of it depends on nothing that they may not see.
 */
export function rollUp(judged: readonly JudgedSeries[]): ToldElsewhere {
  const place: Place = {
    children: Map.groupBy(judged, ({ key }) => textOf(parentOf(key))),
    byText: new Map(judged.map((series) => [seriesText(series.key), series])),
  };
  const inNamespace = new Set<string>();
  const inCluster = new Set<string>();
  for (const series of judged) {
    const told = series.key.level === "cluster" ? inCluster : inNamespace;
    if (series.event === "opened" && isExplained(series, place)) told.add(seriesText(series.key));
  }
  for (const series of judged.filter(({ event }) => event === "opened")) {
    const text = seriesText(series.key);
    const parent = place.byText.get(textOf(parentOf(series.key)));
    if (series.key.level === "workload" && parent && isToldBy([parent, series], place, inNamespace))
      inNamespace.add(text);
    const root = place.byText.get(textOf(rootOf(series.key)));
    const top = series.key.level === "workload" ? parent : series;
    if (root && top && series.key.level !== "cluster" && isToldBy([root, top], place, inCluster))
      inCluster.add(text);
  }
  return { inNamespace, inCluster };
}

function textOf(key: SeriesKey | null): string {
  return key ? seriesText(key) : "";
}

function rootOf(key: SeriesKey): SeriesKey | null {
  const parent = parentOf(key);
  return parent ? (rootOf(parent) ?? parent) : null;
}

/** Whether what holds a series tells of the same change: it began with it, and neither this nor another child explains it. */
function isToldBy(
  [parent, child]: readonly [JudgedSeries, JudgedSeries],
  place: Place,
  told: ReadonlySet<string>,
): boolean {
  if (!parent.incident || !child.incident || parent === child) return false;
  if (told.has(seriesText(parent.key)) || (parent.event !== "opened" && isExplained(parent, place)))
    return false;
  const apart = child.incident.openedDay - parent.incident.openedDay;
  const isTogether = Math.abs(apart) <= TOGETHER_DAYS && isSameWay(parent, child);
  return isTogether && newChildren(parent, place).length > 1;
}

function isExplained(parent: JudgedSeries, place: Place): boolean {
  const children = (place.children.get(seriesText(parent.key)) ?? []).filter((child) =>
    isSameWay(parent, child),
  );
  const all = Math.abs(Number(excessNano(parent.unusual)));
  const part = (child: JudgedSeries): number => Math.abs(Number(excessNano(child.unusual))) / all;
  if (children.some((child) => part(child) >= EXPLAINS)) return true;
  const fresh = newChildren(parent, place);
  const old = children.filter((child) => !fresh.includes(child));
  if (old.reduce((sum, child) => sum + part(child), 0) >= EXPLAINS) return true;
  const [only, ...more] = fresh;
  return only !== undefined && more.length === 0 && part(only) >= ALONE_EXPLAINS;
}

/** Children whose incidents began with the one of what holds them. */
function newChildren(parent: JudgedSeries, { children }: Place): JudgedSeries[] {
  const opened = parent.incident?.openedDay ?? parent.unusual.day;
  return (children.get(seriesText(parent.key)) ?? []).filter(
    (child) =>
      child.incident !== null &&
      Math.abs(child.incident.openedDay - opened) <= TOGETHER_DAYS &&
      isSameWay(parent, child),
  );
}

function isSameWay(one: JudgedSeries, other: JudgedSeries): boolean {
  return excessNano(one.unusual) > 0n === excessNano(other.unusual) > 0n;
}
