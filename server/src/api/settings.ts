import {
  RUNTIME_SETTING_NAMES,
  type RuntimeSettingValues,
  type SettingsAnswer,
  SettingsAnswerSchema,
  SettingsUpdateSchema,
} from "@kubecent/shared";
import { inPrimarySnapshot } from "../store/connection/transaction.ts";
import { changeRuntimeSettings } from "../store/shared-state/change-runtime-settings.ts";
import { readStoredSettings, type StoredSettings } from "../store/shared-state/runtime-settings.ts";
import { originOf } from "./context.ts";
import { procedureFor } from "./trpc.ts";

const get = procedureFor("cluster:view")
  .meta({ rest: { method: "GET", path: "/settings", summary: "The settings that may change at run time" } })
  .output(SettingsAnswerSchema)
  .query(async ({ ctx: { services } }) => {
    const stored = await inPrimarySnapshot(services.database, readStoredSettings);
    return settingsAnswer(stored, services.runtimeSettings.defaults);
  });

const update = procedureFor("settings:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/settings",
      summary: "Changes settings; every replica follows within ten seconds",
    },
    audit: { action: "SETTINGS_CHANGED", resourceType: "SETTINGS" },
  })
  .input(SettingsUpdateSchema)
  .output(SettingsAnswerSchema)
  .mutation(async ({ ctx, input: { version, changes } }) => {
    const { runtimeSettings } = ctx.services;
    const { defaults } = runtimeSettings;
    const origin = originOf(ctx);
    const answer = await ctx.change(async (client) =>
      settingsAnswer(await changeRuntimeSettings(client, { version, changes, origin, defaults }), defaults),
    );
    // The replica that made the change need not wait for its own next look; a failure of this one is made good then.
    await runtimeSettings.refresh().catch(() => undefined);
    return answer;
  });

/** The settings as an answer says them: what was changed, on top of what the environment says. */
function settingsAnswer(stored: StoredSettings, defaults: RuntimeSettingValues): SettingsAnswer {
  const { version, changedAt, changedBy, content } = stored;
  return {
    version,
    changedAt: changedAt?.toISOString() ?? null,
    changedBy,
    values: { ...defaults, ...content },
    changed: RUNTIME_SETTING_NAMES.filter((name) => content[name] !== undefined),
  };
}

/** The procedures `settings.…`. */
export const settings = { get, update };
