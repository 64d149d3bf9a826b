import { readCredentials } from "../../../server/src/store/embedded/database-credentials.ts";
import { createPool } from "../../../server/src/store/connection/pool.ts";
import { type ChaosServer, until } from "./chaos-server.ts";

/** What is stored of one hour, summed up from every table that says it. */
export interface StoredHourSums {
  readonly hour: string;
  readonly checksum: string;
  readonly asset: bigint;
  /** Assets as the hour's record adds them up: what was allocated, idle, unobserved, and the fee. */
  readonly closing: bigint;
  readonly allocated: bigint;
  readonly facts: bigint;
  readonly namespaces: bigint;
  readonly controllers: bigint;
}

const MONEY = "cpu_nano + ram_nano + gpu_nano + volume_nano + network_nano + load_balancer_nano";

function sumOf(table: string): string {
  return `(select coalesce(sum(${MONEY}), 0)::bigint from ${table} fact
    where fact.cluster_id = record.cluster_id and fact.hour = record.hour)`;
}

/** Reads all hours of all clusters; a torn or doubled one shows as sums that differ. */
export async function readHours(databaseUrl: string): Promise<StoredHourSums[]> {
  const pool = createPool({
    connectionString: databaseUrl,
    dbPoolMax: 1,
    dbConnectTimeoutMs: 5_000,
    dbQueryTimeoutMs: 60_000,
    onError: () => undefined,
  });
  try {
    const { rows } = await pool.query<StoredHourSums & { hour: Date | string }>(
      `select hour, checksum, asset_nano as asset, allocated_nano as allocated,
         allocated_nano + idle_nano + unobserved_nano + fee_nano as closing, ${sumOf("container_hour")} as facts,
         ${sumOf("namespace_hour")} as namespaces, ${sumOf("controller_hour")} as controllers
       from cluster_hour record order by cluster_id, hour`,
    );
    return rows.map((row) => ({ ...row, hour: new Date(row.hour).toISOString() }));
  } finally {
    await pool.end();
  }
}

/** Hours in which the tables do not agree, or assets are not what became of them. */
export function tornHours(hours: readonly StoredHourSums[]): StoredHourSums[] {
  return hours.filter(
    ({ asset, closing, allocated, facts, namespaces, controllers }) =>
      asset !== closing || allocated !== facts || allocated !== namespaces || allocated !== controllers,
  );
}

/** Where the embedded database of a data folder is. */
export async function embeddedUrl(dataFolder: string, port: number): Promise<string> {
  return (await readCredentials(dataFolder, true)).url({ role: "kubecent", port });
}

/** Waits until all the hours are stored that another run stored, and returns how long that took. */
export function untilStored(
  server: ChaosServer,
  databaseUrl: () => Promise<string>,
  wanted: readonly Pick<StoredHourSums, "hour">[],
): Promise<number> {
  return until("all hours are stored", async () => {
    if (!server.isAlive()) throw new Error(server.output());
    const stored = new Set((await readHours(await databaseUrl())).map(({ hour }) => hour));
    return wanted.every(({ hour }) => stored.has(hour));
  });
}

/** The checksum of each hour that another run stored too. */
export function checksums(
  hours: readonly StoredHourSums[],
  wanted: readonly StoredHourSums[],
): Map<string, string> {
  const names = new Set(wanted.map(({ hour }) => hour));
  return new Map(hours.filter(({ hour }) => names.has(hour)).map(({ hour, checksum }) => [hour, checksum]));
}
