import { Agent, get } from "node:http";
import { type Percentiles, percentilesOf } from "./percentiles.ts";
import type { Question } from "./questions.ts";
import type { Service } from "./service.ts";

/** Smallest page that is asked for; each cold question takes the next size, which no cache has an answer to. */
const FIRST_LIMIT = 101;
const MOST_LIMIT = 1_000;

export interface Latency {
  readonly cold: Percentiles;
  readonly warm: Percentiles;
}

/** How often each question is asked with KubeCent's cache empty, and with the answer in it. */
export interface Rounds {
  readonly cold: number;
  readonly warm: number;
}

/** How many questions of another kind are asked first: a service that has run for a minute has its code compiled. */
const WARM_UP = 100;

/** Has a service that has just started run what all questions have in common. `path` is of a question that is not timed. */
export async function warmUp(service: Service, path: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let limit = FIRST_LIMIT; limit < FIRST_LIMIT + WARM_UP; limit++)
    await timeOf(`${service.url}${path}&limit=${limit}`, { agent, token: service.token });
  agent.destroy();
}

/** Times one question at a service whose cache has never seen it. The database's own memory is warm: it is asked twice before. */
export async function measureLatency(service: Service, { path }: Question, rounds: Rounds): Promise<Latency> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const limits = Array.from(
    { length: Math.min(rounds.cold + 2, MOST_LIMIT - FIRST_LIMIT) },
    (_, index) => FIRST_LIMIT + index,
  );
  const ask = (limit: number): Promise<number> =>
    timeOf(`${service.url}${path}&limit=${limit}`, { agent, token: service.token });
  const cold: number[] = [];
  for (const limit of limits) cold.push(await ask(limit));
  const warm: number[] = [];
  for (let round = 0; round < rounds.warm; round++) warm.push(await ask(FIRST_LIMIT));
  agent.destroy();
  return { cold: percentilesOf(cold.slice(2)), warm: percentilesOf(warm) };
}

/** From sending a request to the last byte of its answer, in milliseconds. */
function timeOf(
  url: string,
  { agent, token }: { readonly agent: Agent; readonly token: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume();
      answer.once("end", () => {
        if (answer.statusCode === 200) resolve(performance.now() - startedAt);
        else reject(new Error(`${url} was answered ${answer.statusCode}`));
      });
    }).once("error", reject);
  });
}
