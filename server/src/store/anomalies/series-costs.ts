import { DAY_MS } from "@kubecent/shared";
import type pg from "pg";
import {
  CLUSTER_KEY,
  IDLE_NAME,
  namespaceKey,
  type SeriesKey,
  seriesText,
} from "../../domain/anomalies/series-key.ts";
import type { CalendarDay } from "../../domain/series/calendar-day.ts";
import { run, sql } from "../connection/sql.ts";
import { nodeAssets } from "../queries/relations/asset-tables.ts";
import { OWN_NANO } from "../queries/relations/cost-columns.ts";
import { costRows } from "../queries/relations/cost-tables.ts";
import { withStretches } from "../queries/where/row-stretches.ts";

/** What a series cost, day by day; days without a number cost nothing. */
export interface SeriesCosts {
  readonly key: SeriesKey;
  readonly costs: ReadonlyMap<CalendarDay, bigint>;
}

interface Stretch {
  readonly clusterId: number;
  readonly firstDay: CalendarDay;
  /** The day after the last. */
  readonly endDay: CalendarDay;
}

interface WorkloadRecord {
  namespace: string;
  kind: string;
  controller: string;
  days: number[];
  nanos: string[];
}

const DAY_NUMBER = sql`(extract(epoch from fact.hour)::bigint / 86400)::int`;

/**
 * The days of all series of a cluster: of its workloads, of its namespaces, of idle, and of it all. One question for the workloads and one
 * for idle, however many there are.
 */
export async function readSeriesCosts(client: pg.ClientBase, stretch: Stretch): Promise<SeriesCosts[]> {
  const step = { step: "day", timeZone: "UTC" } as const;
  const asked = {
    clusterIds: [stretch.clusterId],
    start: stretch.firstDay * DAY_MS,
    end: stretch.endDay * DAY_MS,
    filter: {},
    partial: null,
  };
  const selection = await withStretches(client, asked, step);
  const workloads = await run<WorkloadRecord>(
    client,
    sql`select namespace.name as namespace, controller.kind, controller.name as controller,
        array_agg(day) as days, array_agg(nano::text) as nanos
      from (select namespace_id, controller_id, ${DAY_NUMBER} as day, sum(${OWN_NANO}) as nano
          from (${costRows(selection, ["namespace_id", "controller_id"])}) fact group by namespace_id, controller_id, day) daily
        join namespace on namespace.cluster_id = ${stretch.clusterId} and namespace.namespace_id = daily.namespace_id
        join controller on controller.cluster_id = ${stretch.clusterId} and controller.controller_id = daily.controller_id
      group by namespace.name, controller.kind, controller.name`,
  );
  const idle = await run<{ day: number; nano: string }>(
    client,
    sql`select ${DAY_NUMBER} as day, sum(cpu_idle_nano + ram_idle_nano + gpu_idle_nano)::text as nano
      from (${nodeAssets(selection)}) fact group by day`,
  );
  return summedUp(workloads.map(workloadOf), new Map(idle.map(({ day, nano }) => [day, BigInt(nano)])));
}

function workloadOf({
  namespace,
  kind: controllerKind,
  controller,
  days,
  nanos,
}: WorkloadRecord): SeriesCosts {
  const costs = new Map<CalendarDay, bigint>();
  for (const [index, day] of days.entries())
    costs.set(day, (costs.get(day) ?? 0n) + BigInt(nanos[index] ?? 0));
  return { key: { level: "workload", namespace, controllerKind, controller }, costs };
}

function summedUp(workloads: readonly SeriesCosts[], idle: ReadonlyMap<CalendarDay, bigint>): SeriesCosts[] {
  const sums = new Map<string, { readonly key: SeriesKey; readonly costs: Map<CalendarDay, bigint> }>();
  const add = (key: SeriesKey, costs: ReadonlyMap<CalendarDay, bigint>): void => {
    const sum = sums.get(seriesText(key)) ?? { key, costs: new Map<CalendarDay, bigint>() };
    for (const [day, nano] of costs) sum.costs.set(day, (sum.costs.get(day) ?? 0n) + nano);
    sums.set(seriesText(key), sum);
  };
  for (const { key, costs } of workloads) {
    add(namespaceKey(key.namespace), costs);
    add(CLUSTER_KEY, costs);
  }
  add(namespaceKey(IDLE_NAME), idle);
  add(CLUSTER_KEY, idle);
  return [...sums.values(), ...workloads];
}
