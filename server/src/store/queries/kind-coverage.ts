import type { Instant, KindCoverage } from "@kubecent/shared";
import type pg from "pg";
import { type MeasuredKind, MEASURED_KINDS } from "../../domain/observation.ts";
import { run, sql } from "../sql.ts";
import type { StoredCluster } from "./clusters.ts";

interface KindQuestion {
  readonly clusters: readonly StoredCluster[];
  readonly firstHour: Instant;
  readonly end: Instant;
  /** Seconds of all hours that were asked for. */
  readonly wantedSeconds: number;
}

type KindRecord = Readonly<Record<"ran" | "cpu" | "ram" | MeasuredKind, bigint | null>>;

/** How much of the clusters' hours was measured of each kind of resource. */
export async function readKindCoverage(
  client: pg.ClientBase,
  { clusters, firstHour, end, wantedSeconds }: KindQuestion,
): Promise<KindCoverage> {
  const ids = clusters.map((cluster) => cluster.clusterId);
  const within = sql`cluster_id = any(${ids}) and hour >= ${new Date(firstHour)} and hour < ${new Date(end)}`;
  const kinds = MEASURED_KINDS.map(
    (kind) => sql`sum((kind_seconds ->> ${kind})::int)::bigint as ${sql.ref(kind)}`,
  );
  const [record] = await run<KindRecord>(
    client,
    sql`select * from (select ${sql.join(kinds)} from cluster_hour where ${within}) kinds,
      (select sum(ran_seconds)::bigint as ran, sum(cpu_seen_seconds)::bigint as cpu,
        sum(ram_seen_seconds)::bigint as ram
      from namespace_hour where ${within}) usage`,
  );
  // Hours from before kinds were told say nothing of usage either.
  const told = record?.gpu !== null;
  const ran = Number(record?.ran ?? 0n);
  return {
    cpu: told ? share(record?.cpu ?? 0n, ran) : null,
    ram: told ? share(record?.ram ?? 0n, ran) : null,
    gpu: share(record?.gpu, wantedSeconds),
    volume: share(record?.volume, wantedSeconds),
    network: share(record?.network, wantedSeconds),
    loadBalancer: share(record?.loadBalancer, wantedSeconds),
  };
}

/** A share of some seconds; null where nothing tells, 1 where there was nothing to measure. */
function share(seconds: bigint | null | undefined, of: number): number | null {
  if (seconds === null || seconds === undefined) return null;
  return of > 0 ? Number(seconds) / of : 1;
}
