import type pg from "pg";
import { type FindingCode, isFindingCode } from "../../../domain/findings/finding.ts";
import type { Gap } from "../../../domain/observation.ts";
import { ofClusters } from "../../connection/of-clusters.ts";
import { runKept, sql } from "../../connection/sql.ts";
import { summedFindings } from "../../findings/summed-findings.ts";
import { within } from "../relations/stored-tables.ts";
import type { CostSelection } from "../where/selection.ts";

/** Findings of one kind in one cluster, over a selection's hours. */
interface NotedFinding {
  readonly clusterId: number;
  readonly code: FindingCode;
  readonly hours: number;
  /** Cost of what they are about, over those hours, in nano-units. */
  readonly touchedNano: bigint;
}

/** What is noted of hours beside their sums. */
export interface HourNotes {
  /** What the records of stored hours list as unseen, by cluster. */
  readonly unseen: ReadonlyMap<number, readonly Gap[]>;
  /** What touches most money first. */
  readonly findings: readonly NotedFinding[];
}

interface NoteRecord {
  cluster_id: number;
  gaps: Gap[] | null;
  code: string | null;
  hours: number | null;
  nano: bigint | null;
}

/** Reads both in one statement, for there are few of either. */
export async function readHourNotes(client: pg.ClientBase, selection: CostSelection): Promise<HourNotes> {
  const range = { start: selection.start, end: selection.end };
  const records = await runKept<NoteRecord>(
    client,
    sql`select cluster_id, gaps, code, hours, nano from (
        select cluster_id, hour, gaps, null::text as code, null::int as hours, null::numeric as nano, null::text as name
          from cluster_hour where ${ofClusters(selection.clusterIds)} and gaps <> '[]' and ${within("hour", [range])}
        union all
        select cluster_id, null::timestamptz, null::jsonb, code, hours, nano, cluster.name
          from (${summedFindings(selection, range)}) summed join cluster using (cluster_id)) notes
      -- By name: ids would tell who came first among clusters that the caller may not see.
      order by hour, nano desc, code, name`,
  );
  return { unseen: unseenOf(records), findings: records.flatMap(findingOf) };
}

function unseenOf(records: readonly NoteRecord[]): ReadonlyMap<number, readonly Gap[]> {
  const byCluster = Map.groupBy(records, (record) => record.cluster_id);
  return new Map([...byCluster].map(([id, each]) => [id, each.flatMap(({ gaps }) => gaps ?? [])]));
}

function findingOf({ cluster_id: clusterId, code, hours, nano }: NoteRecord): NotedFinding[] {
  if (code === null || hours === null || nano === null || !isFindingCode(code)) return [];
  return [{ clusterId, code, hours, touchedNano: nano }];
}
