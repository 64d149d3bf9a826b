import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { HOUR_MS } from "@kubecent/shared";
import type { Database } from "../../server/src/store/connection/database.ts";
import { lastDueEnd } from "../../server/src/domain/windows/due.ts";
import { type Company, createCompany } from "../cluster/company.ts";
import { percentilesOf } from "../measure/percentiles.ts";
import { type Service, startService } from "../measure/service.ts";
import type { Figure } from "../measure/table.ts";
import type { BenchDatabase } from "../load/bench-database.ts";
import type { BenchOptions } from "../options.ts";
import { serveMadeUpPrometheus } from "../prometheus/made-up-prometheus.ts";

const NAME = "memory";
const HOURS = 4;
const TARGET_MIB = 300;
const LOOK_EVERY_MS = 200;
const COLLECT_WITHIN_MS = 600_000;
const QUESTIONS = [
  "cost/namespaces?window=24h",
  "cost/workloads?window=24h",
  "cost/pods?window=24h",
  "cost/cluster?window=24h",
];

const run = promisify(execFile);

type Wanted = Pick<BenchOptions, "ingestContainers" | "nodeOptions">;

/** What the server's process takes while it collects hours from Prometheus and answers questions about them. */
export async function benchMemory(
  database: BenchDatabase,
  { ingestContainers, nodeOptions }: Wanted,
): Promise<Figure[]> {
  const company = createCompany(ingestContainers);
  const used = await collectAndServe(database, company, nodeOptions);
  return [
    {
      part: "e",
      what: `memory of the server collecting ${company.containerCount} containers: peak / p50`,
      measured: `${used.peakMib.toFixed(0)} MiB / ${used.medianMib.toFixed(0)} MiB`,
      ratio: `${(used.collectMs / HOURS / 1_000).toFixed(1)} s an hour collected, ${Math.round(used.queries / HOURS)} queries`,
      target: `< ${TARGET_MIB} MiB`,
      isMet: used.peakMib < TARGET_MIB,
    },
  ];
}

interface Used {
  readonly peakMib: number;
  readonly medianMib: number;
  readonly collectMs: number;
  /** What Prometheus was asked meanwhile. */
  readonly queries: number;
}

async function collectAndServe(
  { database, url }: BenchDatabase,
  company: Company,
  nodeOptions: readonly string[],
): Promise<Used> {
  const prometheus = await serveMadeUpPrometheus(company, lastDueEnd(Date.now()) - HOURS * HOUR_MS);
  const service = await startService({
    nodeOptions,
    env: { DATABASE_URL: url, KUBECENT_ROLE: "all", CLUSTER_NAME: NAME, PROMETHEUS_URL: prometheus.url },
  });
  try {
    const startedAt = performance.now();
    const mib: number[] = [];
    while ((await hoursStored(database, NAME)) < HOURS) {
      if (performance.now() - startedAt > COLLECT_WITHIN_MS)
        throw new Error(`The hours of ${NAME} were not collected in time`);
      mib.push(await residentMib(service));
      await ask(service, NAME, mib.length);
      await sleep(LOOK_EVERY_MS);
    }
    return {
      peakMib: Math.max(...mib),
      medianMib: percentilesOf(mib).p50,
      collectMs: performance.now() - startedAt,
      queries: prometheus.asked(),
    };
  } finally {
    await service.stop();
    await prometheus.close();
  }
}

async function hoursStored(database: Database, name: string): Promise<number> {
  const { rows } = await database.primary.query<{ hours: number }>(
    "select count(*)::int as hours from cluster_hour join cluster using (cluster_id) where name = $1",
    [name],
  );
  return rows[0]?.hours ?? 0;
}

async function residentMib({ process: { pid, exitCode, signalCode } }: Service): Promise<number> {
  if (exitCode !== null || signalCode !== null) throw new Error("The server ended while it collected");
  const { stdout } = await run("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout) / 1_024;
}

async function ask({ url, token }: Service, cluster: string, count: number): Promise<void> {
  const question = QUESTIONS[count % QUESTIONS.length] ?? "";
  const answer = await fetch(`${url}/api/v1/${question}&cluster=${cluster}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${question} was answered ${answer.status}`);
}
