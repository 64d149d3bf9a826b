import { join } from "node:path";
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
const SMALL = { containers: 500, days: 10, factDays: 10 };
/**
 * Before a question is measured: as many as a service answers in its first minutes, because until then most of its time goes into
 * compiling what it runs. They end at other hours, so many pages at each.
 */
const WARM_UP = { hours: 25, pages: 40 };
const ASKED = 200;
/** Smallest page that is asked for; each question takes the next size, which no cache has an answer to. */
const FIRST_LIMIT = 101;
const TARGET_MS = 5;

/** What a question takes that no cache can answer, in processor time of both sides: that does not depend on what runs beside it. */
export async function benchFloor({ dataFolder }: BenchOptions): Promise<Figure[]> {
  const database = await openBenchDatabase({
    databaseUrl: null,
    dataFolder: dataFolder === null ? null : join(dataFolder, "small"),
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
  readonly days: number;
  readonly end: Instant;
  readonly targetMs?: number;
}

function questionsAt(today: Instant): FloorQuestion[] {
  const odd = today - 5 * HOUR_MS;
  const namespaces = "/api/v1/cost/namespaces";
  return [
    { name: "namespaces 7 d", path: namespaces, days: 7, end: today, targetMs: TARGET_MS },
    { name: "namespaces 7 d, end at another hour", path: namespaces, days: 7, end: odd },
    { name: "namespaces 1 d", path: namespaces, days: 1, end: today },
    { name: "workloads 7 d", path: "/api/v1/cost/workloads", days: 7, end: today },
    { name: "pods 7 d", path: "/api/v1/cost/pods", days: 7, end: today },
  ];
}

function pathOf({ path: procedure, days, end }: FloorQuestion, place: number): string {
  const window = `start=${formatInstant(end - days * DAY_MS)}&end=${formatInstant(end)}`;
  return `${procedure}?${window}&cluster=bench&limit=${FIRST_LIMIT + place}`;
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
  const postmaster = await postmasterOf(join(dataFolder, "postgres"));
  const service = await startService({
    env: { DATABASE_URL: url, KUBECENT_ROLE: "api", LOG_LEVEL: "info" },
  });
  try {
    const now = async (): Promise<readonly [number, number]> => [
      await processorMsOf(service.process.pid ?? 0),
      await databaseMsOf(postmaster),
    ];
    await warmUp(service, question);
    const [serviceBefore, databaseBefore] = await now();
    for (let place = 0; place < ASKED; place++) await ask(service, question, place);
    const [serviceAfter, databaseAfter] = await now();
    return {
      service: (serviceAfter - serviceBefore) / ASKED,
      database: (databaseAfter - databaseBefore) / ASKED,
    };
  } finally {
    await service.stop();
  }
}

async function warmUp(service: Service, question: FloorQuestion): Promise<void> {
  for (let hours = WARM_UP.hours; hours > 0; hours--) {
    const earlier = { ...question, end: question.end - hours * HOUR_MS };
    for (let place = 0; place < WARM_UP.pages; place++) await ask(service, earlier, place);
  }
}

async function ask({ url, token }: Service, question: FloorQuestion, place: number): Promise<void> {
  const path = pathOf(question, place);
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${body}`);
}

/** What is sent to the database for a question once everything about it is known; the third time, all that is kept is. */
function statementsOf({ url }: BenchDatabase, question: FloorQuestion): Promise<Statement[]> {
  return withWatchedEdge(url, async (edge) => {
    for (let place = 0; place < 3; place++) {
      edge.statements.length = 0;
      await askWatched(edge, pathOf(question, place));
    }
    return [...edge.statements];
  });
}
