import * as z from "zod";
import { NamesSchema, LabelNameSchema, NameSchema } from "../text.ts";
import { NOTIFICATION_SEVERITIES, type NotificationSeverity } from "../notify/message.ts";
import { type Scope, type ScopeInput, ScopeInputSchema, ScopeSchema } from "../scope.ts";
import { type AlertCondition, AlertConditionSchema, type AlertKind } from "./condition.ts";

/** What a rule looks at, read: names in lists. */
export interface AlertFilter {
  cluster?: string[] | undefined;
  namespace?: string[] | undefined;
  label?: Record<string, string[]> | undefined;
}

/** A rule as it is made. */
export interface AlertRuleInput {
  name: string;
  /** The part of the clusters that it is about; its maker's where it is left out. */
  scope?: ScopeInput | undefined;
  when: AlertCondition;
  filter?:
    | {
        cluster?: string | string[] | undefined;
        namespace?: string | string[] | undefined;
        label?: Record<string, string | string[]> | undefined;
      }
    | undefined;
  /** What is looked at one by one; `namespace` by default. Clusters are looked at one by one in any case. */
  by?: AlertGroup | undefined;
  /** Hours for which it has to hold before it fires; 0 by default. */
  forHours?: number | undefined;
  /** Hours after which it is told again while it fires; 0, the default, tells it once. */
  repeatHours?: number | undefined;
  severity?: NotificationSeverity | undefined;
  owner?: string | undefined;
  /** What routes and silences go by, and what messages carry. */
  labels?: Record<string, string> | undefined;
  /** Channels that are told in place of those of a route. */
  channels?: string[] | undefined;
  enabled?: boolean | undefined;
}

export type AlertGroup = "cluster" | "namespace" | "workload" | `label:${string}`;

/** What a rule says, read. */
export interface AlertRuleContent {
  when: AlertCondition;
  filter: AlertFilter;
  by: AlertGroup;
  forHours: number;
  repeatHours: number;
  severity: NotificationSeverity;
  owner?: string | undefined;
  labels: Record<string, string>;
  channels: string[];
  enabled: boolean;
}

/** What rules, routes and silences have in common as answers show them. */
export interface AlertDefinition {
  id: string;
  name: string;
  scope: Scope;
  revision: number;
  createdAt: string;
  createdBy: string;
  changedAt: string;
}

export interface AlertRuleRow extends AlertDefinition, AlertRuleContent {}

export const definitionFields = {
  id: z.string(),
  name: z.string(),
  scope: ScopeSchema,
  revision: z.int(),
  createdAt: z.string(),
  createdBy: z.string(),
  changedAt: z.string(),
};

export const AlertLabelsSchema = z
  .record(
    z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, "must be a label's name"),
    z.string().min(1).max(200),
  )
  .refine((labels) => Object.keys(labels).length <= 10, { error: "may have 10 labels at most" });

const contentFields = {
  when: AlertConditionSchema,
  filter: z
    .strictObject({
      cluster: NamesSchema.optional(),
      namespace: NamesSchema.optional(),
      label: z
        .record(LabelNameSchema, NamesSchema)
        .refine((all) => Object.keys(all).length <= 1, { error: "may name one label" })
        .optional(),
    })
    .prefault({}),
  by: z
    .union([z.enum(["cluster", "namespace", "workload"]), z.templateLiteral(["label:", LabelNameSchema])])
    .default("namespace"),
  forHours: z.number().min(0).max(720).default(0),
  repeatHours: z.number().min(0).max(8_760).default(0),
  severity: z.enum(NOTIFICATION_SEVERITIES).default("warning"),
  owner: NameSchema.optional(),
  labels: AlertLabelsSchema.default({}),
  channels: z.array(z.uuid()).max(20).default([]),
  enabled: z.boolean().default(true),
};

export interface AlertRuleWish extends AlertRuleContent {
  name: string;
  scope?: Scope | undefined;
}

export const AlertRuleContentSchema: z.ZodType<AlertRuleContent> = z.object(contentFields);
export const AlertRuleSetSchema: z.ZodType<AlertRuleWish, AlertRuleInput> = z
  .strictObject({ name: NameSchema, scope: ScopeInputSchema.optional(), ...contentFields })
  .superRefine(({ when: { kind }, by, filter }, context) => {
    const { groups, filters } = TAKES[kind] ?? COSTS;
    const group = by.startsWith("label:") ? "label" : by;
    if (!groups.includes(group)) {
      context.addIssue({
        code: "custom",
        path: ["by"],
        message: `may be ${groups.join(" or ")} for ${kind}`,
      });
    }
    for (const name of Object.keys(filter).filter((each) => !filters.includes(each))) {
      context.addIssue({
        code: "custom",
        path: ["filter", name],
        message: `chooses nothing of ${kind}: leave it out`,
      });
    }
  });

/** What a kind can be told apart and chosen by: what would be passed over is refused. */
interface Takes {
  readonly groups: readonly string[];
  readonly filters: readonly string[];
}

const COSTS: Takes = {
  groups: ["cluster", "namespace", "workload", "label"],
  filters: ["cluster", "namespace", "label"],
};
/** `namespace` is what stands where nothing was said. */
const CLUSTERS: Takes = { groups: ["cluster", "namespace"], filters: ["cluster"] };
const TAKES: Readonly<Partial<Record<AlertKind, Takes>>> = {
  budget: { groups: ["namespace"], filters: ["cluster", "namespace"] },
  anomaly: { groups: ["namespace"], filters: ["cluster", "namespace"] },
  recommendations: { groups: ["cluster", "namespace"], filters: ["cluster", "namespace"] },
  coverage: CLUSTERS,
  late: CLUSTERS,
};

const names = z.array(z.string()).optional();
const rowFields = {
  ...contentFields,
  ...definitionFields,
  filter: z.object({
    cluster: names,
    namespace: names,
    label: z.record(z.string(), z.array(z.string())).optional(),
  }),
  labels: z.record(z.string(), z.string()),
  channels: z.array(z.string()),
};
export const AlertRuleRowSchema: z.ZodType<AlertRuleRow> = z.object(rowFields);
export const AlertRuleListAnswerSchema: z.ZodType<{ rows: AlertRuleRow[] }> = z.object({
  rows: z.array(z.object(rowFields)),
});
