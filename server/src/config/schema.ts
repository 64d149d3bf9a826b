import * as z from "zod";
import { accessSettings } from "./groups/access-settings.ts";
import { edgeSettings } from "./groups/edge-settings.ts";
import { serviceSettings } from "./groups/service-settings.ts";
import { sourceSettings } from "./groups/source-settings.ts";
import { storeSettings } from "./groups/store-settings.ts";

/** Every setting there is, by the name of its variable. Documentation and examples are made from it. */
export const SettingsSchema = z.object({
  ...serviceSettings,
  ...edgeSettings,
  ...accessSettings,
  ...storeSettings,
  ...sourceSettings,
});

export type SettingName = keyof typeof SettingsSchema.shape;
export type SettingValues = z.output<typeof SettingsSchema>;

/** In the order in which they are documented. */
export const SETTING_NAMES: readonly SettingName[] = SettingsSchema.keyof().options;
