import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import type { PerMinute } from "../../../domain/observation.ts";
import { bridgedHoles, clip, type Stretches, unite, windowOfHour } from "../../prometheus/time/stretches.ts";
import { minuteShares } from "../../prometheus/time/minute-grid.ts";
import type { Asset } from "../answers/asset-answer.ts";
import type { HourFacts } from "../hour-facts.ts";

/**
 * The longest step between two looks of OpenCost's. Ranges of Prometheus 3 and Mimir leave their first moment
 * out; where OpenCost does not know that (opencost#3094, #4046) an hour lacks its first step: that is no gap.
 */
const LONGEST_STEP_MS = 5 * MINUTE_MS;

/** An asset with the minutes of the hour in which it stood. */
export interface Attendance<Standing extends Asset> {
  /** As the hour tells of it; as the hours around it do where it was not seen within. */
  readonly asset: Standing;
  /** All that the hour itself tells under this name, in order: another machine may have taken the name. */
  readonly lives: readonly Standing[];
  readonly seenMinutes: PerMinute;
  readonly unobservedMinutes: PerMinute;
}

/** When each asset stood, by what the hour tells and what the hours around it do. */
export class AttendanceBook {
  readonly #hour: Instant;
  readonly #assets: readonly Asset[];
  readonly #ofHour: readonly Asset[];
  readonly #presence: ReadonlyMap<string, Stretches>;
  /** When OpenCost saw the cluster, by its nodes: as long as it sees anything it sees a node. */
  readonly watched: Stretches;
  /** How much of the hour's start OpenCost lost to its own first step, in milliseconds. */
  readonly lostStepMs: number;

  constructor({ hour, assets, assetsBefore, assetsAfter }: HourFacts) {
    this.#hour = hour;
    this.#ofHour = assets.filter(({ start, end }) => start < end);
    // What the hour itself tells goes first: it describes the asset as it was in the hour.
    this.#assets = [...assets, ...assetsAfter, ...assetsBefore].filter(({ start, end }) => start < end);
    this.lostStepMs = lostStep(assets, assetsBefore, hour);
    this.#presence = presenceOf(this.#assets, this.lostStepMs > 0 ? hour : null);
    const nodes = this.#assets.filter(({ type }) => type === "Node").map(assetKey);
    this.watched = unite([], ...[...new Set(nodes)].map((key) => this.#presence.get(key) ?? []));
  }

  /** The assets of a kind that stood in the hour, seen or not, each once. */
  attend<Standing extends Asset>(isKind: (asset: Asset) => asset is Standing): Attendance<Standing>[] {
    const first = new Map<string, Standing>();
    for (const asset of this.#assets.filter(isKind)) {
      if (!first.has(assetKey(asset))) first.set(assetKey(asset), asset);
    }
    const window = windowOfHour(this.#hour);
    const lives = Map.groupBy(this.#ofHour.filter(isKind), assetKey);
    return [...first].flatMap(([key, asset]) => {
      const presence = this.#presence.get(key) ?? [];
      const seen = clip(presence, window);
      const unseen = clip(bridgedHoles(presence, this.watched), window);
      if (seen.length + unseen.length === 0) return [];
      const shares = (stretches: Stretches): PerMinute => minuteShares(stretches, this.#hour);
      const own = (lives.get(key) ?? []).toSorted((a, b) => a.start - b.start);
      return [{ asset, lives: own, seenMinutes: shares(seen), unobservedMinutes: shares(unseen) }];
    });
  }
}

/** How long an asset stood in the window that it was asked for, in hours. */
export function hoursOfAsset({ start, end }: Asset): number {
  return (end - start) / HOUR_MS;
}

/** What tells an asset from others of its kind: nodes and volumes have names, load balancers addresses too. */
function assetKey({ type, properties }: Asset): string {
  return type === "LoadBalancer"
    ? `${type}\n${properties.name}\n${properties.providerID}`
    : `${type}\n${properties.name}`;
}

/** Where all nodes begin late by a step, and the hour before was seen to its end, the step alone was lost. */
function lostStep(own: readonly Asset[], before: readonly Asset[], hour: Instant): number {
  const first = Math.min(...own.filter(({ type }) => type === "Node").map(({ start }) => start));
  const lost = first - hour;
  const isSeenBefore = before.some(({ type, end }) => type === "Node" && end === hour);
  return lost > 0 && lost <= LONGEST_STEP_MS && isSeenBefore ? lost : 0;
}

/** Joins what stood up to the hour and after the lost step; with no step lost, `hour` is null. */
function presenceOf(assets: readonly Asset[], hour: Instant | null): Map<string, Stretches> {
  const byKey = Map.groupBy(assets, assetKey);
  return new Map(
    [...byKey].map(([key, known]) => {
      const stretches = unite(
        [],
        known.map(({ start, end }) => ({ start, end })),
      );
      return [key, hour === null ? stretches : withoutLostStep(stretches, hour)];
    }),
  );
}

function withoutLostStep(stretches: Stretches, hour: Instant): Stretches {
  const before = stretches.findIndex(({ end }) => end === hour);
  const next = stretches[before + 1];
  if (before < 0 || !next || next.start - hour > LONGEST_STEP_MS) return stretches;
  return unite(stretches, [{ start: hour, end: next.start }]);
}
