import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChaosServer, startChaosServer, until } from "../../chaos/support/chaos-server.ts";
import { hasRedis, type RedisServer, startRedis } from "../../support/redis-server.ts";
import { createDataFolder } from "../../support/server-process.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { countOf, isStoreUp, metricsOf, newToken, spreadRequests } from "../support/spread-requests.ts";

const LIMIT = 100;

describe.skipIf(!hasRedis())("with a Redis", () => {
  const data = createDataFolder();
  let redis: RedisServer;
  let database: TestDatabase;
  let replicas: readonly ChaosServer[];

  beforeAll(async () => {
    redis = await startRedis();
    database = await createTestDatabase();
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      KUBECENT_DATA: data.folder,
      KUBECENT_ROLE: "api",
      RATE_LIMIT_REQUESTS_PER_MINUTE: String(LIMIT),
    };
    const first = await startChaosServer(env);
    replicas = [first, await startChaosServer(env)];
  });

  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await redis.close();
    await database.drop();
    data.remove();
  });

  test("two replicas give one caller exactly the limit", async () => {
    const statuses = await spreadRequests(replicas, await newToken(database.url), 150);

    expect(countOf(statuses, 200)).toBe(LIMIT);
    expect(countOf(statuses, 429)).toBe(50);
  });

  test("a caller gets twice the limit at most when the Redis dies and comes back with nothing", async () => {
    const token = await newToken(database.url);
    await until("both replicas are counted", async () =>
      (await metricsOf(replicas)).every((text) => /^kubecent_limit_replicas 2$/m.test(text)),
    );

    const statuses = await spreadRequests(replicas, token, 60);
    await redis.kill();
    statuses.push(...(await spreadRequests(replicas, token, 300)));
    await redis.start();
    while (!(await isStoreUp(replicas))) statuses.push(...(await spreadRequests(replicas, token, 50)));
    statuses.push(...(await spreadRequests(replicas, token, 50)));

    expect(countOf(statuses, 200)).toBeGreaterThan(LIMIT);
    expect(countOf(statuses, 200)).toBeLessThanOrEqual(2 * LIMIT);
    expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
  });

  test("a Redis that is not there keeps no replica from starting", async () => {
    await redis.kill();
    const server = await startChaosServer({
      REDIS_URL: redis.url,
      DATABASE_URL: database.url,
      KUBECENT_DATA: data.folder,
      KUBECENT_ROLE: "api",
    });

    expect((await server.ask("/api/v1/info")).status).toBe(200);
    await until("it says so", () => Promise.resolve(server.output().includes("rate_limit.store_down")));
    expect(await server.stop()).toBe(0);
  });
});
