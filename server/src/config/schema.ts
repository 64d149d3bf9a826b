import * as z from "zod";
import { accessSettings } from "./groups/access-settings.ts";
import { edgeSettings } from "./groups/edge-settings.ts";
import { notifySettings } from "./groups/notify-settings.ts";
import { serviceSettings } from "./groups/service-settings.ts";
import { sourceSettings } from "./groups/source-settings.ts";
import { storeSettings } from "./groups/store-settings.ts";
import { settingFacts } from "./setting.ts";

/** Every setting there is, by the name of its variable. Documentation and examples are made from it. */
export const SettingsSchema = z.object({
  ...serviceSettings,
  ...edgeSettings,
  ...accessSettings,
  ...storeSettings,
  ...sourceSettings,
  ...notifySettings,
});

export type SettingName = keyof typeof SettingsSchema.shape;
export type SettingValues = z.output<typeof SettingsSchema>;

/** In the order in which they are documented. */
export const SETTING_NAMES: readonly SettingName[] = SettingsSchema.keyof().options;

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
