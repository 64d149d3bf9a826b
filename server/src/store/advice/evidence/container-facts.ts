import { HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Limits, OomKill, Throttling } from "../../../domain/advice/evidence.ts";
import { NANO } from "../../../domain/units.ts";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import { CONTAINER_KEYS } from "../advice-tables.ts";
import type { EvidencePlace } from "./evidence-window.ts";

const KEYS = CONTAINER_KEYS.map(([name]) => name).join(", ");
/** Above this share of periods a container is held back. */
const THROTTLED_ABOVE = 0.05;

/** What the rows of a workload's containers are found by; `pod_id` is 0 but for pods without an owner. */
export interface ContainerKey {
  readonly namespace_id: bigint;
  readonly controller_id: bigint;
  readonly pod_id: bigint;
  readonly container_id: bigint;
}

export function containerText(key: ContainerKey): string {
  return `${key.namespace_id} ${key.controller_id} ${key.pod_id} ${key.container_id}`;
}

interface LimitRow extends ContainerKey {
  readonly day: Date;
  readonly cpu_nano_cores: bigint;
  readonly ram_bytes: bigint;
  readonly hours: number;
}

/** Periods of the hours of a window, added up. */
export interface StoredThrottling extends ContainerKey {
  readonly hours: bigint;
  readonly throttled_hours: bigint;
  readonly periods: number;
  readonly throttled: number;
}

/** What was told of containers over a window, beside what they used. */
export class ContainerFacts {
  readonly #limits: ReadonlyMap<string, readonly LimitRow[]>;
  readonly #throttling: ReadonlyMap<string, StoredThrottling>;
  readonly #kills: ReadonlyMap<string, readonly OomKill[]>;

  constructor(
    limits: readonly LimitRow[],
    throttling: readonly StoredThrottling[],
    kills: readonly (ContainerKey & OomKill)[],
  ) {
    this.#limits = Map.groupBy(limits, containerText);
    this.#throttling = new Map(throttling.map((row) => [containerText(row), row]));
    this.#kills = Map.groupBy(kills, containerText);
  }

  /** The limits that were told in an hour: during a rollout the greater ones. Null where none were. */
  limitsAt(key: ContainerKey, hour: Instant): Limits | null {
    const bit = 1 << new Date(hour).getUTCHours();
    const told = this.#limitsOn(key, utcDayOf(hour)).filter(({ hours }) => (hours & bit) !== 0);
    const [first] = told.toSorted(byGreatest);
    return first ? limitsIn(first) : null;
  }

  /** The limits that were told last on the day of an hour, up to that hour. */
  newestLimits(key: ContainerKey, hour: Instant): Limits | null {
    for (let each = hour; each >= utcDayOf(hour); each -= HOUR_MS) {
      const told = this.limitsAt(key, each);
      if (told) return told;
    }
    return null;
  }

  #limitsOn(key: ContainerKey, day: Instant): LimitRow[] {
    const told = this.#limits.get(containerText(key)) ?? [];
    return told.filter((row) => row.day.getTime() === day);
  }

  /** Over all of the containers; null where no period was counted. */
  throttlingOf(keys: readonly ContainerKey[]): Throttling | null {
    const own = keys.flatMap((key) => this.#throttling.get(containerText(key)) ?? []);
    const periods = own.reduce((sum, row) => sum + row.periods, 0);
    if (periods === 0) return null;
    return {
      hours: own.reduce((sum, row) => sum + Number(row.hours), 0),
      throttledHours: own.reduce((sum, row) => sum + Number(row.throttled_hours), 0),
      share: own.reduce((sum, row) => sum + row.throttled, 0) / periods,
    };
  }

  /** Hours with kills, oldest first. */
  killsOf(keys: readonly ContainerKey[]): OomKill[] {
    const kills = keys.flatMap((key) => this.#kills.get(containerText(key)) ?? []);
    return kills.map(({ hour, limitBytes }) => ({ hour, limitBytes })).toSorted((a, b) => a.hour - b.hour);
  }
}

function limitsIn({ cpu_nano_cores: cpu, ram_bytes: ram }: LimitRow): Limits {
  return { cpuCores: cpu === 0n ? null : Number(cpu) / NANO, ramBytes: ram === 0n ? null : Number(ram) };
}

/** No limit is more than any. */
function byGreatest(a: LimitRow, b: LimitRow): number {
  return compareLimit(b.ram_bytes, a.ram_bytes) || compareLimit(b.cpu_nano_cores, a.cpu_nano_cores);
}

function compareLimit(a: bigint, b: bigint): number {
  if (a === b) return 0;
  if (a === 0n || b === 0n) return a === 0n ? 1 : -1;
  return a > b ? 1 : -1;
}

function within(time: "day" | "hour"): string {
  return `cluster_id = $1 and ${time} >= $2 and ${time} < $3`;
}

/** Reads what was told of a cluster's containers: some ten rows for each of a workload's. */
export async function readContainerFacts(
  client: pg.ClientBase,
  { clusterId, window }: EvidencePlace,
): Promise<ContainerFacts> {
  const values = [clusterId, new Date(window.start), new Date(window.end)];
  const limits = await client.query<LimitRow>(
    `select day, ${KEYS}, cpu_nano_cores, ram_bytes, hours from container_limit_day where ${within("day")}`,
    values,
  );
  const throttling = await client.query<StoredThrottling>(
    `select ${KEYS}, count(*) as hours, count(*) filter (where throttled > ${THROTTLED_ABOVE} * periods) as throttled_hours,
       sum(periods)::float8 as periods, sum(throttled)::float8 as throttled
     from (select ${KEYS}, (told ->> 0)::float8 as periods, (told ->> 1)::float8 as throttled
       from cpu_throttled_day, jsonb_each(by_hour) as hour_of(hour, told) where ${within("day")}) hours
     group by ${KEYS}`,
    values,
  );
  const kills = await client.query<ContainerKey & { hour: Date; ram_limit_bytes: bigint | null }>(
    `select hour, ${KEYS}, ram_limit_bytes from oom_kill_hour where ${within("hour")}`,
    values,
  );
  return new ContainerFacts(
    limits.rows,
    throttling.rows,
    kills.rows.map(({ hour, ram_limit_bytes: limit, ...key }) => ({
      ...key,
      hour: hour.getTime(),
      limitBytes: limit === null ? "unknown" : limit === 0n ? null : Number(limit),
    })),
  );
}
