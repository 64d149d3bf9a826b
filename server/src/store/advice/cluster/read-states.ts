import { HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { AdviceFamily, NodeState } from "../../../domain/advice/advice-observation.ts";
import type { Unknown } from "../../../domain/advice/evidence.ts";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import { run, sql } from "../../connection/sql.ts";
import type { StateKind } from "../advice-tables.ts";

/** What was told of an hour's nodes and disruption budgets. */
export interface HourStates {
  readonly nodes: ReadonlyMap<string, Omit<NodeState, "node">>;
  /** Namespaces in which a disruption budget allows no pod to be taken away. */
  readonly guarded: ReadonlySet<string> | Unknown;
}

interface StateRow {
  kind: StateKind;
  namespace: string | null;
  name: string;
  value: Omit<NodeState, "node"> | { readonly blocks: boolean };
}

/** Reads what was told of nodes and disruption budgets in one hour. */
export async function readHourStates(
  client: pg.ClientBase,
  clusterId: number,
  hour: Instant,
): Promise<HourStates> {
  const bit = 1 << Math.round((hour - utcDayOf(hour)) / HOUR_MS);
  const [record] = await run<{ told: AdviceFamily[] }>(
    client,
    sql`select told from advice_hour where cluster_id = ${clusterId} and hour = ${new Date(hour)}`,
  );
  const rows = await run<StateRow>(
    client,
    sql`select kind, namespace.name as namespace, state.name, value
      from advice_state_day state left join namespace using (cluster_id, namespace_id)
      where state.cluster_id = ${clusterId} and day = ${new Date(utcDayOf(hour))} and hours & ${bit}::int <> 0
        and kind in ('node', 'disruption_budget')`,
  );
  const isTold = record?.told.includes("disruptionBudgets") ?? false;
  const blocking = rows.flatMap(({ namespace, value }) =>
    "blocks" in value && value.blocks && namespace !== null ? [namespace] : [],
  );
  return {
    nodes: new Map(rows.flatMap(({ name, value }) => ("taints" in value ? [[name, value] as const] : []))),
    guarded: isTold ? new Set(blocking) : "unknown",
  };
}
