import path from "node:path";
import type pg from "pg";
import { createProgressView } from "../../server/src/run/progress-bar.ts";
import { createPool } from "../../server/src/store/pool.ts";
import { createBenchToken, edgeOf } from "../edge/edge-of.ts";
import type { BenchDatabase } from "../load/bench-database.ts";
import { loadHistory, loadToday } from "../load/load-history.ts";
import { type BenchCluster, loadedDays, reopenCluster, writeTemplateDays } from "../load/loaded-cluster.ts";
import { type Latency, measureLatency, type Rounds } from "../measure/latency.ts";
import { recordPlans, type RowsRead, watchStatements } from "../measure/plans.ts";
import { type Question, questionsAt } from "../measure/questions.ts";
import { startService } from "../measure/service.ts";
import { type Figure, ms, times } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";

const NAME = "bench";
const YEAR_TARGET_MINUTES = 15;
const MOST_GROWTH = 2;
const PLAN_MS = 60_000;
const PLANS = path.join(import.meta.dirname, "../plans");

/** What is asked of one length of history. */
interface Stage {
  readonly days: number;
  readonly latencies: ReadonlyMap<string, Latency>;
}

/** Loads a cluster's history stage by stage, and asks the same questions at each. */
export async function benchHistory(database: BenchDatabase, options: BenchOptions): Promise<Figure[]> {
  const startedAt = performance.now();
  const loaded = await loadedDays(database.pool, NAME);
  const cluster = loaded
    ? await reopenCluster(database.pool, { name: NAME, containers: options.containers, today: loaded.today })
    : await makeCluster(database.pool, options.containers);
  let loadMs = performance.now() - startedAt;
  const lengths = options.parts.has("c") ? [30, 90, options.days] : [options.days];
  const stages: Stage[] = [];
  let reached = loaded?.days ?? 0;
  for (const days of [...new Set(lengths)].filter((each) => each <= options.days && each >= reached)) {
    const stageAt = performance.now();
    await extend(cluster, { fromDays: reached, toDays: days, factDays: options.factDays });
    reached = Math.max(reached, days);
    loadMs += performance.now() - stageAt;
    stages.push({ days, latencies: await askAll(database, cluster, { days, rounds: options.rounds }) });
  }
  const questions = questionsAt(cluster.today);
  const rowsRead = await plansOf(database, questions);
  return [
    ...(loaded ? [] : [loadFigure(cluster, options, loadMs)]),
    ...questions.flatMap((question) => latencyFigures(question, stages.at(-1), rowsRead)),
    ...questions.flatMap((question) => growthFigures(question, stages)),
  ];
}

async function makeCluster(pool: pg.Pool, containers: number): Promise<BenchCluster> {
  const view = createProgressView("template days", process.stderr, { purpose: "to allocate and store" });
  let isStarted = false;
  const cluster = await writeTemplateDays(pool, {
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
  await cluster.pool.query("vacuum (analyze)");
}

async function askAll(
  { url }: BenchDatabase,
  { today }: BenchCluster,
  { days, rounds }: { readonly days: number; readonly rounds: number },
): Promise<Map<string, Latency>> {
  const service = await startService({ env: { DATABASE_URL: url, KUBECENT_ROLE: "api" } });
  const latencies = new Map<string, Latency>();
  const asked: Rounds = { cold: rounds, warm: rounds * 10 };
  try {
    for (const question of questionsAt(today).filter((each) => each.days <= days)) {
      latencies.set(question.name, await measureLatency(service, question, asked));
    }
  } finally {
    await service.stop();
  }
  return latencies;
}

async function plansOf({ url }: BenchDatabase, questions: readonly Question[]): Promise<RowsRead> {
  // Of its own, so that every one of its connections is watched from its beginning.
  const pool = createPool({
    connectionString: url,
    max: 10,
    connectTimeoutMs: 5_000,
    queryTimeoutMs: PLAN_MS,
    onError: () => undefined,
  });
  const statements = watchStatements(pool);
  const server = edgeOf(pool, { logLevel: "error" });
  try {
    const token = await createBenchToken(pool);
    return await recordPlans({ server, pool, token, statements }, questions, PLANS);
  } finally {
    server.closeAllConnections();
    server.close();
    await pool.end();
  }
}

function loadFigure({ company }: BenchCluster, { days, factDays }: BenchOptions, loadMs: number): Figure {
  const minutes = loadMs / 60_000;
  return {
    part: "b",
    what: `${days} days of ${company.containerCount} containers loaded, ${Math.min(days, factDays)} of them with container-hours`,
    measured: `${minutes.toFixed(1)} min`,
    target: `≤ ${YEAR_TARGET_MINUTES} min`,
    isMet: minutes <= YEAR_TARGET_MINUTES,
  };
}

function latencyFigures(
  { name, targetMs }: Question,
  stage: Stage | undefined,
  rowsRead: RowsRead,
): Figure[] {
  const latency = stage?.latencies.get(name);
  if (!latency) return [];
  const { cold, warm } = latency;
  const spread = ({ p50, p95, p99 }: Latency["cold"]): string => [p50, p95, p99].map(ms).join(" / ");
  const part = "b";
  return [
    {
      part,
      what: `${name}, cold: p50 / p95 / p99`,
      measured: spread(cold),
      ratio: `${rowsRead.get(name) ?? 0} rows read`,
      ...(targetMs && { target: `p95 < ${targetMs.cold} ms`, isMet: cold.p95 < targetMs.cold }),
    },
    {
      part,
      what: `${name}, warm`,
      measured: spread(warm),
      ratio: `${times(cold.p50 / warm.p50)} faster`,
      ...(targetMs?.warm !== undefined && {
        target: `p95 < ${targetMs.warm} ms`,
        isMet: warm.p95 < targetMs.warm,
      }),
    },
  ];
}

/** How a question's time grows with the history behind it. */
function growthFigures({ name }: Question, stages: readonly Stage[]): Figure[] {
  const asked = stages.filter(({ latencies }) => latencies.has(name));
  const [first] = asked;
  const last = asked.at(-1);
  if (!first || !last || first === last) return [];
  const p50 = ({ latencies }: Stage): number => latencies.get(name)?.cold.p50 ?? Number.NaN;
  const growth = p50(last) / p50(first);
  return [
    {
      part: "c",
      what: `${name}, cold p50 at ${asked.map(({ days }) => days).join(", ")} days`,
      measured: asked.map((stage) => ms(p50(stage))).join(", "),
      ratio: times(growth),
      target: `≤ ${MOST_GROWTH} ×`,
      isMet: growth <= MOST_GROWTH,
    },
  ];
}
