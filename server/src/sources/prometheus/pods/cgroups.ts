import type { Instant } from "@kubecent/shared";
import type { ScrapeTimes } from "../series/scrape-times.ts";
import type { Series } from "../series/series.ts";
import { targetOf } from "../series/target.ts";
import type { PerMinute } from "../../../domain/observation.ts";
import { knownFirst, MinuteAverages } from "../time/minute-grid.ts";

/** A cgroup that stood still for this many intervals while another one moved has ended: it is only listed still. */
const STILL_INTERVALS = 2;

/** All rows that one scrape has of one cgroup: one, one for each CPU, or one after the other under new labels. */
export type CgroupRows = readonly Series[];

/** Cgroups that hold each other, or that are one by their name: never more than the outermost in sum. */
type CgroupFamily = readonly CgroupRows[];

/** What one target tells of a container. */
export interface Listing {
  readonly families: readonly CgroupFamily[];
}

/**
 * Sorts all series about one container: by who tells them, for targets tell copies, and within one target by
 * cgroup, for these are different things. The target with the most samples comes first; rows that name no cgroup
 * come last, for they repeat what the others tell.
 */
export function listingsOf(series: readonly Series[]): Listing[] {
  const [only] = series;
  if (only && series.length === 1) return [{ families: [[[only]]] }];

  const targets = Map.groupBy(series, (each) => `${isNamed(each) ? 0 : 1}\n${targetOf(each)}`);
  return [...targets]
    .toSorted(
      ([a, ofA], [b, ofB]) => rankOf(a) - rankOf(b) || countOf(ofB) - countOf(ofA) || (a < b ? -1 : 1),
    )
    .map(([, of]) => ({ families: familiesOf(of) }));
}

/** Names the cgroup that a row is about, the same for every exporter; "" where the row does not say. */
export function cgroupOf({ labels }: Series): string {
  const { id = "", name = "" } = labels;
  return id === "" && name === "" ? "" : `${id}\n${name}`;
}

/** When each of the cgroups of one target ended although it is still listed, by its rows' cgroup. */
function endsOf(families: readonly CgroupFamily[], scrapes: ScrapeTimes): Map<string, Instant> {
  const ends = new Map<string, Instant>();
  if (families.length < 2) return ends;

  const moved = families.map((family) => Math.max(...family.flat().map(lastMoveOf)));
  const latest = Math.max(...moved);
  for (const [index, family] of families.entries()) {
    const [row] = family[0] ?? [];
    const end = moved[index] ?? latest;
    const patience = row ? STILL_INTERVALS * scrapes.paceOf(row).longestMs : 0;
    if (latest - end > patience) for (const each of family.flat()) ends.set(cgroupOf(each), end);
  }
  return ends;
}

/** The same for all targets that tell of a container; null where none of them tells of more than one cgroup. */
export function endsIn(
  listings: readonly Listing[],
  scrapes: ScrapeTimes,
): ReadonlyMap<string, Instant> | null {
  const several = listings.filter(({ families }) => families.length > 1);
  if (several.length === 0) return null;

  return new Map(several.flatMap(({ families }) => [...endsOf(families, scrapes)]));
}

/** The row without the samples after its cgroup's end. */
function untilEnd(row: Series, ends: ReadonlyMap<string, Instant>): Series {
  const end = ends.size > 0 ? ends.get(cgroupOf(row)) : undefined;
  if (end === undefined) return row;

  const length = row.times.findLastIndex((time) => time <= end) + 1;
  return { ...row, times: row.times.subarray(0, length), values: row.values.subarray(0, length) };
}

/** The cgroups that are listed beside one another though they are not apart: nested ones, and one that has ended. */
export function listedBeside(
  listings: readonly Listing[],
  ends: ReadonlyMap<string, Instant> | null,
): string[] {
  const beside = listings.flatMap(({ families }) =>
    families.filter((family) => family.length > 1 || family.flat().some((row) => isListedOn(row, ends))),
  );
  return beside.flat(2).map(({ labels }) => labels["id"] ?? labels["name"] ?? "");
}

function isListedOn(row: Series, ends: ReadonlyMap<string, Instant> | null): boolean {
  const end = ends?.get(cgroupOf(row));
  return end !== undefined && (row.times.at(-1) ?? end) > end;
}

function familiesOf(rows: readonly Series[]): CgroupFamily[] {
  if (rows.length === 1) return [[rows]];

  const cgroups = [
    ...Map.groupBy(
      rows,
      ({ labels }) => `${labels["id"] ?? ""}\n${labels["name"] ?? ""}\n${labels["image"] ?? ""}`,
    ),
  ];
  const families: { readonly outer: Series; readonly cgroups: CgroupRows[] }[] = [];
  for (const [, of] of cgroups.toSorted(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))) {
    const [row] = of;
    if (row === undefined) continue;
    const family = families.find(({ outer }) => isOneWith(outer, row));
    if (family) family.cgroups.push(of);
    else families.push({ outer: row, cgroups: [of] });
  }
  return families.map((family) => family.cgroups);
}

/** Whether a cgroup lies within another one, or both go by one container's name. */
function isOneWith(outer: Series, { labels }: Series): boolean {
  const { id = "", name = "" } = outer.labels;
  return (name !== "" && name === labels["name"]) || (id !== "" && (labels["id"] ?? "").startsWith(`${id}/`));
}

/** When a row's value changed for the last time; minus infinity where it never did. */
function lastMoveOf({ times, values }: Series): Instant {
  let index = values.length - 1;
  while (index > 0 && values[index] === values[index - 1]) index--;
  return index > 0 ? (times[index] ?? 0) : Number.NEGATIVE_INFINITY;
}

function isNamed(series: Series): boolean {
  return cgroupOf(series) !== "";
}

function rankOf(key: string): number {
  return Number(key[0]);
}

function countOf(series: readonly Series[]): number {
  return series.reduce((sum, { times }) => sum + times.length, 0);
}

interface UsageReading {
  readonly hour: Instant;
  readonly scrapes: ScrapeTimes;
  /** When cgroups ended, where it is known already; null where the rows themselves have to tell. */
  readonly ends: ReadonlyMap<string, Instant> | null;
  /** What the rows of one cgroup tell. */
  readonly measure: (rows: CgroupRows) => MinuteAverages;
}

/**
 * A container's usage by the minute, from all that is told of it. Of targets, which tell copies, the first that
 * knows a minute counts; of cgroups within each other the greatest; others add up as long as they live.
 */
export function usageOf(listings: readonly Listing[], reading: UsageReading): PerMinute {
  return knownFirst(listings.map((listing) => listedUsage(listing, reading)));
}

function listedUsage({ families }: Listing, reading: UsageReading): PerMinute {
  const { hour, scrapes, measure } = reading;
  const [family, ...otherFamilies] = families;
  const [rows, ...inner] = family ?? [];
  // Nearly all containers are listed once: there is nothing to compare.
  if (rows && inner.length === 0 && otherFamilies.length === 0) return measure(rows).averages();

  const ends = reading.ends ?? endsOf(families, scrapes);
  const usage = new MinuteAverages(hour);
  for (const cgroups of families) {
    const outer = new MinuteAverages(hour);
    for (const each of cgroups) outer.widen(measure(each.map((row) => untilEnd(row, ends))));
    usage.join(outer);
  }
  return usage.averages();
}
