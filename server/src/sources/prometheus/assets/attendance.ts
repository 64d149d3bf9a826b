import type { Instant } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { Observation, PerMinute } from "../../../domain/observation.ts";
import type { ScrapeTimes } from "../series/scrape-times.ts";
import { sight, RankedExporters } from "../series/presence.ts";
import type { Series } from "../series/series.ts";
import { minuteShares } from "../time/minute-grid.ts";
import { bridgedHoles, type Stretches, subtract, unite } from "../time/stretches.ts";
import { ASSETS, NODE_SIZES } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import type { Family } from "../query/selector.ts";
import { volumeStandIns } from "./told-volumes.ts";

export interface AssetContext {
  readonly hour: Instant;
  readonly scrapes: ScrapeTimes;
  readonly findings: FindingBook;
  /** Jobs that are kube-state-metrics itself, not a copy of it. */
  readonly trustedJobs: ReadonlySet<string>;
  /** Time in which nothing that was answered may be believed. */
  readonly blind: Stretches;
}

/** Attendance: when a thing was seen, and when it stood unseen in a bridged hole, in shares of minutes. */
export interface Attendance {
  readonly seenMinutes: PerMinute;
  readonly unobservedMinutes: PerMinute;
}

/** Finds when things of one kind were there, from all series that tell of that kind. */
export class AttendanceBook {
  readonly #context: AssetContext;
  readonly #exporters: RankedExporters;

  /** With `scopeOf`, an exporter's silence counts only in the scopes of which it tells. */
  constructor(series: readonly Series[], context: AssetContext, scopeOf?: (series: Series) => string) {
    this.#context = context;
    this.#exporters = new RankedExporters(series, context.scrapes, {
      ...context,
      ...(scopeOf && { scopeOf }),
    });
  }

  /** When the thing that `series` tell of was there; `fallback` is what else shows it while they are silent. */
  attend(series: readonly Series[], scope = "", fallback: Stretches = []): Attendance {
    return this.attendBut([], series, scope, fallback);
  }

  /** The same, without the time in which it is known to have been off. */
  attendBut(off: Stretches, ...[series, scope, fallback]: Parameters<AttendanceBook["attend"]>): Attendance {
    const { hour } = this.#context;
    const { presence, watched } = this.#look(series, scope, fallback);
    return {
      seenMinutes: minuteShares(subtract(presence, off), hour),
      unobservedMinutes: minuteShares(subtract(bridgedHoles(presence, watched), off), hour),
    };
  }

  /**
   * When it is known that the thing was not there any more, after it first was. It may have stood for up to one
   * interval after it was seen last.
   */
  absence(series: readonly Series[], fallback: Stretches = []): Stretches {
    const { presence, watched } = this.#look(series, "", fallback);
    const born = presence[0]?.start ?? Number.POSITIVE_INFINITY;
    const left = subtract(watched, unite([], presence, fallback));
    const interval = Math.max(0, ...series.map((each) => this.#context.scrapes.intervalOf(each)));
    return left.flatMap(({ start, end }) =>
      start >= born && start + interval < end ? [{ start: start + interval, end }] : [],
    );
  }

  #look(
    series: readonly Series[],
    scope = "",
    fallback: Stretches = [],
  ): { presence: Stretches; watched: Stretches } {
    const { scrapes, blind } = this.#context;
    const sightings = series.map((each) => sight(each, scrapes));
    const watched = subtract(this.#exporters.coverage(sightings, scope), blind);
    const told = subtract(this.#exporters.presence(sightings, scope), blind);
    return { presence: unite(told, subtract(subtract(fallback, watched), blind)), watched };
  }

  /** When samples came from any exporter of this kind. */
  watched(): Stretches {
    return this.#exporters.coverageOfAll();
  }
}

/** Whether the thing was there, seen or not, in any part of the hour. */
export function hasAttended({ seenMinutes, unobservedMinutes }: Attendance): boolean {
  return seenMinutes.some((share) => share > 0) || unobservedMinutes.some((share) => share > 0);
}

/**
 * When each kind was measured: samples came from exporters of such things. Where nobody ever told of
 * a volume or load balancer, none is measured: whether there are any, nobody knows.
 */
export function seenByKind(
  series: FamilySeries,
  measuredTraffic: Stretches,
  context: AssetContext,
): Observation["seenByKind"] {
  const { hour, blind } = context;
  const watchedBy = (told: readonly Series[]): Stretches =>
    subtract(new AttendanceBook(told, context).watched(), blind);
  const watched = (...families: readonly Family[]): Stretches => watchedBy(series.of(...families));
  const volumes = [...series.of(ASSETS.volumeCapacity, ASSETS.volumePrice), ...volumeStandIns(series)];
  return {
    gpu: minuteShares(watched(...NODE_SIZES), hour),
    volume: minuteShares(watchedBy(volumes), hour),
    network: minuteShares(subtract(measuredTraffic, blind), hour),
    loadBalancer: minuteShares(watched(ASSETS.loadBalancerPrice, ASSETS.services), hour),
  };
}
