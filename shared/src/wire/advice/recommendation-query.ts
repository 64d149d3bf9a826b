import * as z from "zod";
import { NameSchema, NamesSchema } from "../text.ts";
import {
  ADVICE_PRESETS,
  type AdvicePreset,
  RECOMMENDATION_KINDS,
  RECOMMENDATION_STATES,
  type RecommendationKind,
  type RecommendationState,
} from "./kinds.ts";

/** Which recommendations are asked about. Several values of one field mean any of them; several fields mean all of them. */
export interface AdviceFilter {
  cluster?: string | string[] | undefined;
  namespace?: string | string[] | undefined;
  controllerKind?: string | string[] | undefined;
  controller?: string | string[] | undefined;
  container?: string | string[] | undefined;
  kind?: RecommendationKind | RecommendationKind[] | undefined;
  /** By whose rules containers are sized: `default`, or `krr`, `vpa`, `kubecost` to compare. */
  preset?: AdvicePreset | undefined;
  /** Only clusters that are priced in this currency, such as EUR. */
  currency?: string | undefined;
}

/** The same, read. */
export interface ReadAdviceFilter {
  cluster?: string[] | undefined;
  namespace?: string[] | undefined;
  controllerKind?: string[] | undefined;
  controller?: string[] | undefined;
  container?: string[] | undefined;
  kind?: RecommendationKind[] | undefined;
  preset: AdvicePreset;
  currency?: string | undefined;
}

/** Which clusters and namespaces savings are asked about. */
export type SavingsQuery = Pick<AdviceFilter, "cluster" | "namespace" | "currency">;
export type ReadSavingsQuery = Pick<ReadAdviceFilter, "cluster" | "namespace" | "currency">;

/** Open advice of one cluster, as patches. */
export interface PatchQuery extends Omit<AdviceFilter, "cluster" | "kind" | "currency"> {
  cluster: string;
}
export interface ReadPatchQuery extends Omit<ReadAdviceFilter, "cluster" | "kind" | "currency"> {
  cluster: string;
}

export const ADVICE_ORDERS = ["-freed", "freed", "-cost", "cost"] as const;
export type AdviceOrder = (typeof ADVICE_ORDERS)[number];

export interface RecommendationListQuery extends AdviceFilter {
  /** `open` by default. */
  state?: RecommendationState | RecommendationState[] | undefined;
  /** Also what nothing can be advised for, with the reason; without it only what has a number. */
  insufficient?: boolean | undefined;
  /** Money a month, largest first with a minus sign: `-freed` by default. */
  sort?: AdviceOrder | undefined;
  /** Rows a page; 100 by default, 1,000 at most. */
  limit?: number | undefined;
  /** `nextCursor` of the page before, for the same question. */
  cursor?: string | undefined;
}

export interface ReadRecommendationListQuery extends ReadAdviceFilter {
  state: RecommendationState[];
  insufficient: boolean;
  sort: AdviceOrder;
  limit: number;
  cursor?: string | undefined;
}

const MOST_ROWS = 1_000;
const COMMON_ROWS = 100;

/** One word of a list, or several. */
function wordsOf<Word extends string>(words: readonly [Word, ...Word[]]) {
  const word = z.enum(words);
  return z
    .union([word, z.array(word).min(1).max(words.length)])
    .transform((found): Word[] => (Array.isArray(found) ? found : [found]));
}

const filterFields = {
  cluster: NamesSchema.optional(),
  namespace: NamesSchema.optional(),
  controllerKind: NamesSchema.optional(),
  controller: NamesSchema.optional(),
  container: NamesSchema.optional(),
  kind: wordsOf(RECOMMENDATION_KINDS).optional(),
  preset: z.enum(ADVICE_PRESETS).default("default"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be three capital letters, such as EUR")
    .optional(),
};

export const AdviceFilterSchema: z.ZodType<ReadAdviceFilter, AdviceFilter> = z.strictObject(filterFields);

const { cluster: _cluster, kind: _kind, currency: _currency, ...patchFields } = filterFields;

export const PatchQuerySchema: z.ZodType<ReadPatchQuery, PatchQuery> = z.strictObject({
  ...patchFields,
  cluster: NameSchema,
});

export const SavingsQuerySchema: z.ZodType<ReadSavingsQuery, SavingsQuery> = z.strictObject({
  cluster: filterFields.cluster,
  namespace: filterFields.namespace,
  currency: filterFields.currency,
});

export const RecommendationListQuerySchema: z.ZodType<ReadRecommendationListQuery, RecommendationListQuery> =
  z.strictObject({
    ...filterFields,
    state: wordsOf(RECOMMENDATION_STATES).default(["open"]),
    insufficient: z.boolean().default(false),
    sort: z.enum(ADVICE_ORDERS).default("-freed"),
    limit: z.int().min(1).max(MOST_ROWS).default(COMMON_ROWS),
    cursor: z.string().max(2_000).optional(),
  });

/** Puts a recommendation aside, for everybody, until a moment or for good. */
export interface RecommendationDismiss {
  id: string;
  /** Why, for those who see it afterwards. */
  reason: string;
  /** RFC 3339; for good where it is left out. */
  until?: string | undefined;
}

export const RecommendationDismissSchema: z.ZodType<RecommendationDismiss, RecommendationDismiss> =
  z.strictObject({
    id: z.uuid(),
    reason: NameSchema,
    until: z.iso.datetime({ offset: true }).optional(),
  });

export const RecommendationIdSchema: z.ZodType<{ id: string }, { id: string }> = z.strictObject({
  id: z.uuid(),
});
