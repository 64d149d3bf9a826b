import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { DAY_MS, formatInstant, HOUR_MS, type Instant } from "@kubecent/shared";
import { lastDueEnd } from "../../../server/src/domain/windows/due.ts";
import { findFreePort } from "../../../server/src/store/embedded/free-port.ts";
import { type ChaosServer, startChaosServer, until } from "../../chaos/support/chaos-server.ts";
import { readHours } from "../../chaos/support/stored-hours.ts";
import { hasHaproxy, startBalancingHaproxy } from "../../support/haproxy.ts";
import { hasRedis, type RedisServer, startRedis } from "../../support/redis-server.ts";
import { createDataFolder } from "../../support/server-process.ts";
import { createTestDatabase } from "../../support/test-database.ts";

/** Requests that each caller may send in a minute. */
export const LIMIT = 6_000;
const CONTAINERS = 400;
/** A month of hours to collect, so that the collector is at work while the load is on. */
const SOURCE_HOURS = 30 * 24;
/** Hours that are there before the load begins: the first day, which the source forgets first, and the last 28 hours. */
const HOURS_BEFORE = 24 + 28;
const STORED_WITHIN_MS = 300_000;
const REPLICAS = 2;

/** A replica at a port that it keeps when it starts again. */
export interface Replica {
  readonly server: ChaosServer;
  /** Ends it as an orchestrator does, and starts it again once it has ended; gives its exit code. */
  restart(): Promise<number | null>;
}

/** All that production has, each a process: two replicas, a collector, their source, a database, a Redis, a balancer. */
export interface LoadWorld {
  /** The balancer's address. */
  readonly url: string;
  /** The hours of the first day, which are collected before the load begins and do not change any more. */
  readonly closedDay: { readonly start: string; readonly end: string };
  readonly adminToken: string;
  readonly replicas: readonly Replica[];
  readonly collector: ChaosServer;
  readonly redis: RedisServer;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

/** Starts it, and waits until the first hours are collected. */
export async function startLoadWorld(): Promise<LoadWorld> {
  if (!hasHaproxy() || !hasRedis()) throw new Error("haproxy or redis-server is not there: install both");
  await using started = new AsyncDisposableStack();
  const data = createDataFolder();
  started.defer(() => data.remove());
  const database = await createTestDatabase();
  started.defer(() => database.drop());
  const redis = await startRedis();
  started.defer(() => redis.close());
  const since = lastDueEnd(Date.now()) - SOURCE_HOURS * HOUR_MS;
  const source = await startSource(since);
  started.defer(() => source.close());
  const env = {
    ...PRODUCTION,
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    KUBECENT_DATA: data.folder,
    PROMETHEUS_URL: source.url,
  };
  const collector = await startChaosServer({ ...env, KUBECENT_ROLE: "collector" });
  started.defer(async () => void (await collector.stop()));
  const replicas: Replica[] = [];
  const ports = await freePorts(REPLICAS);
  for (const port of ports) {
    const replica = await startReplica({ ...env, KUBECENT_ROLE: "api", PORT: String(port) });
    started.defer(async () => void (await replica.server.stop()));
    replicas.push(replica);
  }
  const proxy = await startBalancingHaproxy(ports);
  started.defer(() => proxy.close());
  const areStored = async (): Promise<boolean> => (await readHours(database.url)).length >= HOURS_BEFORE;
  await until("the first hours are stored", areStored, STORED_WITHIN_MS);
  const running = started.move();
  return {
    url: `http://127.0.0.1:${proxy.port}`,
    closedDay: { start: formatInstant(since + HOUR_MS), end: formatInstant(since + DAY_MS - HOUR_MS) },
    adminToken: replicas[0]?.server.token ?? "",
    replicas,
    collector,
    redis,
    databaseUrl: database.url,
    close: () => running.disposeAsync(),
  };
}

/** As the image starts it. Only the token that a development server prints makes it another environment. */
const PRODUCTION = {
  NODE_OPTIONS: "--max-semi-space-size=4",
  MALLOC_ARENA_MAX: "1",
  MALLOC_MMAP_THRESHOLD_: "65536",
  MALLOC_TRIM_THRESHOLD_: "131072",
  TRUSTED_PROXIES: "127.0.0.0/8",
  RATE_LIMIT_REQUESTS_PER_MINUTE: String(LIMIT),
  EXPORTS_PER_HOUR: "1000000",
};

async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = await findFreePort();
    if (!ports.includes(port)) ports.push(port);
  }
  return ports;
}

async function startReplica(env: Readonly<Record<string, string>>): Promise<Replica> {
  let server = await startChaosServer(env);
  return {
    get server() {
      return server;
    },
    restart: async () => {
      server.kill("SIGTERM");
      const code = await server.ended;
      server = await startChaosServer(env);
      await until("it is ready again", async () => (await server.ask("/readyz")).status === 200);
      return code;
    },
  };
}

async function startSource(since: Instant): Promise<{ readonly url: string; close(): Promise<void> }> {
  const script = path.join(import.meta.dirname, "made-up-source.ts");
  const child = fork(script, [String(CONTAINERS), String(since)]);
  const ended = once(child, "exit");
  const [url]: unknown[] = await once(child, "message");
  return {
    url: String(url),
    close: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
