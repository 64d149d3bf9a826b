import { readFile } from "node:fs/promises";
import { type BudgetInput, BudgetSetSchema, errorMessage } from "@kubecent/shared";
import * as z from "zod";
import { applyFileBudgets } from "../../api/budgets/file-budgets.ts";
import type { AssertLed } from "../../api/budgets/evaluate-budget.ts";
import type { ApiServices } from "../../api/context.ts";
import { SettingsError } from "../../config/settings-error.ts";
import type { Log } from "../../log/logger.ts";

const NO_CHANNEL = "00000000-0000-4000-8000-000000000000";

/** Channels are named, and looked up when the budgets are set. */
const FileSchema = z.array(
  z
    .looseObject({ channels: z.array(z.string().min(1).max(253)).max(20).optional() })
    .superRefine((entry, context) => {
      const read = BudgetSetSchema.safeParse({ ...entry, channels: entry.channels?.map(() => NO_CHANNEL) });
      for (const { path, message } of read.error?.issues ?? []) {
        context.addIssue({ code: "custom", path, message });
      }
    }),
);

/** Budgets as the operator's file has them. Throws SettingsError with the file's name where it cannot be read. */
export async function readBudgetsFile(file: string | undefined): Promise<readonly BudgetInput[]> {
  if (file === undefined) return [];
  try {
    return readBudgets(await readFile(file, "utf8"));
  } catch (cause) {
    const why =
      cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll("\n", " ") : errorMessage(cause);
    throw new SettingsError([`BUDGETS_FILE: ${file} is not a JSON list of budgets: ${why}`]);
  }
}

function readBudgets(text: string): BudgetInput[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each entry was read as a budget a moment ago; channels alone are names
  return FileSchema.parse(JSON.parse(text)) as unknown as BudgetInput[];
}

/** Follows the operator's file of budgets: sets them when a look finds it changed. */
export function followBudgetsFile(
  file: string | undefined,
  { services, log }: { readonly services: ApiServices; readonly log: Log },
): (assertLed: AssertLed) => Promise<void> {
  let applied = "";
  let failed = "";
  return async (assertLed) => {
    if (file === undefined) return;
    try {
      const budgets = await readBudgetsFile(file);
      const text = JSON.stringify(budgets);
      if (text === applied) return;
      const count = await applyFileBudgets(services, budgets, assertLed);
      applied = text;
      log.info("budgets.file_applied", { budgets: count });
    } catch (error) {
      const why = errorMessage(error);
      // What stood stays; the same fault is told once.
      if (why !== failed) log.warn("budgets.file_failed", { error: why });
      failed = why;
    }
  };
}
