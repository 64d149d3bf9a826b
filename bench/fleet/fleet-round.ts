import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { lastDueEnd } from "../../server/src/domain/windows/due.ts";
import type { Database } from "../../server/src/store/connection/database.ts";
import type { BenchDatabase } from "../load/bench-database.ts";
import { databaseMsOf, postmasterOf } from "../measure/processor-time.ts";
import { type Service, startService } from "../measure/service.ts";
import { type FleetSources, serveFleetSources } from "./fleet-sources.ts";

const CLUSTERS = 100;
/** Of the usual clusters: the first of each, with every name new, and further ones. */
const HOURS = 3;
const JOINING_HOURS = 48;
const LOOK_EVERY_MS = 500;
const COLLECT_WITHIN_MS = 1_800_000;

const run = promisify(execFile);

/** How a fleet's hours came in. */
export interface FleetRound {
  readonly clusters: number;
  readonly healthy: number;
  /** From the start until each healthy source had its first hour, and all of its hours. */
  readonly firstMs: number;
  readonly allMs: number;
  /** A further hour of all. */
  readonly roundMs: number;
  readonly peakMib: number;
  /** Processor time of the service, an hour of a cluster, and of PostgreSQL; null where that is not an embedded one. */
  readonly cpuMsAnHour: number;
  readonly databaseCpuMsAnHour: number | null;
  /** Hours of the cluster that joined with days of history, when the others had theirs. */
  readonly joiningHours: number;
  readonly joiningWanted: number;
  readonly slowHours: number;
}

/** Starts a service that collects a fleet, and waits until all healthy clusters have their hours. */
export async function measureFleetRound(
  bench: BenchDatabase,
  containersEach: number,
  nodeOptions: readonly string[],
): Promise<FleetRound> {
  const sources = await serveFleetSources({
    clusters: CLUSTERS,
    containersEach,
    end: lastDueEnd(Date.now()),
    hours: HOURS,
    joiningHours: JOINING_HOURS,
  });
  const folder = await mkdtemp(path.join(tmpdir(), "kubecent-fleet-"));
  const file = path.join(folder, "clusters.json");
  const clusters = [...sources.healthy, sources.slow, sources.dead, sources.joining];
  await writeFile(file, JSON.stringify({ clusters }));
  const startedAt = performance.now();
  const service = await startService({
    env: { DATABASE_URL: bench.url, KUBECENT_ROLE: "all", CLUSTERS_FILE: file, LOG_LEVEL: "error" },
    nodeOptions,
  });
  try {
    return await watchRound({ bench, sources, service, startedAt });
  } finally {
    await service.stop();
    await sources.close();
    await rm(folder, { recursive: true });
  }
}

interface Watched {
  readonly bench: BenchDatabase;
  readonly sources: FleetSources;
  readonly service: Service;
  readonly startedAt: number;
}

async function watchRound({ bench, sources, service, startedAt }: Watched): Promise<FleetRound> {
  const { database } = bench;
  const databaseCpuMs = await databaseClock(bench);
  let firstMs = 0;
  let peakMib = 0;
  while (performance.now() - startedAt < COLLECT_WITHIN_MS) {
    const hours = await hoursByCluster(database);
    const fewest = Math.min(...sources.healthy.map(({ name }) => hours.get(name) ?? 0));
    const used = await usedBy(service);
    peakMib = Math.max(peakMib, used.mib);
    const elapsedMs = performance.now() - startedAt;
    if (fewest > 0 && firstMs === 0) firstMs = elapsedMs;
    if (fewest >= HOURS) {
      const healthy = sources.healthy.length;
      const stored = [...hours.values()].reduce((sum, count) => sum + count, 0);
      return {
        clusters: CLUSTERS,
        healthy,
        firstMs,
        allMs: elapsedMs,
        roundMs: elapsedMs / HOURS,
        peakMib,
        cpuMsAnHour: used.cpuMs / stored,
        databaseCpuMsAnHour: databaseCpuMs && (await databaseCpuMs()) / stored,
        joiningHours: hours.get(sources.joining.name) ?? 0,
        joiningWanted: JOINING_HOURS,
        slowHours: hours.get(sources.slow.name) ?? 0,
      };
    }
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`The hours of the fleet were not collected in ${COLLECT_WITHIN_MS / 60_000} minutes`);
}

/** What PostgreSQL has of the processors from now on; null where it does not run in a folder here. */
async function databaseClock({ dataFolder }: BenchDatabase): Promise<(() => Promise<number>) | null> {
  const postmaster = await postmasterOf(`${dataFolder}/postgres`).catch(() => null);
  if (postmaster === null) return null;
  const before = await databaseMsOf(postmaster);
  return async () => (await databaseMsOf(postmaster)) - before;
}

async function hoursByCluster(database: Database): Promise<Map<string, number>> {
  const { rows } = await database.primary.query<{ name: string; hours: number }>(
    "select name, count(*)::int as hours from cluster_hour join cluster using (cluster_id) group by name",
  );
  return new Map(rows.map(({ name, hours }) => [name, hours]));
}

/** What a process has in memory now, and has had of the processors so far. */
async function usedBy({
  process: { pid, exitCode, signalCode },
}: Service): Promise<{ mib: number; cpuMs: number }> {
  if (exitCode !== null || signalCode !== null) throw new Error("The server ended while it collected");
  const { stdout } = await run("ps", ["-o", "rss=,cputimes=", "-p", String(pid)]);
  const [kib = 0, seconds = 0] = stdout.trim().split(/\s+/).map(Number);
  return { mib: kib / 1_024, cpuMs: seconds * 1_000 };
}
