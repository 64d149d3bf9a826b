import type { AlertMatch, AlertSilenceContent, Instant } from "@kubecent/shared";
import { HOUR_MS } from "@kubecent/shared";
import { lastDue } from "../schedules/schedule.ts";

/** Whether labels are what a matcher names; a text that ends in `*` matches what begins so. */
export function isMatch(match: AlertMatch, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(match).every(([name, wanted]) => {
    const value = labels[name] ?? "";
    return wanted.endsWith("*") ? value.startsWith(wanted.slice(0, -1)) : value === wanted;
  });
}

/** Whether a silence holds at a moment. */
export function isSilentAt({ until, plan }: Omit<AlertSilenceContent, "match">, now: Instant): boolean {
  if (until !== undefined && now >= Date.parse(until)) return false;
  if (!plan) return true;
  const longMs = plan.hours * HOUR_MS;
  const begun = lastDue(plan, now - longMs, now);
  return begun !== null && now < begun + longMs;
}
