import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { type Sample, slopePerHour } from "./slope.ts";
import type { LoadWorld } from "./load-world.ts";

/** What one process took of the machine's memory. */
export interface MemoryUse {
  readonly process: string;
  readonly beginMb: number;
  readonly endMb: number;
  readonly mostMb: number;
  /** Over the last two thirds of the time: before, the heap grows to its working size. */
  readonly slopeMbPerHour: number;
}

/** What was seen of the world while it was under load. */
export interface Watched {
  readonly seconds: number;
  readonly memory: readonly MemoryUse[];
  readonly connectionsMost: number;
  readonly hoursCollected: number;
  /** Probes that were not answered with 200: at most the first ten. */
  readonly unhealthy: readonly string[];
}

const LOOK_EVERY_MS = 500;
const MOST_UNHEALTHY = 10;
const MB = 1024 * 1024;
const PAGE_BYTES = 4_096;

/** Looks at the processes, the database, and the given probes all the time, until it is told to stop. */
export async function watchWorld(
  world: LoadWorld,
  probes: readonly string[],
): Promise<{ stop(): Promise<Watched> }> {
  const client = new Client({ connectionString: world.databaseUrl });
  await client.connect();
  const startedAt = performance.now();
  const hoursBefore = await figure(client, HOURS);
  const memory = new Map<string, Sample[]>();
  const state = { stopped: false, connectionsMost: 0, unhealthy: [] as string[] };
  const look = async (): Promise<void> => {
    for (const [name, pid] of pidsOf(world)) {
      const value = residentMb(pid);
      if (value === null) continue;
      const samples = memory.get(name) ?? [];
      samples.push({ atMs: performance.now() - startedAt, value });
      memory.set(name, samples);
    }
    state.connectionsMost = Math.max(state.connectionsMost, await figure(client, CONNECTIONS));
    const sick = (await Promise.all(probes.map(sicknessOf))).filter((each) => each !== null);
    if (state.unhealthy.length < MOST_UNHEALTHY) state.unhealthy.push(...sick);
  };
  const looking = (async () => {
    for (; !state.stopped; await sleep(LOOK_EVERY_MS)) await look();
    await look();
  })();
  return {
    stop: async () => {
      state.stopped = true;
      await looking;
      const hoursCollected = (await figure(client, HOURS)) - hoursBefore;
      await client.end();
      return {
        seconds: (performance.now() - startedAt) / 1_000,
        memory: [...memory].map(([name, samples]) => useOf(name, samples)),
        connectionsMost: state.connectionsMost,
        hoursCollected,
        unhealthy: state.unhealthy,
      };
    },
  };
}

/** What machines ask of each replica, and of what stands before them. */
export function probesOf({ url, replicas }: LoadWorld): string[] {
  const own = replicas.flatMap(({ server }) => [`${server.url}/livez`, `${server.url}/readyz`]);
  return [`${url}/api/v1/health`, ...own];
}

const HOURS = "select count(*)::int as figure from cluster_hour";
const CONNECTIONS = `select count(*)::int as figure from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

async function figure(client: Client, query: string): Promise<number> {
  const { rows } = await client.query<{ figure: number }>(query);
  return rows[0]?.figure ?? 0;
}

async function sicknessOf(probe: string): Promise<string | null> {
  try {
    const answer = await fetch(probe, { signal: AbortSignal.timeout(5_000) });
    await answer.arrayBuffer();
    return answer.ok ? null : `${probe}: ${answer.status}`;
  } catch (error) {
    return `${probe}: ${String(error)}`;
  }
}

function pidsOf({ replicas, collector }: LoadWorld): [string, number][] {
  return [
    ...replicas.map(({ server }, index): [string, number] => [`replica ${index + 1}`, server.pid]),
    ["collector", collector.pid],
  ];
}

/** Null where the process has just ended. */
function residentMb(pid: number): number | null {
  try {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
    return (Number(pages) * PAGE_BYTES) / MB;
  } catch {
    return null;
  }
}

function useOf(process: string, samples: readonly Sample[]): MemoryUse {
  const values = samples.map(({ value }) => value);
  return {
    process,
    beginMb: values[0] ?? Number.NaN,
    endMb: values.at(-1) ?? Number.NaN,
    mostMb: Math.max(...values),
    slopeMbPerHour: slopePerHour(samples.slice(Math.floor(samples.length / 3))),
  };
}
