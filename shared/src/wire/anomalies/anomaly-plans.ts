import * as z from "zod";
import { NameSchema, NoteSchema } from "../text.ts";

export const DateSchema = z.iso.date({ error: "must be a day such as 2026-11-27" });
const MOST_PLANNED_DAYS = 31;

/** Days on which something will cost unusually much or little, with those of the next month that are their like. */
export interface AnomalyPlanInput {
  cluster: string;
  /** All namespaces, and the cluster itself, where it is left out. */
  namespace?: string | undefined;
  /** All workloads, and the namespace itself, where it is left out. */
  controllerKind?: string | undefined;
  controller?: string | undefined;
  /** Such as 2026-11-27; both ends are planned. */
  first: string;
  last: string;
  note?: string | undefined;
}

export interface AnomalyPlanRow {
  id: string;
  cluster: string;
  namespace: string | null;
  controllerKind: string | null;
  controller: string | null;
  first: string;
  last: string;
  note: string | null;
  createdAt: string;
  createdBy: string;
}

export const AnomalyPlanSchema: z.ZodType<AnomalyPlanInput, AnomalyPlanInput> = z
  .strictObject({
    cluster: NameSchema,
    namespace: NameSchema.optional(),
    controllerKind: NameSchema.optional(),
    controller: NameSchema.optional(),
    first: DateSchema,
    last: DateSchema,
    note: NoteSchema.optional(),
  })
  .refine(({ first, last }) => lengthOf(first, last) >= 1 && lengthOf(first, last) <= MOST_PLANNED_DAYS, {
    path: ["last"],
    error: `must be first or later, and within ${MOST_PLANNED_DAYS} days`,
  })
  .refine(
    ({ namespace, controllerKind, controller }) =>
      namespace !== undefined || (controllerKind ?? controller) === undefined,
    {
      path: ["namespace"],
      error: "is missing: a workload is known by its namespace",
    },
  );

function lengthOf(first: string, last: string): number {
  return (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1;
}

const text = z.string();
const planFields = {
  id: text,
  cluster: text,
  namespace: text.nullable(),
  controllerKind: text.nullable(),
  controller: text.nullable(),
  first: text,
  last: text,
  note: text.nullable(),
  createdAt: text,
  createdBy: text,
};
export const AnomalyPlanRowSchema: z.ZodType<AnomalyPlanRow> = z.object(planFields);
export const AnomalyPlanListAnswerSchema: z.ZodType<{ rows: AnomalyPlanRow[] }> = z.object({
  rows: z.array(z.object(planFields)),
});
