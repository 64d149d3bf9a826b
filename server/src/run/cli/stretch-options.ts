import type { Command } from "commander";
import { clusterName, instant } from "./arguments.ts";

const START = ["--start <instant>", "first instant, such as 2026-11-16T00:00:00Z"] as const;
const END = ["--end <instant>", "instant after the last"] as const;

/** Options of a command that works on a stretch of one cluster's history. */
export interface Stretch {
  readonly cluster: string;
  readonly start: number;
  readonly end: number;
}

/** Adds them; all have to be given. */
export function ofStretch(command: Command): Command {
  return command
    .requiredOption("--cluster <name>", "the cluster's name in answers", clusterName)
    .requiredOption(...START, instant)
    .requiredOption(...END, instant);
}

/** Adds them to a command that works on everything where they are left out. */
export function ofAnyStretch(command: Command): Command {
  return command
    .option("--cluster <name>", "only this cluster", clusterName)
    .option(...START, instant)
    .option(...END, instant);
}
