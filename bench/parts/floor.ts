import path from "node:path";
import { DAY_MS, formatInstant, HOUR_MS, type Instant } from "@kubecent/shared";
import { withWatchedEdge } from "../edge/watched-edge.ts";
import { type BenchDatabase, openBenchDatabase } from "../load/bench-database.ts";
import { askWatched, type Statement } from "../measure/plans.ts";
import { databaseMsOf, postmasterOf, processorMsOf } from "../measure/processor-time.ts";
import { type Service, startService } from "../measure/service.ts";
import { type Figure, ms } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";
import { loadedCluster } from "./history.ts";

/** A small cluster, of which reading and adding takes less than all else about a question. */
const SMALL = { containers: 500, days: 8, factDays: 8 };
const WARM_UP = 40;
const ASKED = 200;
/** Smallest page that is asked for; each question takes the next size, which no cache has an answer to. */
const FIRST_LIMIT = 101;
const TARGET_MS = 5;

/** What a question takes that no cache can answer, in processor time of both sides: that does not depend on what runs beside it. */
export async function benchFloor({ dataFolder }: BenchOptions): Promise<Figure[]> {
  const database = await openBenchDatabase({
    databaseUrl: null,
    dataFolder: dataFolder === null ? null : path.join(dataFolder, "small"),
  });
  try {
    const { today } = await loadedCluster(database.database, SMALL);
    const figures: Figure[] = [];
    for (const question of questionsAt(today)) figures.push(await figureOf(database, question));
    return figures;
  } finally {
    await database.close();
    await database.remove();
  }
}

interface FloorQuestion {
  readonly name: string;
  readonly path: string;
  readonly targetMs?: number;
}

function questionsAt(today: Instant): FloorQuestion[] {
  const odd = today - 5 * HOUR_MS;
  return [
    { name: "namespaces 7 d", path: `/api/v1/cost/namespaces?${window(7, today)}`, targetMs: TARGET_MS },
    { name: "namespaces 7 d, end at another hour", path: `/api/v1/cost/namespaces?${window(7, odd)}` },
    { name: "namespaces 1 d", path: `/api/v1/cost/namespaces?${window(1, today)}` },
    { name: "workloads 7 d", path: `/api/v1/cost/workloads?${window(7, today)}` },
    { name: "pods 7 d", path: `/api/v1/cost/pods?${window(7, today)}` },
  ];
}

function window(days: number, end: Instant): string {
  return `start=${formatInstant(end - days * DAY_MS)}&end=${formatInstant(end)}&cluster=bench`;
}

async function figureOf(database: BenchDatabase, question: FloorQuestion): Promise<Figure> {
  const { service, database: inDatabase } = await processorTimes(database, question);
  const statements = await statementsOf(database, question);
  const kept = statements.filter(({ isKept }) => isKept).length;
  const totalMs = service + inDatabase;
  const { name, targetMs } = question;
  return {
    part: "j",
    what: `${name}, ${SMALL.containers} containers, uncached: processor time`,
    measured: `${ms(totalMs)} (service ${ms(service)}, database ${ms(inDatabase)})`,
    ratio: `${statements.length} statements, ${kept} kept`,
    ...(targetMs !== undefined && { target: `≤ ${targetMs} ms`, isMet: totalMs <= targetMs }),
  };
}

async function processorTimes(
  { url, dataFolder }: BenchDatabase,
  question: FloorQuestion,
): Promise<{ service: number; database: number }> {
  const postmaster = await postmasterOf(path.join(dataFolder, "postgres"));
  const service = await startService({
    env: { DATABASE_URL: url, KUBECENT_ROLE: "api", LOG_LEVEL: "info" },
  });
  try {
    const now = async (): Promise<readonly [number, number]> => [
      await processorMsOf(service.process.pid ?? 0),
      await databaseMsOf(postmaster),
    ];
    for (let place = 0; place < WARM_UP; place++) await ask(service, question, place);
    const [serviceBefore, databaseBefore] = await now();
    for (let place = WARM_UP; place < WARM_UP + ASKED; place++) await ask(service, question, place);
    const [serviceAfter, databaseAfter] = await now();
    return {
      service: (serviceAfter - serviceBefore) / ASKED,
      database: (databaseAfter - databaseBefore) / ASKED,
    };
  } finally {
    await service.stop();
  }
}

async function ask({ url, token }: Service, question: FloorQuestion, place: number): Promise<void> {
  const answer = await fetch(`${url}${question.path}&limit=${FIRST_LIMIT + place}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${question.path} was answered ${answer.status}: ${body}`);
}

/** What is sent to the database for a question once everything about it is known; the third time, all that is kept is. */
function statementsOf({ url }: BenchDatabase, question: FloorQuestion): Promise<Statement[]> {
  return withWatchedEdge(url, async (edge) => {
    for (let place = 0; place < 3; place++) {
      edge.statements.length = 0;
      await askWatched(edge, `${question.path}&limit=${FIRST_LIMIT + place}`);
    }
    return [...edge.statements];
  });
}
