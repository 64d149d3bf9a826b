import type { Step } from "@kubecent/shared";
import * as z from "zod/mini";

const STEPS = [
  ["1h", "hour"],
  ["1d", "day"],
  ["1w", "week"],
  ["1mo", "month"],
] as const satisfies readonly (readonly [string, Step])[];

/** Steps as addresses have them. */
export const STEP_TEXTS = STEPS.map(([text]) => text);

export const StepSchema: z.ZodMiniType<Step> = z.enum(["hour", "day", "week", "month"]);

/** Reads `1h`; null where it is no step. */
export function readStep(text: string): Step | null {
  return STEPS.find(([written]) => written === text)?.[1] ?? null;
}

export function writeStep(step: Step): string {
  return STEPS.find(([, name]) => name === step)?.[0] ?? "";
}
