import { CostError, HOUR_MS } from "@kubecent/shared";
import { databaseFault } from "../../server/src/store/connection/database-faults.ts";
import type { Database } from "../../server/src/store/connection/database.ts";
import { bodyOf, type Edge } from "../unit/http/edge.ts";
import { observedNames } from "./named-world.ts";
import { HOUR } from "./observations.ts";
import { storeHour, storeHours } from "./stored-world.ts";

/** Clusters by name, each with the same few hours; questions are about these hours, whatever is written beside. */
export interface LoadedClusters {
  readonly database: Database;
  readonly ids: ReadonlyMap<string, number>;
}

const PAST_HOURS = 3;
const NAMESPACES = ["shop", "search"];
const WINDOW = `start=${new Date(HOUR).toISOString()}&end=${new Date(HOUR + PAST_HOURS * HOUR_MS).toISOString()}`;
/** Read from sums, from facts joined with names, and from labels. */
const QUESTIONS = ["namespaces?", "pods?", "labels?name=of&"];

/** Stores the hours that questions are about. */
export async function loadClusters(database: Database, names: readonly string[]): Promise<LoadedClusters> {
  const ids = new Map<string, number>();
  for (const name of names) {
    const hours = Array.from({ length: PAST_HOURS }, (_, hour) => observedNames(hour, NAMESPACES));
    ids.set(name, await storeHours(database, name, hours));
  }
  return { database, ids };
}

/** How a question was answered: `rows` as text where it was, otherwise what came instead of them. */
export interface Answered {
  readonly rows: string;
  readonly status: number;
  readonly retryAfter: string;
}

let asked = 0;

/** Asks what no kept answer answers: each time for another number of rows, always more than there are. */
export async function askAnew(edge: Edge, question: string, cluster: string): Promise<Answered> {
  asked++;
  const { status, headers, text } = await edge.ask(
    `/api/v1/cost/${question}${WINDOW}&cluster=${cluster}&limit=${10 + (asked % 900)}`,
  );
  const retryAfter = String(headers["retry-after"] ?? "");
  return {
    status,
    retryAfter,
    rows: status === 200 ? JSON.stringify(bodyOf({ status, headers, text })["rows"]) : text,
  };
}

/** What a load saw. */
export interface LoadOutcome {
  /** Hours that were written of each cluster, those of before among them. */
  readonly hours: number;
  readonly answered: number;
  /** Told to come again. */
  readonly refused: number;
  /** Whatever was neither answered as before nor told to come again. */
  readonly wrong: readonly string[];
}

/** Asks of all clusters as each of the edges' callers, and writes hours of all of them, until it is ended. */
export async function startLoad(
  loaded: LoadedClusters,
  edges: readonly Edge[],
): Promise<{ end(): Promise<LoadOutcome> }> {
  const tally: Tally = { hours: PAST_HOURS, answered: 0, refused: 0, wrong: [] };
  const asks = edges.flatMap((edge) =>
    QUESTIONS.flatMap((question) => [...loaded.ids.keys()].map((cluster) => ({ edge, question, cluster }))),
  );
  const known: KnownAnswer[] = [];
  for (const ask of asks) known.push({ ...ask, before: await askAnew(ask.edge, ask.question, ask.cluster) });
  const over = new AbortController();
  const running = Promise.all([askOn(known, tally, over.signal), writeOn(loaded, tally, over.signal)]);
  return {
    end: async () => {
      over.abort();
      await running;
      return tally;
    },
  };
}

interface Tally extends Omit<LoadOutcome, "wrong"> {
  hours: number;
  answered: number;
  refused: number;
  wrong: string[];
}

interface KnownAnswer {
  readonly edge: Edge;
  readonly question: string;
  readonly cluster: string;
  readonly before: Answered;
}

async function askOn(known: readonly KnownAnswer[], tally: Tally, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    for (const { edge, question, cluster, before } of known) {
      const { status, rows, retryAfter } = await askAnew(edge, question, cluster);
      if (status === 200 && rows === before.rows) tally.answered++;
      else if (status === 503 && /^[1-9]/.test(retryAfter)) tally.refused++;
      else tally.wrong.push(`${question} ${cluster}: ${status} ${rows}`);
    }
  }
}

async function writeOn({ database, ids }: LoadedClusters, tally: Tally, over: AbortSignal): Promise<void> {
  for (; !over.aborted; tally.hours++) {
    for (const clusterId of ids.values()) {
      while (!(await isWritten(database, clusterId, tally)));
    }
  }
}

/** Writes the tally's hour; false where that is to be tried again, as a collector does. */
async function isWritten(database: Database, clusterId: number, tally: Tally): Promise<boolean> {
  try {
    await storeHour(database, clusterId, observedNames(tally.hours, NAMESPACES));
    return true;
  } catch (error) {
    const fault = databaseFault(error);
    if (fault instanceof CostError && fault.code === "DATABASE_UNAVAILABLE") tally.refused++;
    else tally.wrong.push(`hour ${tally.hours} of ${clusterId}: ${String(error)}`);
    return tally.wrong.length > 0;
  }
}
