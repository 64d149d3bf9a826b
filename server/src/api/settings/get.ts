import { SettingsAnswerSchema } from "@kubecent/shared";
import { readStoredSettings } from "../../store/shared-state/runtime-settings.ts";
import { inPrimarySnapshot } from "../../store/connection/transaction.ts";
import { procedureFor } from "../trpc.ts";
import { settingsAnswer } from "./answer.ts";

export const get = procedureFor("cluster:view")
  .meta({ rest: { method: "GET", path: "/settings", summary: "The settings that may change at run time" } })
  .output(SettingsAnswerSchema)
  .query(async ({ ctx: { services } }) => {
    const stored = await inPrimarySnapshot(services.database, readStoredSettings);
    return settingsAnswer(stored, services.runtimeSettings.defaults);
  });
