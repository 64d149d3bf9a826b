import { setTimeout as sleep } from "node:timers/promises";

/** Questions about one closed window, whose answers do not change any more. */
export function questionsAbout(start: string, end: string): string[] {
  const window = `start=${start}&end=${end}`;
  return [
    `/api/v1/cost/namespaces?${window}&idle=show`,
    `/api/v1/cost/workloads?${window}&limit=50`,
    `/api/v1/cost/nodes?${window}`,
    `/api/v1/cost/timeseries?${window}&step=hour`,
    `/api/v1/metrics/pods?${window}&limit=20`,
  ];
}

/** Where questions are asked: a server, or what stands before several. */
type Place = Readonly<{ url: string }>;

/** Rows of an answer, by question. */
export type Answers = ReadonlyMap<string, unknown>;

/** What became of questions that were asked all the time. */
export interface SteadyReport {
  readonly asked: number;
  /** Refusals, broken connections, and answers other than the expected ones: at most the first ten. */
  readonly failures: readonly string[];
}

const MOST_FAILURES = 10;

export interface SteadyQuestions {
  /** Waits until every question was asked so many times more. */
  rounds(count: number): Promise<void>;
  stop(): Promise<SteadyReport>;
}

/** Asks each question once. Throws where one is refused. */
export async function askAll(server: Place, token: string, questions: readonly string[]): Promise<Answers> {
  const answers = new Map<string, unknown>();
  for (const question of questions) {
    const { status, body } = await askWith(server, token, question);
    if (status !== 200) throw new Error(`${question}: ${status} ${JSON.stringify(body)}`);
    answers.set(question, rowsOf(body));
  }
  return answers;
}

/** Asks a server one question after the other, and compares each answer with what is expected, until it is told to stop. */
export function askSteadily(server: Place, token: string, expected: Answers): SteadyQuestions {
  const failures: string[] = [];
  const state = { stopped: false, asked: 0 };
  const asking = (async () => {
    while (!state.stopped) {
      for (const [question, rows] of expected) {
        const failure = await failureOf(server, token, { question, rows });
        state.asked += 1;
        if (failure !== null && failures.length < MOST_FAILURES) failures.push(failure);
        await sleep(10);
      }
    }
  })();
  return {
    rounds: async (count) => {
      const enough = state.asked + count * expected.size;
      while (state.asked < enough) await sleep(10);
    },
    stop: async () => {
      state.stopped = true;
      await asking;
      return { asked: state.asked, failures };
    },
  };
}

async function failureOf(
  server: Place,
  token: string,
  { question, rows }: { readonly question: string; readonly rows: unknown },
): Promise<string | null> {
  try {
    const { status, body } = await askWith(server, token, question);
    if (status !== 200) return `${question}: ${status} ${JSON.stringify(body)}`;
    const found = JSON.stringify(rowsOf(body));
    return found === JSON.stringify(rows) ? null : `${question}: other rows: ${found.slice(0, 300)}`;
  } catch (error) {
    return `${question}: ${String(error)}`;
  }
}

async function askWith(
  { url }: Place,
  token: string,
  question: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${url}${question}`, {
    headers: { authorization: `Bearer ${token}`, "cache-control": "no-cache" },
    signal: AbortSignal.timeout(60_000),
  });
  return { status: answer.status, body: await answer.json() };
}

function rowsOf(body: unknown): unknown {
  const hasRows = typeof body === "object" && body !== null;
  return hasRows && "rows" in body
    ? body.rows
    : "points" in Object(body)
      ? Reflect.get(Object(body), "points")
      : body;
}
