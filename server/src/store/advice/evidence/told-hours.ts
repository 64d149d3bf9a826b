import { HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { AdviceFamily } from "../../../domain/advice/advice-observation.ts";
import type { Unknown } from "../../../domain/advice/evidence.ts";
import type { EvidencePlace } from "./evidence-window.ts";

/** What was not told in this share of the hours is not known to be none. */
const MOST_TOLD = 0.95;
/** What holds now is what was told in one of these last hours. */
const NEWEST_HOURS = 24;

/** Which families were told in which hours of a window. */
export class ToldHours {
  readonly #told: ReadonlyMap<Instant, ReadonlySet<string>>;
  readonly #place: EvidencePlace;
  /** How often usage was measured, in most hours. */
  readonly scrapeSeconds: number | Unknown;

  constructor(place: EvidencePlace, rows: readonly ToldRow[]) {
    this.#place = place;
    this.#told = new Map(rows.map(({ hour, told }) => [hour.getTime(), new Set(told)]));
    const intervals = rows.flatMap(({ usage_interval_seconds: seconds }) => seconds ?? []);
    this.scrapeSeconds = intervals.toSorted((a, b) => a - b)[intervals.length >>> 1] ?? "unknown";
  }

  isTold(family: AdviceFamily, hour: Instant): boolean {
    return this.#told.get(hour)?.has(family) ?? false;
  }

  /** The newest hour in which the family was told; null where that is too long ago to hold still. */
  newest(family: AdviceFamily): Instant | null {
    const { end } = this.#place.window;
    for (let hour = end - HOUR_MS; hour >= end - NEWEST_HOURS * HOUR_MS; hour -= HOUR_MS) {
      if (this.isTold(family, hour)) return hour;
    }
    return null;
  }

  /** Whether the family was told in nearly all hours that were seen: then what was not told was not there. */
  isNearlyAlwaysTold(family: AdviceFamily): boolean {
    const told = [...this.#told.values()].filter((families) => families.has(family)).length;
    return told > 0 && told >= MOST_TOLD * this.#place.window.seenHours;
  }
}

interface ToldRow {
  readonly hour: Date;
  readonly told: readonly string[];
  readonly usage_interval_seconds: number | null;
}

/** Reads which families were told in the window. */
export async function readToldHours(client: pg.ClientBase, place: EvidencePlace): Promise<ToldHours> {
  const { clusterId, window } = place;
  const { rows } = await client.query<ToldRow>(
    `select hour, told, usage_interval_seconds from advice_hour
     where cluster_id = $1 and hour >= $2 and hour < $3`,
    [clusterId, new Date(window.start), new Date(window.end)],
  );
  return new ToldHours(place, rows);
}
