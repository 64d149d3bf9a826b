import { SettingsAnswerSchema } from "@kubecent/shared";
import { readStoredSettings } from "../../store/shared-state/runtime-settings.ts";
import { EVERYTHING } from "../../store/access/reach.ts";
import { inSnapshot } from "../../store/connection/transaction.ts";
import { procedureFor } from "../trpc.ts";
import { settingsAnswer } from "./answer.ts";

export const get = procedureFor("cluster:view")
  .meta({ rest: { method: "GET", path: "/settings", summary: "The settings that may change at run time" } })
  .output(SettingsAnswerSchema)
  .query(async ({ ctx: { services } }) => {
    const stored = await inSnapshot(services.primary, EVERYTHING, readStoredSettings);
    return settingsAnswer(stored, services.runtimeSettings.defaults);
  });
