import { SettingsAnswerSchema, SettingsUpdateSchema } from "@kubecent/shared";
import { changeRuntimeSettings } from "../../store/shared-state/change-runtime-settings.ts";
import { originOf } from "../audit-origin.ts";
import { procedureFor } from "../trpc.ts";
import { settingsAnswer } from "./answer.ts";

export const update = procedureFor("settings:edit")
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
