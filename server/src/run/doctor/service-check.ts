import type { SettingName } from "../../config/schema.ts";
import type { Patient } from "./patient.ts";

/** From good to worse. `no_answer`: it could not be looked at. */
export const VERDICTS = ["ok", "warn", "wrong", "no_answer"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** One line of the report. */
export interface Result {
  /** What was looked at, within the check's subject: `latency` of `database`. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly found: string;
  /** What to do; null where all is well. */
  readonly remedy: string | null;
}

/** One subject that the doctor looks into, by itself: what others find, or cannot find, does not matter to it. */
export interface ServiceCheck {
  readonly subject: string;
  /** Settings without which there is nothing to look at. */
  readonly needs: readonly SettingName[];
  /** Must change nothing. What it throws becomes its one result, `no_answer`. */
  look(patient: Patient, signal: AbortSignal): Promise<readonly Result[]>;
}

export function ok(name: string, found: string): Result {
  return { name, verdict: "ok", found, remedy: null };
}

export function warn(name: string, found: string, remedy: string): Result {
  return { name, verdict: "warn", found, remedy };
}

export function wrong(name: string, found: string, remedy: string): Result {
  return { name, verdict: "wrong", found, remedy };
}

export function noAnswer(name: string, found: string, remedy: string): Result {
  return { name, verdict: "no_answer", found, remedy };
}
