import path from "node:path";
import type { Database } from "../../server/src/store/connection/database.ts";
import { createProgressView } from "../../server/src/run/collecting/progress-bar.ts";
import { withWatchedEdge } from "../edge/watched-edge.ts";
import type { BenchDatabase } from "../load/bench-database.ts";
import { loadHistory, loadToday } from "../load/load-history.ts";
import { type BenchCluster, loadedDays, reopenCluster, writeTemplateDays } from "../load/loaded-cluster.ts";
import { type Latency, measureLatency, warmUp, type Rounds } from "../measure/latency.ts";
import { recordPlans, type RowsRead } from "../measure/plans.ts";
import { isAnsweredBy, type Question, questionsAt } from "../measure/questions.ts";
import { startService } from "../measure/service.ts";
import type { Figure } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";
import { growthFigures, latencyFigures, loadFigure, type Stage } from "./history-figures.ts";

/** The cluster with history. */
const NAME = "bench";
const PLANS = path.join(import.meta.dirname, "../plans");

/** Loads a cluster's history stage by stage, and asks the same questions at each. */
export async function benchHistory(database: BenchDatabase, options: BenchOptions): Promise<Figure[]> {
  const startedAt = performance.now();
  const loaded = await loadedDays(database.database, NAME);
  const cluster = loaded
    ? await reopenCluster(database.database, {
        name: NAME,
        containers: options.containers,
        ...loaded,
      })
    : await makeCluster(database.database, options.containers);
  let loadMs = performance.now() - startedAt;
  let reached = loaded?.days ?? 0;
  const longest = Math.max(options.days, reached);
  const lengths = options.parts.has("c") ? [30, 90, longest] : [longest];
  const stages: Stage[] = [];
  for (const days of [...new Set(lengths)].filter((each) => each <= longest && each >= reached)) {
    const stageAt = performance.now();
    await extend(cluster, { fromDays: reached, toDays: days, factDays: options.factDays });
    reached = Math.max(reached, days);
    loadMs += performance.now() - stageAt;
    stages.push({ days, latencies: await askAll(database, cluster, { ...options, days }) });
  }
  const questions = questionsAt(cluster, NAME).filter(isAnsweredBy({ ...options, days: reached }));
  const rowsRead = await plansOf(database, questions);
  return [
    ...(loaded ? [] : [loadFigure(cluster, options, loadMs)]),
    ...questions.flatMap((question) => latencyFigures(question, stages.at(-1), rowsRead)),
    ...questions.flatMap((question) => growthFigures(question, stages)),
  ];
}

/** The cluster with this many days at least, for other parts. */
export async function loadedCluster(
  database: Database,
  { containers, days, factDays }: Pick<BenchOptions, "containers" | "days" | "factDays">,
): Promise<BenchCluster> {
  const loaded = await loadedDays(database, NAME);
  const cluster = loaded
    ? await reopenCluster(database, { name: NAME, containers, ...loaded })
    : await makeCluster(database, containers);
  const reached = loaded?.days ?? 0;
  if (reached < days) await extend(cluster, { fromDays: reached, toDays: days, factDays });
  return cluster;
}

async function makeCluster(database: Database, containers: number): Promise<BenchCluster> {
  const view = createProgressView("template days", process.stderr, { purpose: "to allocate and store" });
  let isStarted = false;
  const cluster = await writeTemplateDays(database, {
    name: NAME,
    containers,
    onHour: (done, total) => {
      if (!isStarted) view.start(total);
      isStarted = true;
      view.update(done, total);
    },
  });
  view.stop();
  await loadToday(cluster);
  return cluster;
}

async function extend(
  cluster: BenchCluster,
  history: { readonly fromDays: number; readonly toDays: number; readonly factDays: number },
): Promise<void> {
  const view = createProgressView("history", process.stderr, { unit: "days", purpose: "to copy" });
  view.start(history.toDays - history.fromDays);
  await loadHistory(cluster, history, (done, total) => view.update(done, total));
  view.stop();
  // What autovacuum would have done by itself, had the days come one by one.
  await cluster.database.primary.query("vacuum (analyze)");
}

async function askAll(
  { url }: BenchDatabase,
  cluster: BenchCluster,
  options: BenchOptions,
): Promise<Map<string, Latency>> {
  const service = await startService({ env: { DATABASE_URL: url, KUBECENT_ROLE: "api" } });
  const latencies = new Map<string, Latency>();
  const asked: Rounds = { cold: options.rounds, warm: options.rounds * 10 };
  try {
    await warmUp(service, `/api/v1/cost/nodes?window=24h&cluster=${NAME}`);
    for (const question of questionsAt(cluster, NAME).filter(isAnsweredBy(options))) {
      latencies.set(question.name, await measureLatency(service, question, asked));
    }
  } finally {
    await service.stop();
  }
  return latencies;
}

function plansOf({ url }: BenchDatabase, questions: readonly Question[]): Promise<RowsRead> {
  return withWatchedEdge(url, (edge) => recordPlans(edge, questions, PLANS));
}
