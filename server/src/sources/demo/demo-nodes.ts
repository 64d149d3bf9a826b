import { HOUR_MS, type IdentityTold, type Instant, MINUTE_MS } from "@kubecent/shared";
import type { NodeObservation, ReportedNodePrice } from "../../domain/observation.ts";
import { BYTES_PER_GIB } from "../../domain/units.ts";
import { activityOfDay, daysAround } from "./activity.ts";
import { type Pool, REGION, ZONES } from "./company/pools.ts";
import { machinesOf } from "./eras.ts";
import { seenOf, type Sight, unobservedOf } from "./gap.ts";
import { ALWAYS, intersect, type Life, minutesWithin, overlaps, type Stretch } from "./life.ts";
import { hexOf } from "./names.ts";
import { between, hashText, mix } from "./noise.ts";
import { hasAny } from "./per-minute.ts";
import type { Slot } from "./placement.ts";

/** One machine in a slot, from joining the cluster to leaving it. */
export interface NodeLife extends Stretch {
  readonly slot: Slot;
  readonly name: string;
  /** When pods (daemons apart) may be on it. */
  readonly tenancy: Life;
}

/** As the nodes of a cluster with an allow-list of labels tell it. */
const TOLD: IdentityTold = {
  providerId: "object",
  instanceType: "labels",
  region: "labels",
  zone: "labels",
  capacityType: "labels",
};

const JOINING_MS = 3 * MINUTE_MS;
/** A node that is drained lingers; a spot node is gone two minutes after its notice. */
const LEAVING_MS = 8 * MINUTE_MS;
const SPOT_LEAVING_MS = MINUTE_MS;
/** A node that would be needed for less is not asked for. */
const SHORTEST_TENANCY_MS = 20 * MINUTE_MS;

/** The nodes that exist at any time within the hour at `hour`. */
export function nodesDuring(slots: readonly Slot[], hour: Instant): NodeLife[] {
  const range = { start: hour, end: hour + HOUR_MS };
  const around = { start: range.start - LEAVING_MS, end: range.end + JOINING_MS };
  return slots
    .flatMap((slot) => tenanciesOf(slot, around).map((tenancy) => nodeLifeOf(slot, tenancy)))
    .filter((node) => overlaps(node, range));
}

function tenanciesOf(slot: Slot, range: Stretch): Life[] {
  const needed = slot.steady ? [ALWAYS] : needsOf(slot, range);
  return intersect(needed, machinesOf(slot, range)).filter(
    ({ start, end }) => end - start >= SHORTEST_TENANCY_MS,
  );
}

/** When any home of an elastic slot is in use, in whole minutes. */
function needsOf({ homes }: Slot, range: Stretch): Life[] {
  return daysAround(range)
    .flatMap((day) =>
      merged(homes.flatMap((home) => activityOfDay(home, day))).map(({ start, end }, index) => ({
        // Homes of a slot are in use a few times a day; 100 keeps ordinals growing from day to day.
        ordinal: day * 100 + index,
        start: Math.floor(start / MINUTE_MS) * MINUTE_MS,
        end: Math.ceil(end / MINUTE_MS) * MINUTE_MS,
      })),
    )
    .filter((need) => overlaps(need, range));
}

/** Stretches that overlap, or nearly touch, as one: a node is not sent away to be asked for at once. */
function merged(stretches: readonly Stretch[]): Stretch[] {
  const union: { start: Instant; end: Instant }[] = [];
  for (const { start, end } of stretches.toSorted((a, b) => a.start - b.start)) {
    const last = union.at(-1);
    if (last && start <= last.end + LEAVING_MS) last.end = Math.max(last.end, end);
    else union.push({ start, end });
  }
  return union;
}

function nodeLifeOf(slot: Slot, tenancy: Life): NodeLife {
  const leavingMs = slot.pool.spot ? SPOT_LEAVING_MS : LEAVING_MS;
  return {
    slot,
    tenancy,
    name: nodeName(slot, tenancy),
    start: tenancy.start - JOINING_MS,
    end: tenancy.end + leavingMs,
  };
}

/** Slots have a subnet each, and a slot's next machine has another address: no two nodes share a name. */
function nodeName({ index, zone, key }: Slot, { ordinal }: Life): string {
  return `ip-10-0-${ZONES.indexOf(zone) * 64 + index}-${4 + ((key + ordinal) % 250)}.${REGION}.compute.internal`;
}

/** What the source sees of a node, or nothing where it never saw it. */
export function observeNode(node: NodeLife, sight: Sight): NodeObservation[] {
  const { pool, zone, key } = node.slot;
  const seenMinutes = seenOf(minutesWithin(node, sight.hour), sight);
  if (!hasAny(seenMinutes)) return [];

  return [
    {
      name: node.name,
      billing: "capacity",
      providerId: `aws:///${REGION}${zone}/i-0${hexOf(`${key}/${node.tenancy.ordinal}`, 16)}`,
      instanceType: pool.instanceType,
      region: REGION,
      zone: `${REGION}${zone}`,
      pool: pool.name,
      capacityType: pool.spot ? "spot" : "on-demand",
      told: TOLD,
      labels: {
        kubernetes_io_arch: "amd64",
        node_kubernetes_io_instance_type: pool.instanceType,
        topology_kubernetes_io_zone: `${REGION}${zone}`,
        pool: pool.name,
      },
      seenMinutes,
      unobservedMinutes: unobservedOf(node, sight),
      spans: [
        {
          fromMinute: 0,
          cpuCores: pool.cpuCores,
          ramBytes: pool.ramGib * BYTES_PER_GIB,
          gpus: pool.gpus,
          price: poolPrice(pool, sight.hour),
        },
      ],
    },
  ];
}

const SPOT_PRICE_HOURS = 6;

/** A pool's price by part; the spot market's moves every few hours. */
function poolPrice({ name, spot, price }: Pool, hour: Instant): ReportedNodePrice | null {
  if (!spot || price === null) return price;

  const period = Math.floor(hour / (SPOT_PRICE_HOURS * HOUR_MS));
  const factor = between(mix(hashText(name), period), 0.85, 1.2);
  const rounded = (value: number): number => Number((value * factor).toFixed(5));
  return {
    perCpuCoreHour: rounded(price.perCpuCoreHour ?? 0),
    perRamGibHour: rounded(price.perRamGibHour ?? 0),
  };
}
