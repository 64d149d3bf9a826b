import * as z from "zod";

/**
 * Windows that go by a name. Those of hours and days end at the last due hour, and now where records are asked for;
 * `today` and `monthToDate` end now; `yesterday`, `lastWeek` (from Monday) and `lastMonth` are calendar units in the time zone.
 */
export const WINDOW_NAMES = [
  "24h",
  "48h",
  "7d",
  "30d",
  "90d",
  "last7d",
  "last30d",
  "last90d",
  "today",
  "yesterday",
  "lastWeek",
  "lastMonth",
  "monthToDate",
] as const;
export type WindowName = (typeof WINDOW_NAMES)[number];

/** Which stretch of time is asked for: a name, or `start` and `end`. Without either it is `24h`. */
export interface WindowQuery {
  /** A name such as `last7d`; not together with `start` and `end`. */
  window?: WindowName | undefined;
  /** First instant, RFC 3339 with a zone: "2026-11-17T00:00:00Z". */
  start?: string | undefined;
  /** Instant after the last, RFC 3339 with a zone. */
  end?: string | undefined;
  /** IANA time zone of calendar units and of steps; UTC by default. */
  timeZone?: string | undefined;
}

/** The window that an answer speaks of: half-open, in UTC. */
export interface AnswerWindow {
  start: string;
  end: string;
  timeZone: string;
  /** The part of the window whose hours are not due yet; not counted in coverage. */
  pending?: { start: string; end: string } | undefined;
}

/** A stretch of time that was not seen, and why. */
export interface CoverageGap {
  cluster: string;
  start: string;
  end: string;
  reason: GapReason;
}

/** How a finding bears on the numbers: left out as impossible, decided by a rule, or not measured and not priced. */
export const FINDING_GRAVITIES = ["ignored", "decided", "missing"] as const;
export type FindingGravity = (typeof FINDING_GRAVITIES)[number];

/** Something in the cluster's data that contradicts itself or cannot be: docs/troubles.md has the codes. */
export interface CoverageFinding {
  cluster: string;
  code: string;
  gravity: FindingGravity;
  /** Hours of the window that have it. */
  hours: number;
  /** Cost, in those hours, of what it is about. Two findings may be about the same things. */
  touchedCost: string;
}

/** How much of the window was seen: 1 is all of it. */
export interface Coverage {
  ratio: number;
  gaps: CoverageGap[];
  /** What was left out or decided, the most money first; absent where nothing was found. */
  findings?: CoverageFinding[] | undefined;
  /** The same by kind of resource: zero where nobody measures a kind, which is not the same as no cost. */
  kinds?: KindCoverage | undefined;
}

/**
 * Share of the hours in which each kind was measured. Of CPU and RAM it is the share of the containers' time
 * with measured usage: without it they are billed by request. Null where only hours are stored that do not tell.
 */
export interface KindCoverage {
  cpu: number | null;
  ram: number | null;
  gpu: number | null;
  volume: number | null;
  network: number | null;
  loadBalancer: number | null;
}

export const GAP_REASONS = ["source_down", "not_scraped", "beyond_retention", "not_collected"] as const;
/** Why a stretch of time was not seen. */
export type GapReason = (typeof GAP_REASONS)[number];

const InstantSchema = z.iso.datetime({
  offset: true,
  error: "must be an RFC 3339 instant with a zone, such as 2026-11-17T00:00:00Z",
});

function isTimeZone(name: string): boolean {
  // An offset passes for a zone in JavaScript, but PostgreSQL reads it with the sign the other way round.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/** Fields of every question about a stretch of time. */
export const windowFields = {
  window: z.enum(WINDOW_NAMES).optional(),
  start: InstantSchema.optional(),
  end: InstantSchema.optional(),
  timeZone: z
    .string()
    .max(64)
    .refine(isTimeZone, { error: "must be an IANA time zone, such as Europe/Berlin" })
    .optional(),
};

export const AnswerWindowSchema: z.ZodType<AnswerWindow> = z.object({
  start: z.string(),
  end: z.string(),
  timeZone: z.string(),
  pending: z.object({ start: z.string(), end: z.string() }).optional(),
});

const share = z.number().nullable();
const KindCoverageSchema: z.ZodType<KindCoverage> = z.object({
  cpu: share,
  ram: share,
  gpu: share,
  volume: share,
  network: share,
  loadBalancer: share,
});

export const CoverageSchema: z.ZodType<Coverage> = z.object({
  ratio: z.number(),
  gaps: z.array(
    z.object({ cluster: z.string(), start: z.string(), end: z.string(), reason: z.enum(GAP_REASONS) }),
  ),
  kinds: KindCoverageSchema.optional(),
  findings: z
    .array(
      z.object({
        cluster: z.string(),
        code: z.string(),
        gravity: z.enum(FINDING_GRAVITIES),
        hours: z.number(),
        touchedCost: z.string(),
      }),
    )
    .optional(),
});
