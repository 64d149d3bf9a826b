import { access, constants, statfs } from "node:fs/promises";
import path from "node:path";
import { DAY_MS } from "@kubecent/shared";
import { readStoredAmount, type StoredAmount } from "../../../store/health/stored-amount.ts";
import { inMoment } from "../../../store/connection/transaction.ts";
import { noAnswer, ok, type Result, type ServiceCheck, warn, wrong } from "../service-check.ts";
import { type Patient, whyAway } from "../patient.ts";

/** Room for the data folder, and how large the database is and will be. */
export const diskCheck: ServiceCheck = {
  subject: "disk",
  needs: ["KUBECENT_DATA"],
  look: async (patient) => [await judgeFolder(patient), await judgeDatabase(patient)],
};

const MIB = 1_048_576;
/** An embedded PostgreSQL stops at nought, and its log of changes alone takes a GiB; keys and a checkpoint take nothing. */
const LEAST_FREE_MIB = { embedded: { wrong: 256, warn: 2_048 }, other: { wrong: 1, warn: 64 } };

async function judgeFolder({ dataFolder, settings }: Patient): Promise<Result> {
  const folder = await nearestFolder(dataFolder);
  if (!(await mayWrite(folder))) {
    const remedy = "give the server's user the right (in Kubernetes: a volume, fsGroup 1000)";
    return wrong("folder", `${folder} cannot be written by user ${process.geteuid?.() ?? "?"}`, remedy);
  }
  const { bavail, bsize } = await statfs(folder);
  return judgeRoom(
    folder,
    (bavail * bsize) / MIB,
    settings.DATABASE_URL === undefined ? "embedded" : "other",
  );
}

/** What is free, in MiB, held against what is written there. */
export function judgeRoom(folder: string, freeMib: number, kind: "embedded" | "other"): Result {
  const least = LEAST_FREE_MIB[kind];
  const found = `${Math.floor(freeMib)} MiB are free in ${folder}`;
  const remedy = "make room, or a larger volume: docs/scale.md";
  if (freeMib < least.wrong) return wrong("folder", found, remedy);
  return freeMib < least.warn ? warn("folder", found, remedy) : ok("folder", found);
}

/** The folder itself, or the one that it would be made in. */
async function nearestFolder(folder: string): Promise<string> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  return isThere || path.dirname(folder) === folder ? folder : nearestFolder(path.dirname(folder));
}

async function mayWrite(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}

async function judgeDatabase(patient: Patient): Promise<Result> {
  try {
    const amount = await inMoment(await patient.database(), readStoredAmount);
    return judgeAmount(amount, patient.settings, patient.now());
  } catch (error) {
    return noAnswer("database", whyAway(error), "see the lines about the database");
  }
}

interface Retention {
  readonly RETENTION_HOURLY_DAYS: number;
  readonly RETENTION_DAILY_DAYS: number;
}

const GIB = 1_073_741_824;
/** What is there before the first hour, and what small clusters' rows take beyond the sizes below. */
const EMPTY_BYTES = 64 * MIB;

/** The size as it is and will be. docs/scale.md has the measured bytes that it is reckoned by. */
export function judgeAmount(amount: StoredAmount, retention: Retention, now: number): Result {
  const { databaseBytes, containers, firstHour } = amount;
  const days = firstHour === null ? 0 : Math.ceil((now - firstHour) / DAY_MS);
  const expected = expectedBytes(containers, retention, days);
  const lastly = expectedBytes(containers, retention, Number.POSITIVE_INFINITY);
  const found =
    `${gib(databaseBytes)} GiB after ${days} days, ${containers} containers now; ` +
    `${gib(lastly)} GiB in the long run`;
  const remedy = "see whether vacuum comes by, and what else is in this database; docs/scale.md, Disk";
  return databaseBytes > 3 * expected + 10 * EMPTY_BYTES
    ? warn("database", `${found}; ${gib(expected)} GiB were to be expected by now`, remedy)
    : ok("database", found);
}

const BYTES = { containerHour: 442, sumsByHour: 88, sumsByDay: 1_670, sketchHour: 340, podName: 690 };
const NEW_PODS_A_DAY = 0.38;

function expectedBytes(containers: number, retention: Retention, days: number): number {
  const hourlyDays = Math.min(days, retention.RETENTION_HOURLY_DAYS + 7);
  const dailyDays = Math.min(days, retention.RETENTION_DAILY_DAYS);
  const perContainer =
    24 * BYTES.containerHour * hourlyDays +
    (24 * BYTES.sumsByHour + BYTES.sumsByDay + NEW_PODS_A_DAY * BYTES.podName) * dailyDays +
    24 * BYTES.sketchHour * Math.min(days, 3);
  return EMPTY_BYTES + containers * perContainer;
}

function gib(bytes: number): string {
  return (bytes / GIB).toFixed(1);
}
