import { cloneCluster } from "../fleet/clone-cluster.ts";
import { type FleetRound, measureFleetRound } from "../fleet/fleet-round.ts";
import { type BenchDatabase, openBenchDatabase } from "../load/bench-database.ts";
import { loadHistory, loadToday } from "../load/load-history.ts";
import { writeTemplateDays } from "../load/loaded-cluster.ts";
import { type Latency, measureLatency, warmUp } from "../measure/latency.ts";
import type { Question } from "../measure/questions.ts";
import { startService } from "../measure/service.ts";
import type { Figure } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";

const CLUSTERS = 100;
/** Each has a tenth of the containers of the cluster with history. */
const SHARE = 0.1;
const HISTORY_DAYS = 30;
const ROUND_TARGET_MS = 300_000;
const MEMORY_TARGET_MIB = 400;
const QUESTION_TARGET_MS = 100;

type Wanted = Pick<BenchOptions, "databaseUrl" | "rounds" | "containers" | "nodeOptions">;

/** A hundred clusters: how their hours come in, and how questions across all of them are answered. */
export async function benchFleet({
  databaseUrl,
  rounds,
  containers,
  nodeOptions,
}: Wanted): Promise<Figure[]> {
  const place = { databaseUrl, dataFolder: null };
  const each = Math.max(1, Math.round(containers * SHARE));
  const round = await inDatabase(place, (bench) => measureFleetRound(bench, each, nodeOptions));
  const latencies = await inDatabase(place, async (bench) => {
    await loadFleet(bench, each);
    return askFleet(bench, rounds);
  });
  return [
    ...roundFigures(round, each),
    ...[...latencies].flatMap(([name, latency]) => questionFigures(name, latency)),
  ];
}

/** In a database of its own: questions across all clusters are to meet no others. */
async function inDatabase<Result>(
  place: Parameters<typeof openBenchDatabase>[0],
  measure: (bench: BenchDatabase) => Promise<Result>,
): Promise<Result> {
  const bench = await openBenchDatabase(place);
  try {
    return await measure(bench);
  } finally {
    await bench.close();
    await bench.remove();
  }
}

/** One cluster as the collector would have stored it, and the others as copies under other names. */
async function loadFleet({ database }: BenchDatabase, containers: number): Promise<void> {
  const first = await writeTemplateDays(database, {
    name: "fleet-1",
    containers,
    onHour: () => undefined,
  });
  await loadToday(first);
  // Container-hours of the newest days and of the one in which 30 days begin: no question here reads others.
  const firstDay = HISTORY_DAYS - 1;
  await loadHistory(first, { fromDays: 0, toDays: firstDay, factDays: 0 }, () => undefined);
  await loadHistory(
    first,
    { fromDays: firstDay, toDays: HISTORY_DAYS, factDays: HISTORY_DAYS },
    () => undefined,
  );
  const from = { clusterId: first.clusterId, currency: first.priceBook.currency };
  for (let index = 2; index <= CLUSTERS; index++) await cloneCluster(database, from, `fleet-${index}`);
  await database.primary.query("vacuum (analyze)");
}

const QUESTIONS: readonly Question[] = [
  { name: "by cluster", path: "/api/v1/cost/cluster?window=30d", days: 30 },
  { name: "by namespace", path: "/api/v1/cost/namespaces?window=30d", days: 30 },
  { name: "by label:team", path: "/api/v1/cost/labels?name=team&window=30d", days: 30 },
];

async function askFleet({ url }: BenchDatabase, rounds: number): Promise<Map<string, Latency>> {
  const service = await startService({ env: { DATABASE_URL: url, KUBECENT_ROLE: "api" } });
  const latencies = new Map<string, Latency>();
  try {
    await warmUp(service, "/api/v1/cost/nodes?window=24h&cluster=fleet-1");
    for (const question of QUESTIONS)
      latencies.set(
        question.name,
        await measureLatency(service, question, { cold: rounds, warm: rounds * 10 }),
      );
  } finally {
    await service.stop();
  }
  return latencies;
}

function roundFigures(round: FleetRound, each: number): Figure[] {
  const { clusters, healthy, joiningHours, joiningWanted, slowHours } = round;
  return [
    {
      part: "i",
      what: `a round of ${clusters} sources of ${each} containers, one slow, one dead, one joining: ${healthy} hours`,
      measured: seconds(round.roundMs),
      ratio: cpuOf(round),
      target: `≤ ${ROUND_TARGET_MS / 60_000} min`,
      isMet: round.roundMs <= ROUND_TARGET_MS,
    },
    { part: "i", what: "of all, from the start: the first hour of each", measured: seconds(round.firstMs) },
    {
      part: "i",
      what: "memory of the server meanwhile: peak",
      measured: `${round.peakMib.toFixed(0)} MiB`,
      target: `< ${MEMORY_TARGET_MIB} MiB`,
      isMet: round.peakMib < MEMORY_TARGET_MIB,
    },
    {
      part: "i",
      what: "meanwhile: hours of the cluster that joins, and of the slow one",
      measured: `${joiningHours} of ${joiningWanted}; ${slowHours}`,
    },
  ];
}

/** Processor time of an hour of a cluster: what a round takes where the machine is shared with others. */
function cpuOf({ cpuMsAnHour, databaseCpuMsAnHour }: FleetRound): string {
  const service = `${seconds(cpuMsAnHour)} CPU of the service`;
  const database = databaseCpuMsAnHour === null ? "" : `, ${seconds(databaseCpuMsAnHour)} of PostgreSQL`;
  return `${service}${database} an hour of a cluster`;
}

function questionFigures(name: string, { cold, warm }: Latency): Figure[] {
  return [
    {
      part: "i",
      what: `${CLUSTERS} clusters ${name}, 30 d, cold: p50 / p95`,
      measured: `${cold.p50.toFixed(1)} ms / ${cold.p95.toFixed(1)} ms`,
      target: `p95 ≤ ${QUESTION_TARGET_MS} ms`,
      isMet: cold.p95 <= QUESTION_TARGET_MS,
    },
    {
      part: "i",
      what: `${CLUSTERS} clusters ${name}, 30 d, warm: p50`,
      measured: `${warm.p50.toFixed(1)} ms`,
    },
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
