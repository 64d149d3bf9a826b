import { SETTING_NAMES } from "../../../config/schema.ts";
import { SettingsError } from "../../../config/settings-error.ts";
import { readBudgetsFile } from "../../collecting/budgets-file.ts";
import { readBindingsFile } from "../../parts/start-access.ts";
import { checkKeyFiles } from "../../start/check-key-files.ts";
import { configuredClusters } from "../../start/configured-clusters.ts";
import { ok, type Result, type ServiceCheck, warn, wrong } from "../service-check.ts";
import type { Patient } from "../patient.ts";

const REMEDY = "correct it: docs/settings.md says what each setting takes";

/** Variables, and the files that they name: what would keep the service from starting. */
export const settingsCheck: ServiceCheck = {
  subject: "settings",
  needs: [],
  async look({ settings, faults }) {
    const lines = [
      ...faults.map(({ line }) => line),
      ...(faults.length > 0 ? [] : await fileFaults(settings)),
    ];
    const warnings = settings.warnings.map(({ event, message }) =>
      warn(event, message, "nothing where it is meant so"),
    );
    return lines.length > 0
      ? [...lines.map((line) => wrong("value", line, REMEDY)), ...warnings]
      : [allRight(settings), ...warnings];
  },
};

/** Settings that are right in themselves may name files that are not. */
async function fileFaults(settings: Patient["settings"]): Promise<string[]> {
  const readings = [
    () => configuredClusters(settings),
    () => readBindingsFile(settings.ACCESS_BINDINGS_FILE),
    () => readBudgetsFile(settings.BUDGETS_FILE),
    () => checkKeyFiles(settings),
  ];
  const faults: string[] = [];
  for (const read of readings) {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      faults.push(...error.faults);
    }
  }
  return faults;
}

function allRight({ ENVIRONMENT, KUBECENT_ROLE }: Patient["settings"]): Result {
  return ok("settings", `${SETTING_NAMES.length} settings are valid: ${ENVIRONMENT}, role ${KUBECENT_ROLE}`);
}
