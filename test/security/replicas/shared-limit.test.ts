import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChaosServer, startChaosServer, until } from "../../chaos/support/chaos-server.ts";
import { createDataFolder } from "../../support/server-process.ts";
import { type OwnPostgres, startOwnPostgres } from "../support/own-postgres.ts";
import { countOf, isStoreUp, metricsOf, newToken, spreadRequests } from "../support/spread-requests.ts";

// Two processes and a PostgreSQL of their own, which is killed half-way.
const LIMIT = 100;
const data = createDataFolder();
let postgres: OwnPostgres;
let replicas: readonly ChaosServer[];

beforeAll(async () => {
  postgres = await startOwnPostgres();
  const env = {
    DATABASE_URL: postgres.url,
    KUBECENT_DATA: data.folder,
    KUBECENT_ROLE: "api",
    RATE_LIMIT_REQUESTS_PER_MINUTE: String(LIMIT),
    EXPORTS_PER_HOUR: "5",
  };
  const first = await startChaosServer(env);
  replicas = [first, await startChaosServer(env)];
});

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await postgres.close();
  data.remove();
});

test("two replicas give one caller exactly the limit", async () => {
  const statuses = await spreadRequests(replicas, await newToken(postgres.url), 150);

  expect(countOf(statuses, 200)).toBe(LIMIT);
  expect(countOf(statuses, 429)).toBe(50);
});

test("two replicas give one caller the files of an hour together", async () => {
  const token = await newToken(postgres.url);
  const statuses: number[] = [];
  for (let count = 0; count < 8; count += 1) {
    const answer = await fetch(`${replicas[count % 2]?.url}/api/v1/cost/pods?format=csv`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await answer.text();
    statuses.push(answer.status);
  }

  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
});

test("a caller gets twice the limit at most, and no 500, when the database dies in the middle", async () => {
  const token = await newToken(postgres.url);
  // What each replica allows alone is its share: both must know of each other.
  await until("both replicas are counted", async () => {
    const metrics = await metricsOf(replicas);
    return metrics.every((text) => /^kubecent_limit_replicas 2$/m.test(text));
  });

  const before = await spreadRequests(replicas, token, 60);
  await postgres.kill();
  const during = await spreadRequests(replicas, token, 300);
  const [metrics] = await metricsOf(replicas);
  await postgres.revive();
  const after: number[] = [];
  // Until both have asked the database again.
  while (!(await isStoreUp(replicas))) after.push(...(await spreadRequests(replicas, token, 50)));
  after.push(...(await spreadRequests(replicas, token, 50)));

  expect(countOf(before, 200)).toBe(60);
  // Each allows its share. On a busy machine what it keeps of the token grows old meanwhile: then it answers 503.
  expect(countOf(during, 200)).toBeLessThanOrEqual(LIMIT);
  expect(countOf(during, 200) + countOf(during, 503)).toBeGreaterThanOrEqual(LIMIT);
  expect(metrics).toMatch(/^kubecent_limit_store_up 0$/m);
  const all = [...before, ...during, ...after];
  expect(countOf(all, 200)).toBeLessThanOrEqual(2 * LIMIT);
  expect(all.filter((status) => ![200, 429, 503].includes(status))).toEqual([]);
  expect(replicas.every((replica) => replica.isAlive())).toBe(true);
});

test("each replica says once that the store went away, and once that it is back", () => {
  for (const replica of replicas) {
    const events = replica.output().match(/"rate_limit\.store_(down|up)"/g) ?? [];

    expect(events).toEqual(['"rate_limit.store_down"', '"rate_limit.store_up"']);
  }
});
