import type { Coverage } from "@kubecent/shared";
import type pg from "pg";
import { type MeasuredKind, MEASURED_KINDS } from "../../../domain/observation.ts";
import { TOTAL_COLUMNS } from "../../connection/columns.ts";
import { runKept, sql, type Fragment } from "../../connection/sql.ts";
import { sumList } from "../relations/cost-columns.ts";
import { costRows } from "../relations/cost-tables.ts";
import type { CostSelection } from "../where/selection.ts";
import { readTables } from "../relations/stored-tables.ts";
import { noteSums } from "./noted-sums.ts";

/** The column of cluster_day that sums up a kind's measured seconds. */
const KIND_COLUMNS: Readonly<Record<MeasuredKind, string>> = {
  gpu: "gpu_seconds",
  volume: "volume_seconds",
  network: "network_seconds",
  loadBalancer: "load_balancer_seconds",
};

/** What the records of a selection's hours say: seconds seen, of all and of each kind of resource. */
function recordSums(selection: CostSelection): Fragment {
  const ofHour = MEASURED_KINDS.map(
    (kind) => sql`(kind_seconds ->> ${kind})::int as ${sql.ref(KIND_COLUMNS[kind])}`,
  );
  const ofDay = MEASURED_KINDS.map((kind) => sql.ref(KIND_COLUMNS[kind]));
  return readTables(selection, {
    hours: sql`cluster_hour`,
    days: sql`cluster_day`,
    hourColumns: sql.join([sql`seen_seconds`, ...ofHour]),
    dayColumns: sql.join([sql`seen_seconds`, ...ofDay]),
  });
}

type KindRecord = Readonly<
  Record<"seen" | "ran_seconds" | "cpu_seen_seconds" | "ram_seen_seconds" | MeasuredKind, bigint | null>
>;

const USAGE_COLUMNS = ["ran_seconds", "cpu_seen_seconds", "ram_seen_seconds"];
const USAGE_AND_TOTALS = [...USAGE_COLUMNS, ...TOTAL_COLUMNS];

interface WantedShares {
  /** Of which the shares are. */
  readonly wantedSeconds: number;
  /** Whether a page's totals go by the same rows: then they are read along with them. */
  readonly withTotals: boolean;
}

/** How much of the clusters' hours was seen, and measured of each kind of resource. */
export async function readSeenShares(
  client: pg.ClientBase,
  selection: CostSelection,
  { wantedSeconds, withTotals }: WantedShares,
): Promise<Pick<Coverage, "ratio" | "kinds">> {
  const columns = withTotals ? USAGE_AND_TOTALS : USAGE_COLUMNS;
  const kinds = MEASURED_KINDS.map((kind) => sql`sum(${sql.ref(KIND_COLUMNS[kind])}) as ${sql.ref(kind)}`);
  const reading = runKept<KindRecord>(
    client,
    sql`select * from (select sum(seen_seconds) as seen, ${sql.join(kinds)}
        from (${recordSums(selection)}) records) kinds,
      (select ${sumList(columns)} from (${costRows(selection, [], { measures: columns })}) rows) usage`,
  );
  if (withTotals) noteSums(client, selection, reading);
  const [record] = await reading;
  // Hours from before kinds were told say nothing of usage either.
  const told = record?.gpu !== null;
  const ran = Number(record?.ran_seconds ?? 0n);
  return {
    ratio: Number(record?.seen ?? 0n) / wantedSeconds,
    kinds: {
      cpu: told ? share(record?.cpu_seen_seconds ?? 0n, ran) : null,
      ram: told ? share(record?.ram_seen_seconds ?? 0n, ran) : null,
      gpu: share(record?.gpu, wantedSeconds),
      volume: share(record?.volume, wantedSeconds),
      network: share(record?.network, wantedSeconds),
      loadBalancer: share(record?.loadBalancer, wantedSeconds),
    },
  };
}

/** A share of some seconds; null where nothing tells, 1 where there was nothing to measure. */
function share(seconds: bigint | null | undefined, of: number): number | null {
  if (seconds === null || seconds === undefined) return null;
  return of > 0 ? Number(seconds) / of : 1;
}
