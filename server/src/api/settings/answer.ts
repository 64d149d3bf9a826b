import { RUNTIME_SETTING_NAMES, type RuntimeSettingValues, type SettingsAnswer } from "@kubecent/shared";
import type { StoredSettings } from "../../store/shared-state/runtime-settings.ts";

/** The settings as an answer says them: what was changed, on top of what the environment says. */
export function settingsAnswer(stored: StoredSettings, defaults: RuntimeSettingValues): SettingsAnswer {
  const { version, changedAt, changedBy, content } = stored;
  return {
    version,
    changedAt: changedAt?.toISOString() ?? null,
    changedBy,
    values: { ...defaults, ...content },
    changed: RUNTIME_SETTING_NAMES.filter((name) => content[name] !== undefined),
  };
}
