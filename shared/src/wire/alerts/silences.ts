import * as z from "zod";
import { NameSchema } from "../text.ts";
import { type Scope, type ScopeInput, ScopeInputSchema } from "../scope.ts";
import { windowFields } from "../window.ts";
import { type AlertMatch } from "./routes.ts";
import { type AlertDefinition, AlertLabelsSchema, definitionFields } from "./rules.ts";

/** Times at which a silence holds, again and again. */
export interface SilencePlan {
  /** Five fields of cron, such as `0 22 * * 5`: when it begins. */
  cron: string;
  zone: string;
  /** How long it holds from then on. */
  hours: number;
}

/** Alerts that match are not told while it holds. They go on firing, and are told afterwards if they still do. */
export interface AlertSilenceInput {
  name: string;
  /** Alerts beyond it are told; its maker's where it is left out. */
  scope?: ScopeInput | undefined;
  match: AlertMatch;
  /** Until when it holds, or is planned; without it a plan has no end. */
  until?: string | undefined;
  plan?: SilencePlan | undefined;
  reason?: string | undefined;
}

export interface AlertSilenceContent {
  match: AlertMatch;
  until?: string | undefined;
  plan?: SilencePlan | undefined;
  reason: string;
}

export interface AlertSilenceRow extends AlertDefinition, AlertSilenceContent {
  /** Whether it holds now. */
  active: boolean;
}

const instant = windowFields.start.unwrap();
const contentFields = {
  match: AlertLabelsSchema.refine((all) => Object.keys(all).length > 0, {
    error: "must name a label: a silence of everything is too much",
  }),
  until: instant.optional(),
  plan: z
    .strictObject({
      cron: z.string().max(100),
      zone: windowFields.timeZone.unwrap(),
      hours: z.number().min(0.25).max(168),
    })
    .optional(),
  reason: z.string().max(500).default(""),
};

export interface AlertSilenceWish extends AlertSilenceContent {
  name: string;
  scope?: Scope | undefined;
}

export const AlertSilenceContentSchema: z.ZodType<AlertSilenceContent> = z.object(contentFields);
export const AlertSilenceSetSchema: z.ZodType<AlertSilenceWish, AlertSilenceInput> = z
  .strictObject({ name: NameSchema, scope: ScopeInputSchema.optional(), ...contentFields })
  .refine(({ until, plan }) => until !== undefined || plan !== undefined, {
    path: ["until"],
    error: "must be given, or plan: a silence ends",
  });

const rowFields = {
  ...definitionFields,
  match: z.record(z.string(), z.string()),
  until: z.string().optional(),
  plan: z.object({ cron: z.string(), zone: z.string(), hours: z.number() }).optional(),
  reason: z.string(),
  active: z.boolean(),
};
export const AlertSilenceRowSchema: z.ZodType<AlertSilenceRow> = z.object(rowFields);
export const AlertSilenceListAnswerSchema: z.ZodType<{ rows: AlertSilenceRow[] }> = z.object({
  rows: z.array(z.object(rowFields)),
});
