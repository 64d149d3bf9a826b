import type * as z from "zod";
import { SETTING_NAMES, type SettingName, SettingsSchema } from "./schema.ts";
import { settingFacts } from "./setting.ts";

/** One setting as the documentation shows it. */
export interface SettingRow {
  readonly name: SettingName;
  /** What holds while it is unset. */
  readonly default: string;
  readonly rule: string;
}

/** All settings in the order in which they are documented. */
export function settingsTable(): SettingRow[] {
  return SETTING_NAMES.map((name) => {
    const schema = SettingsSchema.shape[name];
    const facts = settingFacts.get(schema);
    if (!facts) throw new Error(`${name} has no facts: describe it with setting()`);
    return { name, default: facts.unset ?? defaultOf(schema), rule: facts.rule };
  });
}

function defaultOf(schema: z.ZodType): string {
  const value: unknown = schema.parse(undefined);
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
