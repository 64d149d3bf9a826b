import { noAnswer, type Result, type ServiceCheck } from "./service-check.ts";
import { auditCheck } from "./checks/check-audit.ts";
import { clockCheck } from "./checks/check-clock.ts";
import { databaseCheck } from "./checks/check-database.ts";
import { diskCheck } from "./checks/check-disk.ts";
import { findingsCheck } from "./checks/check-findings.ts";
import { keysCheck } from "./checks/check-keys.ts";
import { limitStoreCheck } from "./checks/check-limit-store.ts";
import { migrationsCheck } from "./checks/check-migrations.ts";
import { pricesCheck } from "./checks/check-prices.ts";
import { replicasCheck } from "./checks/check-replicas.ts";
import { retentionCheck } from "./checks/check-retention.ts";
import { rolesCheck } from "./checks/check-roles.ts";
import { settingsCheck } from "./checks/check-settings.ts";
import { sourcesCheck } from "./checks/check-sources.ts";
import { waysCheck } from "./checks/check-ways.ts";
import { type Patient, whyAway } from "./patient.ts";

/** What the service consists of, in the order in which it is shown. */
export const SERVICE_CHECKS: readonly ServiceCheck[] = [
  settingsCheck,
  databaseCheck,
  waysCheck,
  migrationsCheck,
  rolesCheck,
  sourcesCheck,
  clockCheck,
  pricesCheck,
  keysCheck,
  auditCheck,
  diskCheck,
  replicasCheck,
  limitStoreCheck,
  retentionCheck,
  findingsCheck,
];

/** A result and whose it is. */
export interface Examined extends Result {
  readonly subject: string;
}

/** How long one subject may take: what hangs must not hide what comes after it. */
const BOUND_MS = 12_000;

/** Looks into each subject, one after the other. Whatever goes wrong in one is a result, and the next one follows. */
export async function examineService(
  patient: Patient,
  signal: AbortSignal,
  { checks = SERVICE_CHECKS, boundMs = BOUND_MS } = {},
): Promise<Examined[]> {
  const examined: Examined[] = [];
  for (const check of checks) {
    if (signal.aborted) break;
    const results = await examineOne(check, patient, AbortSignal.any([signal, AbortSignal.timeout(boundMs)]));
    examined.push(...results.map((result) => ({ subject: check.subject, ...result })));
  }
  return examined;
}

async function examineOne(
  check: ServiceCheck,
  patient: Patient,
  signal: AbortSignal,
): Promise<readonly Result[]> {
  const { subject, needs } = check;
  const faulty = patient.faults.find(({ name }) => needs.includes(name));
  if (faulty)
    return [noAnswer(subject, `not looked at, for ${faulty.name} is wrong`, "mend the setting first")];
  try {
    return await Promise.race([check.look(patient, signal), untilAborted(signal)]);
  } catch (error) {
    return [noAnswer(subject, whyAway(error), "mend what keeps it from being looked at, and run this again")];
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(new Error("no answer in time")), { once: true });
  return promise;
}
