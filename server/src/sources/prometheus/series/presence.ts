import type { Instant } from "@kubecent/shared";
import { clip, sampleStretches, type Stretches, subtract, unite } from "../time/stretches.ts";
import type { ScrapeTimes } from "./scrape-times.ts";
import type { Series } from "./series.ts";
import { jobOf, targetOf } from "./target.ts";

/** A series that tells of a thing, and when it says that the thing was there. */
export interface Sighting {
  readonly series: Series;
  readonly stretches: Stretches;
}

/** An exporter that tells of things of one kind. */
interface Speaker {
  readonly job: string;
  /** Its targets, and the scopes (namespaces) of which each of them tells. */
  readonly targets: ReadonlyMap<string, ReadonlySet<string>>;
  readonly intervalMs: number;
  readonly isTrusted: boolean;
}

/** A sighting whose samples count where `counts` says so. */
export function sight(series: Series, scrapes: ScrapeTimes, counts?: (value: number) => boolean): Sighting {
  const isThere = counts && ((index: number) => counts(series.values[index] ?? 0));
  return { series, stretches: sampleStretches(series.times, scrapes.paceOf(series), isThere) };
}

/**
 * Presence is the time in which a thing was there. Decides it where several exporters tell of the thing, each at its own moments. The first
 * in rank is believed while it answers, and the others only while it does not: uniting them would make
 * every thing longer by the time between their moments, which is a lot for a job of ten minutes.
 */
export class RankedExporters {
  readonly #scrapes: ScrapeTimes;
  readonly #speakers: readonly Speaker[];

  /** `trustedJobs` go before others of a like interval; `scopeOf` tells the namespace of a series. */
  constructor(
    series: readonly Series[],
    scrapes: ScrapeTimes,
    options: { trustedJobs: ReadonlySet<string>; scopeOf?: (series: Series) => string },
  ) {
    const { trustedJobs, scopeOf = () => "" } = options;
    this.#scrapes = scrapes;
    this.#speakers = [...Map.groupBy(series, jobOf)]
      .map(([job, ofJob]): Speaker => {
        const targets = Map.groupBy(ofJob, targetOf);
        const interval = ofJob.reduce((longest, each) => Math.max(longest, scrapes.intervalOf(each)), 1);
        return {
          job,
          targets: new Map([...targets].map(([key, each]) => [key, new Set(each.map(scopeOf))])),
          intervalMs: interval,
          isTrusted: trustedJobs.has(job),
        };
      })
      .toSorted(compareSpeakers);
  }

  /** The interval of the exporter that looks most rarely; 0 without exporters. */
  get longestIntervalMs(): number {
    return this.#speakers.reduce((longest, { intervalMs }) => Math.max(longest, intervalMs), 0);
  }

  /**
   * When the thing was there. In the scope a better exporter's silence counts even if it never told of
   * the thing; null stands for no scope.
   */
  presence(sightings: readonly Sighting[], scope: string | null = ""): Stretches {
    const byJob = Map.groupBy(sightings, ({ series }) => jobOf(series));
    let presence: Stretches = [];
    let decided: Stretches = [];
    for (const speaker of this.#speakers) {
      const own = byJob.get(speaker.job) ?? [];
      presence = unite(presence, subtract(this.#presenceByTarget(own), decided));
      decided = unite(decided, this.#scrapes.coverageOf(tellers(speaker, own, scope)));
    }
    return presence;
  }

  /** When samples came from any exporter that would have told of a thing in the scope. */
  coverage(sightings: readonly Sighting[], scope: string | null = ""): Stretches {
    const own = Map.groupBy(sightings, ({ series }) => jobOf(series));
    const targets = this.#speakers.flatMap((speaker) => [
      ...tellers(speaker, own.get(speaker.job) ?? [], scope),
    ]);
    return this.#scrapes.coverageOf(targets);
  }

  /** When samples came from any of the exporters. */
  coverageOfAll(): Stretches {
    return this.#scrapes.coverageOf(this.#speakers.flatMap(({ targets }) => [...targets.keys()]));
  }

  /**
   * The same for the targets of one job. Here a target's silence counts only around its own sightings:
   * of two shards of one exporter each knows half of the things, and things move between them.
   */
  #presenceByTarget(sightings: readonly Sighting[]): Stretches {
    const groups = [...Map.groupBy(sightings, ({ series }) => targetOf(series))];
    if (groups.length === 1) return unite(...sightings.map(({ stretches }) => stretches));

    let presence: Stretches = [];
    let decided: Stretches = [];
    for (const [target, own] of groups.toSorted(compareGroups)) {
      const stretches = unite(...own.map((sighting) => sighting.stretches));
      presence = unite(presence, subtract(stretches, decided));
      decided = unite(decided, clip(this.#scrapes.coverageOf([target]), this.#surroundings(own)));
    }
    return presence;
  }

  #surroundings(sightings: readonly Sighting[]): { start: Instant; end: Instant } {
    const times = sightings.map(({ series }) => series.times);
    const interval = Math.max(...sightings.map(({ series }) => this.#scrapes.paceOf(series).longestMs));
    return {
      start: Math.min(...times.map((each) => each[0] ?? Number.POSITIVE_INFINITY)) - 2 * interval,
      end: Math.max(...times.map((each) => each.at(-1) ?? Number.NEGATIVE_INFINITY)) + interval,
    };
  }
}

/** The targets whose silence on a thing counts: those that told of it, else those that tell of its scope. */
function tellers({ targets }: Speaker, own: readonly Sighting[], scope: string | null): Iterable<string> {
  if (own.length > 0) return new Set(own.map(({ series }) => targetOf(series)));
  if (scope === null) return [];
  return [...targets].filter(([, scopes]) => scopes.has(scope)).map(([key]) => key);
}

/** The finer interval goes first, then the trusted job, then the name, so that every hour ranks alike. */
function compareSpeakers(a: Speaker, b: Speaker): number {
  const coarseness = ({ intervalMs }: Speaker) => Math.round(Math.log2(intervalMs));
  const trust = Number(b.isTrusted) - Number(a.isTrusted);
  return coarseness(a) - coarseness(b) || trust || (a.job < b.job ? -1 : 1);
}

function compareGroups(
  [a, ofA]: readonly [string, readonly Sighting[]],
  [b, ofB]: readonly [string, readonly Sighting[]],
): number {
  return sampleCount(ofB) - sampleCount(ofA) || (a < b ? -1 : 1);
}

function sampleCount(sightings: readonly Sighting[]): number {
  return sightings.reduce((sum, { series }) => sum + series.times.length, 0);
}
