import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChaosServer, startChaosServer, until } from "../../chaos/support/chaos-server.ts";
import { type Balancer, startBalancer } from "../../support/balancer.ts";
import { createDataFolder } from "../../support/server-process.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const data = createDataFolder();
const running = new Set<ChaosServer>();
let database: TestDatabase;
let balancer: Balancer;

beforeAll(async () => {
  database = await createTestDatabase();
  balancer = await startBalancer();
});

afterAll(async () => {
  await Promise.all([...running].map((server) => server.stop()));
  await balancer.close();
  await database.drop();
  data.remove();
});

const portOf = ({ url }: ChaosServer): number => Number(new URL(url).port);

async function startReplica(): Promise<ChaosServer> {
  const server = await startChaosServer({
    DATABASE_URL: database.url,
    KUBECENT_DATA: data.folder,
    KUBECENT_ROLE: "api",
    LOG_LEVEL: "warn",
    SHUTDOWN_DELAY_SECONDS: "5",
    // A machine that is busy with other tests refuses nobody for it.
    DB_CONNECT_TIMEOUT_MS: "60000",
    DB_QUERY_TIMEOUT_MS: "120000",
  });
  running.add(server);
  balancer.add(portOf(server));
  await until("the replica gets connections", () => Promise.resolve(balancer.isReady(portOf(server))));
  return server;
}

interface Load {
  /** Waits until that many more requests were answered. */
  untilAnswered(more: number): Promise<number>;
  /** Ends it, and says what became of the requests. */
  stop(): Promise<Map<string, number>>;
}

/** A hundred requests a second are always under way somewhere; more would only keep the processors from other tests. */
const PAUSE_MS = 50;

/** Requests that several callers send all the time. */
function startLoad(token: string): Load {
  const state = { stopped: false, results: new Map<string, number>() };
  const paths = ["/api/v1/info", "/api/v1/clusters", "/api/trpc/system.info,clusters.list?batch=1"];
  const callers = Array.from({ length: 6 }, async (_, index) => {
    for (let asked = index; !state.stopped; asked++) {
      const result = await resultOf(`${balancer.url}${paths[asked % paths.length]}`, token);
      state.results.set(result, (state.results.get(result) ?? 0) + 1);
      await setTimeout(PAUSE_MS);
    }
  });
  const answered = (): number => [...state.results.values()].reduce((sum, count) => sum + count, 0);
  return {
    untilAnswered: (more) => {
      const wanted = answered() + more;
      return until(`${more} more are answered`, () => Promise.resolve(answered() >= wanted));
    },
    stop: async () => {
      state.stopped = true;
      await Promise.all(callers);
      return state.results;
    },
  };
}

async function resultOf(url: string, token: string): Promise<string> {
  try {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    await answer.arrayBuffer();
    return String(answer.status);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : error;
    return cause instanceof Error ? cause.message : String(error);
  }
}

test("a rolling restart of two replicas under load fails no request", async () => {
  const old = [await startReplica(), await startReplica()];
  const load = startLoad(old[0]?.token ?? "");

  for (const replica of old) {
    await startReplica();
    // However slow the machine is: it is busy before a replica leaves, and after.
    await load.untilAnswered(251);
    replica.kill("SIGTERM");
    expect(await replica.ended).toBe(0);
    running.delete(replica);
    balancer.remove(portOf(replica));
    await load.untilAnswered(251);
  }

  const results = await load.stop();
  expect([...results.keys()]).toEqual(["200"]);
  expect(results.get("200")).toBeGreaterThan(1_000);
  process.stdout.write(`    requests during the restart, all answered: ${results.get("200")}\n`);
});
