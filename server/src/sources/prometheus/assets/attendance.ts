import type { Instant } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { PerMinute } from "../../../domain/observation.ts";
import type { Ledger } from "../series/ledger.ts";
import { sight, Witnesses } from "../series/presence.ts";
import type { Series } from "../series/series.ts";
import { minuteShares } from "../time/minute-grid.ts";
import { type Stretches, subtract, unite } from "../time/stretches.ts";
import { bridgedHoles } from "./bridges.ts";

export interface AssetContext {
  readonly hour: Instant;
  readonly ledger: Ledger;
  readonly findings: FindingBook;
  /** Jobs that are kube-state-metrics itself, not a copy of it. */
  readonly trustedJobs: ReadonlySet<string>;
  /** Time in which nothing that was answered may be believed. */
  readonly blind: Stretches;
}

/** When a thing was seen, and when it stood unseen in a bridged hole, in shares of minutes. */
export interface Attendance {
  readonly seenMinutes: PerMinute;
  readonly unobservedMinutes: PerMinute;
}

/** Finds when things of one kind were there, from all series that tell of that kind. */
export class AttendanceBook {
  readonly #context: AssetContext;
  readonly #witnesses: Witnesses;

  /** With `scopeOf`, an exporter's silence counts only in the scopes of which it tells. */
  constructor(series: readonly Series[], context: AssetContext, scopeOf?: (series: Series) => string) {
    this.#context = context;
    this.#witnesses = new Witnesses(series, context.ledger, { ...context, ...(scopeOf && { scopeOf }) });
  }

  /** When the thing that `series` tell of was there; `fallback` is what else shows it while they are silent. */
  attend(series: readonly Series[], scope = "", fallback: Stretches = []): Attendance {
    const { ledger, blind, hour } = this.#context;
    const sightings = series.map((each) => sight(each, ledger));
    const watched = subtract(this.#witnesses.coverage(sightings, scope), blind);
    const told = subtract(this.#witnesses.presence(sightings, scope), blind);
    const presence = unite(told, subtract(subtract(fallback, watched), blind));
    return {
      seenMinutes: minuteShares(presence, hour),
      unobservedMinutes: minuteShares(bridgedHoles(presence, watched), hour),
    };
  }

  /** When any witness of this kind was heard of. */
  watched(): Stretches {
    return this.#witnesses.coverageOfAll();
  }
}

/** Whether the thing was there, seen or not, in any part of the hour. */
export function hasAttended({ seenMinutes, unobservedMinutes }: Attendance): boolean {
  return seenMinutes.some((share) => share > 0) || unobservedMinutes.some((share) => share > 0);
}
