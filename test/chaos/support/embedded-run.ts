import { readFileSync } from "node:fs";
import path from "node:path";
import { createDataFolder } from "../../support/server-process.ts";
import { type ChaosServer, startChaosServer, demoCluster } from "./chaos-server.ts";
import { embeddedUrl, readHours, type StoredHourSums, untilStored } from "./stored-hours.ts";

/** A data folder with its own PostgreSQL, and the servers that are started on it. */
export interface EmbeddedRun {
  readonly folder: string;
  start(env?: Readonly<Record<string, string>>): Promise<ChaosServer>;
  readonly databaseUrl: () => Promise<string>;
  hours(): Promise<StoredHourSums[]>;
  remove(): void;
}

export function createEmbeddedRun(data = createDataFolder(), historyDays = 2): EmbeddedRun {
  const { folder } = data;
  const databaseUrl = (): Promise<string> => {
    const lines = readFileSync(path.join(folder, "postgres", "postmaster.pid"), "utf8").split("\n");
    return embeddedUrl(folder, Number(lines[3]));
  };
  const clusters = demoCluster(path.dirname(folder), historyDays);
  return {
    folder,
    start: (env = {}) => startChaosServer({ KUBECENT_DATA: folder, CLUSTERS_FILE: clusters, ...env }),
    databaseUrl,
    hours: async () => readHours(await databaseUrl()),
    remove: () => data.remove(),
  };
}

/** What an undisturbed server stores: the measure of every disturbed one. */
export async function undisturbedHours(): Promise<StoredHourSums[]> {
  const run = createEmbeddedRun();
  const server = await run.start();
  const expected = Array.from({ length: 48 }, (_, index) => {
    const hour = Math.floor(Date.now() / 3_600_000) - 2 - index;
    return { hour: new Date(hour * 3_600_000).toISOString() };
  });
  try {
    await untilStored(server, run.databaseUrl, expected);
    return await run.hours();
  } finally {
    await server.stop();
    run.remove();
  }
}

/** Says how long something took, where a person reads it. */
export function report(what: string, durationMs: number): void {
  process.stdout.write(`    ${what}: ${durationMs} ms\n`);
}
