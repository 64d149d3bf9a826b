import { formatInstant, HOUR_MS, type Instant } from "@kubecent/shared";
import type { Observation, Source } from "../../domain/observation.ts";
import type { ListsFor } from "../../domain/prices/list/list-price.ts";
import type { PriceBook } from "../../domain/prices/price-book.ts";
import { lastDueEnd } from "../../domain/windows/due.ts";
import { SourceError } from "../../sources/source-error.ts";
import { chosenHours, lookAtHours, type LookedHours, lookedLines } from "../doctor/looked-hours.ts";
import { EXIT } from "../start/exit.ts";

interface OpenCostDoctor {
  readonly cluster: string;
  readonly source: Source;
  readonly priceBook: PriceBook;
  /** How far back hours are looked at; null for some of the last days. */
  readonly windowMs: number | null;
  readonly now: () => Instant;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  /** The clouds' lists of prices. */
  readonly listsFor?: ListsFor | undefined;
}

const MINUTES = 60;

/**
 * Says what an OpenCost answers for the last due hour, and what it never knows. Returns the exit code: 0 where
 * the hour is whole, 1 where something of it is missing, 69 where nobody answers.
 */
export async function doctorOfOpenCost(options: OpenCostDoctor): Promise<number> {
  const { cluster, source, priceBook, windowMs, now, signal, print, listsFor } = options;
  try {
    const hour = lastDueEnd(now()) - HOUR_MS;
    const observation = await source.observe(hour, signal);
    const earliest = await source.earliestHour(signal);
    print(`${cluster}: what its OpenCost answers for the hour of ${formatInstant(hour)}\n`);
    print(
      earliest === null ? "It answers for no hour at all." : `It reaches back to ${formatInstant(earliest)}.`,
    );
    const hours = chosenHours(now(), windowMs);
    const looked = await lookAtHours({ source, priceBook, hours, signal, listsFor });
    return conclude({ lacks: lacksOf(observation), looked }, print);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    print(`${cluster}: ${error.message}`);
    return EXIT.unavailable;
  }
}

/** What is missing of the hour, each with what to do. */
function lacksOf({ nodes, pods, seenMinutes, network, gaps }: Observation): string[] {
  const seen = seenMinutes.reduce((sum, share) => sum + share, 0);
  const lacks: string[] = [];
  if (nodes.length === 0) {
    lacks.push("MISSING    nodes: found none in /assets. do: see whether OpenCost reaches its Prometheus");
  }
  if (pods.length === 0) {
    lacks.push("MISSING    containers: found none in /allocation/compute. do: as for nodes");
  }
  if (seen < MINUTES * 0.99) {
    const why = gaps.map(({ reason }) => reason).join(", ");
    lacks.push(
      `PARTIAL    minutes: ${seen.toFixed(0)} of ${MINUTES} were seen (${why}). do: see the log of OpenCost`,
    );
  }
  if (network === null) {
    lacks.push("costs      traffic: not measured. do: run OpenCost's network-costs DaemonSet");
  }
  return lacks;
}

interface Conclusion {
  readonly lacks: readonly string[];
  readonly looked: LookedHours;
}

function conclude({ lacks, looked }: Conclusion, print: (line: string) => void): number {
  for (const line of [...lacks, ...lookedLines(looked)]) print(line);
  print("\nWhat OpenCost never knows, such as the minutes of native sidecars, is in docs/opencost.md.");
  const isWrong = lacks.some((lack) => !lack.startsWith("costs")) || looked.found.counts.missing > 0;
  return isWrong || looked.failures.length > 0 ? EXIT.refused : 0;
}
