import { HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { AdviceFamily } from "../../../domain/advice/advice-observation.ts";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import type { StateKind } from "../advice-tables.ts";
import type { HourValue } from "../day-rows.ts";
import type { ToldHours } from "./told-hours.ts";

/** A state as it was in one hour. */
export interface StoredState<Value> {
  readonly namespace_id: bigint;
  readonly name: string;
  /** As `state-rows.ts` wrote it. */
  readonly value: Value;
  readonly of_hour: HourValue | null;
}

const FAMILIES: Readonly<Record<StateKind, AdviceFamily>> = {
  autoscaler: "autoscalers",
  limit_range: "limitRanges",
  quota: "quotas",
  node: "nodeStates",
  disruption_budget: "disruptionBudgets",
  vertical_target: "verticalAutoscalers",
};

/** The states of a kind as they were last told; null where nobody tells of them. `Value` is what `state-rows.ts` writes of the kind. */
export async function readStates<Value>(
  client: pg.ClientBase,
  clusterId: number,
  { kind, told }: { readonly kind: StateKind; readonly told: ToldHours },
): Promise<StoredState<Value>[] | null> {
  const hour = told.newest(FAMILIES[kind]);
  if (hour === null) return null;
  const { rows } = await client.query<StoredState<Value>>(
    `select namespace_id, name, value, by_hour -> $5::text as of_hour from advice_state_day
     where cluster_id = $1 and day = $2 and kind = $3 and hours & $4 <> 0 order by namespace_id, name, digest`,
    [clusterId, new Date(utcDayOf(hour)), kind, 1 << hourOfDay(hour), String(hourOfDay(hour))],
  );
  return rows;
}

function hourOfDay(hour: Instant): number {
  return Math.round((hour - utcDayOf(hour)) / HOUR_MS);
}
