import type {
  AdviceOrder,
  AdvicePreset,
  InsufficientReason,
  Instant,
  RecommendationKind,
} from "@kubecent/shared";
import type pg from "pg";
import type { PoolGap } from "../../domain/advice/recommendation.ts";
import { run, sql } from "../connection/sql.ts";
import { type Page, type PagePosition, readPage } from "../paging/keyset-page.ts";
import type { PageSource } from "../paging/page-source.ts";
import type { StoredRecommendation } from "./stored-recommendation.ts";
import { adviceRelation, type OneAdvice, oneAdvice, type WantedAdvice } from "./wanted-advice.ts";
import { ofClusters } from "../connection/of-clusters.ts";

interface AdviceBounds {
  readonly sort: AdviceOrder;
  readonly limit: number;
  readonly after: PagePosition | null;
}

/** A page of recommendations. */
export function readAdvicePage(
  source: PageSource,
  wanted: WantedAdvice,
  { sort, limit, after }: AdviceBounds,
): Promise<Page<StoredRecommendation>> {
  const column = sort.endsWith("freed") ? "freedNano" : "costNano";
  const order = {
    by: sql`page.${sql.ref(column)}`,
    descending: sort.startsWith("-"),
    keys: [{ name: "id" }],
  };
  const from = adviceRelation(wanted);
  return readPage<StoredRecommendation & Record<string, unknown>>(source, { from, order }, { limit, after });
}

/** A recommendation by its id; undefined where there is none that is seen. */
export async function readOneAdvice(
  client: pg.ClientBase,
  wanted: OneAdvice,
): Promise<StoredRecommendation | undefined> {
  const [row] = await run<StoredRecommendation & Record<string, unknown>>(client, oneAdvice(wanted));
  return row;
}

/** Sums over recommendations; what asks for more is not set off against what is freed. */
export interface AdviceSums {
  readonly count: number;
  readonly costNano: bigint;
  readonly freedNano: bigint;
  readonly moreNano: bigint;
}

interface SumsRecord {
  kind: RecommendationKind;
  reason: InsufficientReason | null;
  state: string;
  count: bigint;
  cost: string;
  freed: string;
  more: string;
}

/** Sums of one kind in one state; with a reason those of what has no number. */
export interface AdviceSumsRow extends AdviceSums {
  readonly kind: RecommendationKind;
  readonly reason: InsufficientReason | null;
  readonly state: string;
}

/** The sums of a question's rows, by kind, state and reason. */
export async function readAdviceSums(client: pg.ClientBase, wanted: WantedAdvice): Promise<AdviceSumsRow[]> {
  const records = await run<SumsRecord>(
    client,
    sql`select kind, insufficient as reason, state, count(*) as count, sum("costNano")::text as cost,
        sum(greatest("freedNano", 0))::text as freed, sum(greatest(-"freedNano", 0))::text as more
      from ${adviceRelation(wanted)} wanted group by kind, insufficient, state order by kind, insufficient, state`,
  );
  return records.map(({ kind, reason, state, count, cost, freed, more }) => ({
    kind,
    reason,
    state,
    count: Number(count),
    costNano: BigInt(cost),
    freedNano: BigInt(freed),
    moreNano: BigInt(more),
  }));
}

/** All recommendations of a question, by namespace and workload. */
export function readAllAdvice(client: pg.ClientBase, wanted: WantedAdvice): Promise<StoredRecommendation[]> {
  return run<StoredRecommendation & Record<string, unknown>>(
    client,
    sql`select wanted.* from ${adviceRelation(wanted)} wanted
      order by namespace, "controllerKind", controller, container, id limit ${MOST_PATCHED + 1}`,
  );
}

/** Recommendations that are written as patches at a time. */
export const MOST_PATCHED = 2_000;

/** The end of the last closed day that advice of some clusters goes by; null where there was no round yet. */
export async function readAdvisedUntil(
  client: pg.ClientBase,
  clusterIds: readonly number[],
): Promise<Instant | null> {
  const [row] = await run<{ until: Date | null }>(
    client,
    sql`select max(window_end) as until from recommendation_round where ${ofClusters(clusterIds)}`,
  );
  return row?.until?.getTime() ?? null;
}

/** What all advice of clusters together does to their bills. */
export interface AdviceBill {
  readonly leastNano: bigint;
  readonly mostNano: bigint;
  readonly gaps: readonly PoolGap[];
}

/** The bills of clusters added up; null where one of them has none. */
export async function readAdviceBill(
  client: pg.ClientBase,
  clusterIds: readonly number[],
  preset: AdvicePreset,
): Promise<AdviceBill | null> {
  const rows = await run<AdviceBill & Record<string, unknown>>(
    client,
    sql`select least_nano as "leastNano", most_nano as "mostNano", gaps from recommendation_bill
      where ${ofClusters(clusterIds)} and preset = ${preset} order by cluster_id`,
  );
  if (rows.length === 0 || rows.length < clusterIds.length) return null;
  return {
    leastNano: rows.reduce((sum, { leastNano }) => sum + leastNano, 0n),
    mostNano: rows.reduce((sum, { mostNano }) => sum + mostNano, 0n),
    gaps: rows.flatMap(({ gaps }) => gaps),
  };
}
