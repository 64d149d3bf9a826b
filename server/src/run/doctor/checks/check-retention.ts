import { DAY_MS, formatInstant, type Instant } from "@kubecent/shared";
import { type FactWeek, readFactWeeks } from "../../../store/retention/fact-partitions.ts";
import { readStoredSettings } from "../../../store/shared-state/runtime-settings.ts";
import { inMoment } from "../../../store/connection/transaction.ts";
import { ok, type Result, type ServiceCheck, warn } from "../service-check.ts";

/** Whether what is older than it should be was dropped. */
export const retentionCheck: ServiceCheck = {
  subject: "retention",
  needs: ["DATABASE_URL", "KUBECENT_DATA", "RETENTION_HOURLY_DAYS"],
  async look(patient) {
    const database = await patient.database();
    const stored = await inMoment(database, readStoredSettings);
    const days = stored.content.retentionHourlyDays ?? patient.settings.RETENTION_HOURLY_DAYS;
    return [judgeWeeks(await readFactWeeks(database), days, patient.now())];
  },
};

/** Weeks go whole, once an hour, and nobody is to be surprised by a day. */
const GRACE_DAYS = 2;

/** The oldest week that is still there, held against how long hours are kept. */
export function judgeWeeks(weeks: readonly FactWeek[], days: number, now: Instant): Result {
  const [oldest] = weeks;
  if (!oldest) return ok("retention", `hours are kept for ${days} days, and there are none yet`);
  const found = `hours are kept for ${days} days, and there are some from ${formatInstant(oldest.start)} on`;
  const remedy = "look for retention in the log: a collector drops old weeks, and waits for long exports";
  return oldest.end < now - (days + GRACE_DAYS) * DAY_MS
    ? warn("retention", found, remedy)
    : ok("retention", found);
}
