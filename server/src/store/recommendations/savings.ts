import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Seen } from "../access/visibility.ts";
import { type Fragment, run, sql } from "../connection/sql.ts";
import type { StoredCluster } from "../queries/clusters/stored-clusters.ts";
import { seenConditions } from "./wanted-advice.ts";
import { ofClusters } from "../connection/of-clusters.ts";

/** Which clusters and namespaces savings are asked about. */
export interface WantedSavings {
  readonly clusters: readonly StoredCluster[];
  readonly seen: Seen;
  readonly namespace: readonly string[] | undefined;
}

/** What was open, applied and verified when a day had closed. */
export interface SavingsDay {
  readonly day: Instant;
  readonly openNano: bigint;
  readonly appliedNano: bigint;
  readonly verifiedNano: bigint;
}

/** Savings of each closed day, oldest first. */
export async function readSavingsDays(client: pg.ClientBase, wanted: WantedSavings): Promise<SavingsDay[]> {
  const records = await run<{ day: Date; open: string; applied: string; verified: string }>(
    client,
    sql`select day, ${ofState("open")} as open, ${ofState("applied")} as applied, ${ofState("verified")} as verified
      from recommendation_day where ${conditions(wanted)} group by day order by day`,
  );
  return records.map(({ day, open, applied, verified }) => ({
    day: day.getTime(),
    openNano: BigInt(open),
    appliedNano: BigInt(applied),
    verifiedNano: BigInt(verified),
  }));
}

function ofState(state: string): Fragment {
  return sql`coalesce(sum(freed_nano) filter (where state = ${state}), 0)::text`;
}

/** What became of advice that was applied. */
export interface SavingsTotals {
  readonly verifiedNano: bigint;
  readonly appliedNano: bigint;
  readonly regressed: number;
  readonly notComparable: number;
}

/** Verified is what was measured, applied what is promised. */
export async function readSavingsTotals(
  client: pg.ClientBase,
  wanted: WantedSavings,
): Promise<SavingsTotals> {
  const [row] = await run<{ verified: string; applied: string; regressed: bigint; not_comparable: bigint }>(
    client,
    sql`select coalesce(sum((outcome ->> 'freed')::numeric) filter (where state = 'verified'), 0)::text as verified,
        coalesce(sum(freed_nano) filter (where state = 'applied'), 0)::text as applied,
        count(*) filter (where state = 'regressed') as regressed,
        count(*) filter (where state = 'not_comparable') as not_comparable
      from recommendation where preset = 'default' and ${conditions(wanted)}`,
  );
  return {
    verifiedNano: BigInt(row?.verified ?? 0),
    appliedNano: BigInt(row?.applied ?? 0),
    regressed: Number(row?.regressed ?? 0),
    notComparable: Number(row?.not_comparable ?? 0),
  };
}

function conditions({ clusters, seen, namespace }: WantedSavings): Fragment {
  const ids = clusters.map(({ clusterId }) => clusterId);
  const all = [
    ofClusters(ids),
    ...(namespace ? [sql`namespace = any(${namespace})`] : []),
    ...seenConditions(seen),
  ];
  return sql.join(all, sql` and `);
}
