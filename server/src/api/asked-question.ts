import { createHash } from "node:crypto";
import { type Instant, MINUTE_MS, WINDOW_NAMES } from "@kubecent/shared";
import * as z from "zod";
import type { CacheQuestion } from "../cache/answer-cache.ts";
import { canonicalJson } from "../cache/canonical-json.ts";
import type { ClusterChoice } from "../cache/data-versions.ts";
import { resolveWindow } from "../domain/windows/resolve-window.ts";
import { isEverything, type Visibility } from "../store/access/visibility.ts";
import { scopeText } from "./admission.ts";

/** What of a question that has been read decides which data and which time it is about. */
const PlaceSchema = z.object({
  cluster: z.union([z.string().transform((name) => [name]), z.array(z.string())]).optional(),
  currency: z.string().optional(),
  window: z.enum(WINDOW_NAMES).optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  timeZone: z.string().optional(),
  beforeWindow: z.enum(WINDOW_NAMES).optional(),
  beforeStart: z.string().optional(),
  beforeEnd: z.string().optional(),
});
type Place = z.output<typeof PlaceSchema>;

/** Windows that end now: their answers say so to the second, and are shared for a minute. */
const ENDS_NOW = new Set<string | undefined>(["today", "monthToDate"]);

/** The procedure that a question is put to. */
export interface AskedProcedure {
  readonly name: string;
  /** Its path in REST, whole. */
  readonly path: string;
}

/**
 * A question that has been read: all of its key that can be worked out once. Where its windows lie changes on whole
 * minutes only (hours fall due ten past, days begin on whole minutes in every zone), so that is worked out once a
 * minute.
 */
export class AskedQuestion {
  readonly procedure: AskedProcedure;
  readonly #place: Place;
  readonly #inputHash: string;
  readonly #clusters: ClusterChoice;
  #time = "";
  #timeHoldsUntil: Instant = -Infinity;
  #timeHoldsFrom: Instant = Infinity;

  /** `input` is what the procedure's schema has made of what was sent. */
  constructor(procedure: AskedProcedure, input: unknown) {
    this.procedure = procedure;
    this.#place = PlaceSchema.parse(input ?? {});
    this.#inputHash = createHash("sha256").update(canonicalJson(input)).digest("base64url");
    this.#clusters = { names: this.#place.cluster, currency: this.#place.currency };
  }

  /**
   * The question as the cache knows it, asked by somebody who may see so much. Throws WINDOW_INVALID where its window
   * cannot be answered now.
   */
  at(now: Instant, visibility: Visibility): CacheQuestion {
    const { name, path } = this.procedure;
    return {
      procedure: name,
      path,
      inputHash: this.#inputHash,
      time: this.#timeAt(now),
      clusters: isEverything(visibility) ? this.#clusters : { ...this.#clusters, shownBy: visibility.shows },
      scope: scopeText(visibility),
      endsNow: this.#endsNow,
    };
  }

  get #endsNow(): boolean {
    const { window, beforeWindow } = this.#place;
    return ENDS_NOW.has(window) || ENDS_NOW.has(beforeWindow);
  }

  #timeAt(now: Instant): string {
    // A clock may also be set back.
    if (now < this.#timeHoldsFrom || now >= this.#timeHoldsUntil) {
      const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
      this.#time = timeOf(this.#place, now, minute);
      this.#timeHoldsFrom = minute;
      this.#timeHoldsUntil = minute + MINUTE_MS;
    }
    return this.#time;
  }
}

function timeOf(place: Place, now: Instant, minute: Instant): string {
  const { window, start, end, timeZone, beforeWindow, beforeStart, beforeEnd } = place;
  const asked = stretchOf({ window, start, end, timeZone }, now, minute);
  const hasBefore = beforeWindow !== undefined || beforeStart !== undefined || beforeEnd !== undefined;
  if (!hasBefore) return asked;
  const before = { window: beforeWindow, start: beforeStart, end: beforeEnd, timeZone };
  return `${asked},${stretchOf(before, now, minute)}`;
}

type Stretch = Pick<Place, "window" | "start" | "end" | "timeZone">;

function stretchOf(query: Stretch, now: Instant, minute: Instant): string {
  const { start, end, dueEnd } = resolveWindow(query, now);
  return ENDS_NOW.has(query.window) ? `${start}-${minute}-now` : `${start}-${end}-${dueEnd}`;
}
