import type { Instant } from "@kubecent/shared";
import type { ListsFor } from "../../domain/prices/list/list-price.ts";
import { DEFAULT_PRICE_BOOK } from "../../domain/prices/price-book.ts";
import { type Examined, isWrong, type Verdict } from "../../sources/prometheus/doctor/source-check.ts";
import { examinePrometheus } from "../../sources/prometheus/doctor/examine-source.ts";
import { createPrometheusSource } from "../../sources/prometheus/prometheus-source.ts";
import { SourceError } from "../../sources/source-error.ts";
import type { ConfiguredCluster } from "../start/configured-clusters.ts";
import { chosenHours, lookAtHours, lookedLines, type LookedHours } from "../doctor/looked-hours.ts";
import { EXIT } from "../start/exit.ts";
import type { FoundSummary } from "../collecting/found-summary.ts";

/** How a source is looked at, whatever its kind. */
export interface SourceDoctorOptions {
  readonly now: () => Instant;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  /** How far back hours are looked at; null for some of the last days. */
  readonly windowMs: number | null;
  /** The clouds' lists of prices. */
  readonly listsFor?: ListsFor | undefined;
  /** What is stored of a cluster's findings in the window; null where nothing is, or nobody asks. */
  readonly storedFindings?: (cluster: string) => Promise<FoundSummary | null>;
}

const MARKS: Readonly<Record<Verdict, string>> = {
  found: "ok",
  partial: "PARTIAL",
  missing: "MISSING",
  unknown: "NO ANSWER",
};

interface PrometheusCluster extends Omit<ConfiguredCluster, "source"> {
  readonly source: Parameters<typeof createPrometheusSource>[0];
}

/**
 * Says what a cluster's Prometheus lacks, what contradicts itself in some of its hours, what each costs the numbers,
 * and what to do. Returns the exit code: 0 where nothing was found that makes numbers wrong, 1 where something was,
 * 69 where nobody answers.
 */
export async function doctorOfPrometheus(
  cluster: PrometheusCluster,
  options: SourceDoctorOptions,
): Promise<number> {
  const { print, now, signal, windowMs } = options;
  const { name, source, priceBook } = cluster;
  try {
    const hasPriceBook = priceBook !== DEFAULT_PRICE_BOOK;
    const examined = await examinePrometheus({ source, hasPriceBook, now, signal });
    print(`${name}: what its Prometheus has of the last 15 minutes\n`);
    for (const each of examined) printExamined(each, print);
    const hours = chosenHours(now(), windowMs);
    const looked = await lookAtHours({
      source: createPrometheusSource(source),
      priceBook,
      hours,
      signal,
      listsFor: options.listsFor,
    });
    for (const line of lookedLines(looked)) print(line);
    const stored = (await options.storedFindings?.(name)) ?? null;
    if (stored) printStored(stored, print);
    return conclude({ examined, looked, stored }, print);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    print(`${name}: ${error.message}`);
    return EXIT.unavailable;
  }
}

function printExamined(examined: Examined, print: (line: string) => void): void {
  const { check, verdict, detail, remedy = check.remedy } = examined;
  print(`${MARKS[verdict].padEnd(9)}  ${check.name}: ${detail}`);
  if (verdict === "found") return;

  print(`${"".padEnd(11)}${isWrong(examined) ? "makes numbers wrong" : "costs"}: ${check.consequence}.`);
  print(`${"".padEnd(11)}do: ${remedy}.`);
}

function printStored(stored: FoundSummary, print: (line: string) => void): void {
  print("\nStored of the window:");
  for (const line of stored.lines()) print(line);
  if (stored.counts.all === 0) print("no findings.");
}

interface Findings {
  readonly examined: readonly Examined[];
  readonly looked: LookedHours;
  readonly stored: FoundSummary | null;
}

/** It tells what was found, and promises nothing: what nobody measures leaves no trace to find. */
function conclude({ examined, looked, stored }: Findings, print: (line: string) => void): number {
  const lacking = Math.max(looked.found.counts.missing, stored?.counts.missing ?? 0);
  const wrong = examined.filter(isWrong).length + lacking + looked.failures.length;
  const poorer = examined.filter((each) => each.verdict !== "found" && !isWrong(each)).length;
  const decided = Math.max(looked.found.counts.all, stored?.counts.all ?? 0) - lacking;
  const also = [
    ...(decided > 0 ? [`${decided} kinds of contradictions that a rule decides`] : []),
    ...(poorer > 0 ? [`${poorer} things that cost detail`] : []),
  ].join(", and ");
  print(
    wrong === 0
      ? `\nNothing was found that makes numbers wrong${also && `; found are ${also}`}.`
      : `\nFound ${wrong} ${wrong === 1 ? "thing that makes" : "things that make"} numbers wrong${also && `, and ${also}`}.`,
  );
  return wrong === 0 ? 0 : EXIT.refused;
}
