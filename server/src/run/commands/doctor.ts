import type { Instant } from "@kubecent/shared";
import { DEFAULT_PRICE_BOOK } from "../../domain/prices/price-book.ts";
import { type Examined, isWrong, type Verdict } from "../../sources/prometheus/doctor/check.ts";
import { examinePrometheus } from "../../sources/prometheus/doctor/examine.ts";
import type { PrometheusSourceOptions } from "../../sources/prometheus/prometheus-source.ts";
import { SourceError } from "../../sources/source-error.ts";
import type { ConfiguredCluster } from "../configured-clusters.ts";
import { configuredSource, prometheusOptions } from "../configured-source.ts";
import { EXIT } from "../exit.ts";
import { doctorOpenCost } from "./doctor-opencost.ts";

interface Surroundings {
  readonly now: () => Instant;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

export interface Doctor extends Surroundings {
  readonly cluster: string;
  /** What the cluster's hours come from. */
  readonly source: PrometheusSourceOptions;
  readonly hasPriceBook: boolean;
}

/** Looks at each cluster's source, whatever it is. Returns the exit code of the one that is worst off. */
export async function doctorOf(
  clusters: readonly ConfiguredCluster[],
  surroundings: Surroundings,
): Promise<number> {
  const codes: number[] = [];
  for (const cluster of clusters) codes.push(await doctorOfOne(cluster, surroundings));
  return Math.max(0, ...codes);
}

async function doctorOfOne(
  { name: cluster, source, priceBook }: ConfiguredCluster,
  surroundings: Surroundings,
): Promise<number> {
  const { print, now } = surroundings;
  switch (source.kind) {
    case "demo":
      print(`${cluster} is a demo cluster: its hours are invented and whole, there is nothing to check.`);
      print("Set PROMETHEUS_URL to look at a real one.");
      return 0;
    case "prometheus": {
      const hasPriceBook = priceBook !== DEFAULT_PRICE_BOOK;
      return doctor({ cluster, source: prometheusOptions(source), hasPriceBook, ...surroundings });
    }
    case "opencost":
      return doctorOpenCost({ cluster, source: configuredSource(source, now), ...surroundings });
  }
}

const MARKS: Readonly<Record<Verdict, string>> = {
  found: "ok",
  partial: "PARTIAL",
  missing: "MISSING",
  unknown: "NO ANSWER",
};

/**
 * Says what a cluster's Prometheus lacks, what each lack costs the numbers, and what to do. Returns the exit
 * code: 0 where numbers will be right, 1 where something makes them wrong, 69 where nobody answers.
 */
export async function doctor({ cluster, source, print, ...rest }: Doctor): Promise<number> {
  try {
    const examined = await examinePrometheus({ source, ...rest });
    print(`${cluster}: what its Prometheus has of the last 15 minutes\n`);
    for (const each of examined) printExamined(each, print);
    return conclude(examined, print);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    print(`${cluster}: ${error.message}`);
    return EXIT.unavailable;
  }
}

function printExamined(examined: Examined, print: (line: string) => void): void {
  const { check, verdict, detail } = examined;
  print(`${MARKS[verdict].padEnd(9)}  ${check.name}: ${detail}`);
  if (verdict === "found") return;

  print(`${"".padEnd(11)}${isWrong(examined) ? "makes numbers wrong" : "costs"}: ${check.consequence}.`);
  print(`${"".padEnd(11)}do: ${check.remedy}.`);
}

function conclude(examined: readonly Examined[], print: (line: string) => void): number {
  const wrong = examined.filter(isWrong).length;
  const poorer = examined.filter((each) => each.verdict !== "found" && !isWrong(each)).length;
  const also = poorer > 0 ? `, and ${poorer} that cost detail` : "";
  print(
    wrong === 0
      ? `\nNumbers will be right${poorer > 0 ? `; found are ${poorer} things that cost detail` : ""}.`
      : `\nFound ${wrong} ${wrong === 1 ? "thing that makes" : "things that make"} numbers wrong${also}.`,
  );
  return wrong === 0 ? 0 : EXIT.refused;
}
