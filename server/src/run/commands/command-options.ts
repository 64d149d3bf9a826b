import { DAY_MS, HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import { type Command, InvalidArgumentError } from "commander";

// Readers of what the operator types. Each returns the value, or says what was wanted: commander says what was found.

/** An instant with a zone, as milliseconds of the epoch. */
export function instant(text: string): number {
  const parsed = /T.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(parsed)) {
    throw new InvalidArgumentError("Wanted an instant with a zone, such as 2026-11-16T00:00:00Z.");
  }
  return parsed;
}

/** A cluster's name in answers. */
export function clusterName(text: string): string {
  if (!/^[^\p{Cc}]{1,253}$/u.test(text)) throw new InvalidArgumentError("Wanted one line of text.");
  return text;
}

const UNIT_MS = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const;

/** A length of time such as 30d, 12h or 90m, in milliseconds. */
export function lengthOfTime(text: string): number {
  const match = /^(\d{1,4})([mhd])$/.exec(text);
  const [, count, unit] = match ?? [];
  if (count === undefined || (unit !== "m" && unit !== "h" && unit !== "d") || Number(count) === 0) {
    throw new InvalidArgumentError("Wanted a length of time such as 30d, 12h or 90m.");
  }
  return Number(count) * UNIT_MS[unit];
}

const START = ["--start <instant>", "first instant, such as 2026-11-16T00:00:00Z"] as const;
const END = ["--end <instant>", "instant after the last"] as const;

/** Options of a command that works on a part of one cluster's history. */
export interface History {
  readonly cluster: string;
  readonly start: number;
  readonly end: number;
}

/** Adds --cluster, --start and --end; all have to be given. */
export function withHistory(command: Command): Command {
  return command
    .requiredOption("--cluster <name>", "the cluster's name in answers", clusterName)
    .requiredOption(...START, instant)
    .requiredOption(...END, instant);
}

/** Adds the same three options; what is left out means everything. */
export function withAnyHistory(command: Command): Command {
  return command
    .option("--cluster <name>", "only this cluster", clusterName)
    .option(...START, instant)
    .option(...END, instant);
}
