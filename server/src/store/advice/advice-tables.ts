import type { DayTable } from "./day-rows.ts";

/** What a workload's containers are told apart by. */
export const CONTAINER_KEYS = [
  ["namespace_id", "bigint"],
  ["controller_id", "bigint"],
  ["pod_id", "bigint"],
  ["container_id", "bigint"],
] as const;

export const LIMITS: DayTable = {
  table: "container_limit_day",
  keys: [...CONTAINER_KEYS, ["cpu_nano_cores", "bigint"], ["ram_bytes", "bigint"]],
  hasHours: false,
};

export const THROTTLED: DayTable = { table: "cpu_throttled_day", keys: CONTAINER_KEYS, hasHours: true };

export const STATES: DayTable = {
  table: "advice_state_day",
  keys: [
    ["namespace_id", "bigint"],
    ["kind", "text"],
    ["name", "text"],
    ["digest", "text"],
  ],
  more: "value",
  hasHours: true,
};

/** Kinds of states as they are stored, for good. */
export type StateKind =
  | "autoscaler"
  | "limit_range"
  | "quota"
  | "node"
  | "disruption_budget"
  | "vertical_target";

/** Tables of what advice is made of, by what says when a row was. */
export const ADVICE_HOUR_TABLES = ["advice_hour", "oom_kill_hour"] as const;
export const ADVICE_DAY_TABLES = [LIMITS.table, THROTTLED.table, STATES.table] as const;
