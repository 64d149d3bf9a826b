import {
  askAll,
  askSteadily,
  questionsAbout,
  type SteadyQuestions,
} from "../../operations/support/steady-questions.ts";
import { type Driving, startDriving } from "./drive.ts";
import { LIMIT, type LoadWorld } from "./load-world.ts";
import { newCaller } from "./request-mix.ts";

/** Each of them counts as ten: twice the limit. */
const GREEDY_PER_SECOND = 20;
export const CALLS_IN_BATCH = 10;
const GREEDY_CALLS = Array.from({ length: CALLS_IN_BATCH }, () => "system.info").join(",");
const GREEDY_PATH = `/api/trpc/${GREEDY_CALLS}?batch=1`;

/** One who asks of a day that does not change, of no cache, and compares each answer with the first one. */
export async function startAuditor(world: LoadWorld): Promise<SteadyQuestions> {
  const token = await newCaller(world, `auditor-${Date.now()}`);
  const questions = questionsAbout(world.closedDay.start, world.closedDay.end);
  return askSteadily(world, token, await askAll(world, token, questions));
}

/** One who has used up their limit, and asks on. */
export async function startGreedy(world: LoadWorld): Promise<Driving> {
  const token = await newCaller(world, `greedy-${Date.now()}`);
  await useUp(world, token);
  const headers = { authorization: `Bearer ${token}` };
  const request = { kind: "greedy", path: GREEDY_PATH, headers, statuses: [200, 429] };
  return startDriving({ url: world.url, callers: [[request]], requestsPerSecond: GREEDY_PER_SECOND });
}

/** Asks in batches, each of which counts as many as its calls, until one is refused. */
async function useUp({ url }: LoadWorld, token: string): Promise<void> {
  for (let asked = 0; asked <= LIMIT; asked += CALLS_IN_BATCH) {
    const answer = await fetch(url + GREEDY_PATH, {
      headers: { authorization: `Bearer ${token}` },
    });
    await answer.arrayBuffer();
    if (answer.status === 429) return;
  }
  throw new Error(`Nobody was refused after ${LIMIT} requests in a minute`);
}
