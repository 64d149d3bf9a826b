import { DAY_MS } from "@kubecent/shared";
import type pg from "pg";
import type { AdviceObservation, ContainerAdvice } from "../../domain/advice/advice-observation.ts";
import type { HourCosts } from "../../domain/allocation/hour-costs.ts";
import { NANO } from "../../domain/units.ts";
import { utcDayOf } from "../../domain/windows/utc-day.ts";
import type { IdScope } from "../names/dimensions.ts";
import { type AdviceIds, adviceIds } from "./advice-ids.ts";
import { CONTAINER_KEYS, LIMITS, STATES, THROTTLED } from "./advice-tables.ts";
import { type DayRow, writeDayRows } from "./day-rows.ts";
import { stateRows } from "./state-rows.ts";
import { BY_INSERT } from "../hours/load-rows.ts";

/**
 * Replaces what is stored of an hour for recommendations, inside the transaction that the scope's client is in: written again, or
 * in another order, it leaves the same rows. What is told of workloads that cost nothing in the hour is left out. Returns whether
 * anything is another than before.
 */
export async function writeAdvice(
  scope: IdScope,
  costs: HourCosts,
  advice: AdviceObservation,
): Promise<boolean> {
  const { client, clusterId } = scope;
  const place = { clusterId, hour: costs.hour };
  const ids = await adviceIds(scope, costs, advice);
  await lockRows(client, clusterId, utcDayOf(costs.hour));
  const changes = [
    await writeTold(client, place, advice),
    await writeDayRows(client, LIMITS, { place, rows: limitRows(ids) }),
    await writeDayRows(client, THROTTLED, { place, rows: throttledRows(ids) }),
    await writeDayRows(client, STATES, { place, rows: stateRows(advice, ids.namespace) }),
    await writeKills(client, place, { ids, isLimitTold: advice.told.includes("limits") }),
  ];
  return changes.includes(true);
}

type Place = { readonly clusterId: number; readonly hour: number };

/** Far from the numbers under which hours, days and clusters are locked. */
const FIRST_LOCK = -1_000_000;

/** Other hours of the day change the same rows: their transactions wait for each other, as those that strike the day do. */
async function lockRows(client: pg.ClientBase, clusterId: number, day: number): Promise<void> {
  await client.query("select pg_advisory_xact_lock($1, $2)", [clusterId, FIRST_LOCK - day / DAY_MS]);
}

async function writeTold(
  client: pg.ClientBase,
  { clusterId, hour }: Place,
  { told, usageIntervalSeconds }: AdviceObservation,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into advice_hour (cluster_id, hour, told, usage_interval_seconds) values ($1, $2, $3, $4)
     on conflict (cluster_id, hour) do update
       set told = excluded.told, usage_interval_seconds = excluded.usage_interval_seconds
       where (advice_hour.told, advice_hour.usage_interval_seconds)
         is distinct from (excluded.told, excluded.usage_interval_seconds)`,
    [clusterId, new Date(hour), told, usageIntervalSeconds],
  );
  return rowCount !== 0;
}

function limitRows({ containers }: AdviceIds): DayRow[] {
  return containers.flatMap(({ keys, advice }) =>
    advice.limits.map(({ cpuCores, ramBytes }) => ({
      keys: [...keys, BigInt(Math.round((cpuCores ?? 0) * NANO)), BigInt(Math.round(ramBytes ?? 0))],
      ofHour: null,
    })),
  );
}

function throttledRows({ containers }: AdviceIds): DayRow[] {
  return containers.flatMap(({ keys, advice: { cpuPeriods } }) =>
    cpuPeriods ? [{ keys, ofHour: [cpuPeriods.all, cpuPeriods.throttled] }] : [],
  );
}

/** The kills of the hour, by the keys of their containers. */
async function writeKills(
  client: pg.ClientBase,
  { clusterId, hour }: Place,
  { ids, isLimitTold }: { readonly ids: AdviceIds; readonly isLimitTold: boolean },
): Promise<boolean> {
  const killed = ids.containers.filter(({ advice }) => advice.oomKills > 0);
  const wanted = killed.map(({ keys, advice }) =>
    killText([...keys, advice.oomKills, limitOf(advice, isLimitTold)]),
  );
  const names = CONTAINER_KEYS.map(([name]) => name).join(", ");
  const place = [clusterId, new Date(hour)];
  const { rows } = await client.query<{ text: string }>(
    `select concat_ws(' ', ${names}, kills, coalesce(ram_limit_bytes::text, '-')) as text
     from oom_kill_hour where cluster_id = $1 and hour = $2`,
    place,
  );
  if (
    rows
      .map(({ text }) => text)
      .toSorted()
      .join("\n") === wanted.toSorted().join("\n")
  )
    return false;

  await client.query("delete from oom_kill_hour where cluster_id = $1 and hour = $2", place);
  const columns = CONTAINER_KEYS.map((_, index) => killed.map(({ keys }) => keys[index]));
  await client.query(
    `insert into oom_kill_hour (cluster_id, hour, ${names}, kills, ram_limit_bytes)
     select $1, $2, * from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[], $8::bigint[]) ${BY_INSERT}`,
    [
      ...place,
      ...columns,
      killed.map(({ advice }) => advice.oomKills),
      killed.map(({ advice }) => limitOf(advice, isLimitTold)),
    ],
  );
  return true;
}

function killText(cells: readonly (bigint | number | null)[]): string {
  return cells.map((cell) => cell ?? "-").join(" ");
}

/** The memory limit that the container ran into: the lowest, where a rollout had two; null where nobody tells. */
function limitOf({ limits }: ContainerAdvice, isTold: boolean): bigint | null {
  if (!isTold) return null;
  const bytes = limits.flatMap(({ ramBytes }) => (ramBytes === null ? [] : [Math.round(ramBytes)]));
  return BigInt(bytes.length === 0 ? 0 : Math.min(...bytes));
}
