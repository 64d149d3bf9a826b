import * as z from "zod";
import { NameSchema } from "./text.ts";
import { type CoverageGap, FINDING_GRAVITIES, type FindingGravity, GAP_REASONS } from "./window.ts";

/** One cluster by its name, or all of them. */
export interface ClusterQuery {
  cluster?: string | undefined;
}
export const ClusterQuerySchema: z.ZodType<ClusterQuery, ClusterQuery | undefined> = z
  .strictObject({ cluster: NameSchema.optional() })
  .prefault({});

export const SOURCE_KINDS = ["prometheus", "opencost", "demo"] as const;

/** A cluster that KubeCent knows. */
export interface ClusterRow {
  cluster: string;
  /** Where its hours come from; `demo` is invented. */
  source: (typeof SOURCE_KINDS)[number];
  currency: string;
  /** First hour that is stored, and the end of the last one; null where there is none yet. */
  start: string | null;
  end: string | null;
  /** Hours that are stored. */
  hours: number;
}

/** How far the collection of a cluster is. */
export interface ClusterStatusRow extends ClusterRow {
  dataVersion: string;
  /** The last hour's share of seen minutes; null where there is none yet. */
  lastCoverage: number | null;
  lastCollectedAt: string | null;
  /** Collection that is under way: hours done of hours due, and the time that the rest will take. */
  progress: { done: number; total: number; hoursPerSecond: number; secondsLeft: number | null } | null;
  /** What the source last failed with; null once an hour has been collected since. */
  lastError: { at: string; hour: string | null; message: string } | null;
  /** The latest gaps, at most 100. */
  gaps: CoverageGap[];
  /** What contradicts itself or cannot be in the data of the last 24 hours that are stored, the most money first. */
  findings: ClusterFinding[];
}

/** One kind of finding in a cluster's data, and what to do about it. */
export interface ClusterFinding {
  code: string;
  gravity: FindingGravity;
  /** What was found, what KubeCent does about it, and what ends it. */
  what: string;
  rule: string;
  remedy: string;
  /** Hours of the last 24 that have it, and the last of them. */
  hours: number;
  lastHour: string;
  /** Cost, in those hours, of what it is about. */
  touchedCost: string;
  /** Things that it is about in that last hour: how many, and some of them with the figures that contradict. */
  things: number;
  examples: { name: string; minutes: number; detail: string }[];
}

export interface ClusterListAnswer {
  rows: ClusterRow[];
}

export interface ClusterStatusAnswer {
  rows: ClusterStatusRow[];
}

const instant = z.string();
const clusterFields = {
  cluster: z.string(),
  source: z.enum(SOURCE_KINDS),
  currency: z.string(),
  start: instant.nullable(),
  end: instant.nullable(),
  hours: z.number(),
};

export const ClusterListAnswerSchema: z.ZodType<ClusterListAnswer> = z.object({
  rows: z.array(z.object(clusterFields)),
});

export const ClusterStatusAnswerSchema: z.ZodType<ClusterStatusAnswer> = z.object({
  rows: z.array(
    z.object({
      ...clusterFields,
      dataVersion: z.string(),
      lastCoverage: z.number().nullable(),
      lastCollectedAt: instant.nullable(),
      progress: z
        .object({
          done: z.number(),
          total: z.number(),
          hoursPerSecond: z.number(),
          secondsLeft: z.number().nullable(),
        })
        .nullable(),
      lastError: z.object({ at: instant, hour: instant.nullable(), message: z.string() }).nullable(),
      gaps: z.array(
        z.object({ cluster: z.string(), start: instant, end: instant, reason: z.enum(GAP_REASONS) }),
      ),
      findings: z.array(
        z.object({
          code: z.string(),
          gravity: z.enum(FINDING_GRAVITIES),
          what: z.string(),
          rule: z.string(),
          remedy: z.string(),
          hours: z.number(),
          lastHour: instant,
          touchedCost: z.string(),
          things: z.number(),
          examples: z.array(z.object({ name: z.string(), minutes: z.number(), detail: z.string() })),
        }),
      ),
    }),
  ),
});
