import * as z from "zod";
import { NameSchema } from "../text.ts";
import { type Scope, type ScopeInput, ScopeInputSchema } from "../scope.ts";
import { type AlertDefinition, AlertLabelsSchema, definitionFields } from "./rules.ts";

/** Labels of an alert: each has to be the same, or to begin so where the text ends in `*`. */
export type AlertMatch = Record<string, string>;

/** Where alerts go. Of several routes that match, the first by `position` takes an alert. */
export interface AlertRouteInput {
  name: string;
  /** Alerts beyond it are not routed here; its maker's where it is left out. */
  scope?: ScopeInput | undefined;
  /** Labels such as `owner`, `kind`, `severity`, `cluster`, `namespace`; without any it takes what no other route takes. */
  match?: AlertMatch | undefined;
  position?: number | undefined;
  channels: string[];
  /** Labels by which alerts of one round are told together to people; `rule` by default. */
  groupBy?: string[] | undefined;
}

export interface AlertRouteContent {
  match: AlertMatch;
  position: number;
  channels: string[];
  groupBy: string[];
}

export interface AlertRouteRow extends AlertDefinition, AlertRouteContent {}

const contentFields = {
  match: AlertLabelsSchema.default({}),
  position: z.int().min(0).max(1_000).default(100),
  channels: z.array(z.uuid()).min(1).max(20),
  groupBy: z
    .array(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/))
    .max(5)
    .default(["rule"]),
};

export interface AlertRouteWish extends AlertRouteContent {
  name: string;
  scope?: Scope | undefined;
}

export const AlertRouteContentSchema: z.ZodType<AlertRouteContent> = z.object(contentFields);
export const AlertRouteSetSchema: z.ZodType<AlertRouteWish, AlertRouteInput> = z.strictObject({
  name: NameSchema,
  scope: ScopeInputSchema.optional(),
  ...contentFields,
});

const rowFields = {
  ...definitionFields,
  match: z.record(z.string(), z.string()),
  position: z.int(),
  channels: z.array(z.string()),
  groupBy: z.array(z.string()),
};
export const AlertRouteRowSchema: z.ZodType<AlertRouteRow> = z.object(rowFields);
export const AlertRouteListAnswerSchema: z.ZodType<{ rows: AlertRouteRow[] }> = z.object({
  rows: z.array(z.object(rowFields)),
});
