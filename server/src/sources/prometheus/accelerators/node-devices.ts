import { type AcceleratorUnit, acceleratorUnit } from "./accelerator-resources.ts";

/** A resource that a node offers, in units as the node counts them. */
export interface Offer {
  readonly resource: string;
  readonly count: number;
}

/** What is known of a node's devices beside what it offers; null where nobody tells. */
export interface DeviceKnowledge {
  /** GPUs that their own exporter saw on the node, each by its serial id. */
  readonly measured: number | null;
  /** GPUs by the label that the vendor's discovery sets. */
  readonly labelled: number | null;
  /** Devices by the price exporter, where its count can be believed at all. */
  readonly counted: number | null;
  /** By the node's labels: units of a resource that the plugin makes of one device. */
  readonly replicasOf: (resource: string) => number;
  /** Slice that each of the node's `nvidia.com/gpu` is, under MIG's single strategy. */
  readonly slice: { readonly fraction: number; readonly mostOnDevice: number } | null;
}

export type CountBasis = "measured" | "labelled" | "counted" | "offered";

/** The devices of a node, and how much of one a unit of each resource is. */
export interface NodeDevices {
  readonly count: number;
  /** Who told the count. */
  readonly basis: CountBasis;
  /** How many devices the node seems to offer. */
  readonly offered: number;
  /** How many parts of devices it offers: replicas and slices. */
  readonly shares: number;
  readonly worth: ReadonlyMap<string, number>;
  /** Whether one device may be offered several times. */
  readonly isShareable: boolean;
  /** A count that was told and is not believed, in words; null where none. */
  readonly refused: string | null;
}

interface Unit extends Offer, AcceleratorUnit {}

export const NO_DEVICES: NodeDevices = {
  count: 0,
  basis: "offered",
  offered: 0,
  shares: 0,
  worth: new Map(),
  isShareable: false,
  refused: null,
};

const ROUNDING = 1e-6;

/**
 * Counts the devices of a node. What a plugin offers may be replicas, slices, or two names for the same
 * devices; so a source that counts the devices themselves goes first: the GPUs' own exporter, the vendor's label,
 * the price exporter, and last what is offered.
 */
export function nodeDevices(offers: readonly Offer[], knowledge: DeviceKnowledge): NodeDevices {
  const units = offers.flatMap((offer) => unitOf(offer, knowledge));
  if (units.length === 0) return measuredOnly(knowledge);

  const families = [...Map.groupBy(units, ({ family }) => family).values()];
  const isOnlyFamily = families.length === 1;
  const counted = families.map((family) => countFamily(family, knowledge, isOnlyFamily));
  const [first = NO_DEVICES] = counted;
  return {
    count: sum(counted.map(({ count }) => count)),
    basis: isOnlyFamily ? first.basis : "offered",
    offered: sum(counted.map(({ offered }) => offered)),
    shares: sum(counted.map(({ shares }) => shares)),
    worth: new Map(counted.flatMap(({ worth }) => [...worth])),
    isShareable: isOnlyFamily && first.isShareable,
    refused: counted.find(({ refused }) => refused !== null)?.refused ?? null,
  };
}

/** The same devices, counted anew by what a price says of them. */
export function recounted(devices: NodeDevices, count: number): NodeDevices {
  const factor = devices.offered > count ? count / devices.offered : 1;
  const worth = new Map([...devices.worth].map(([resource, part]) => [resource, part * factor] as const));
  return { ...devices, count, basis: "counted", worth };
}

/** Whether that number of devices can be offered as `offered`: each of them as often as the others. */
export function canBeOfferedAs(count: number, offered: number): boolean {
  const times = offered / count;
  return count > 0 && Math.abs(times - Math.round(times)) < ROUNDING;
}

/** GPUs that are there though no plugin offers them: nobody can hold them, and they are paid for. */
function measuredOnly({ measured }: DeviceKnowledge): NodeDevices {
  return measured === null ? NO_DEVICES : { ...NO_DEVICES, count: measured, basis: "measured" };
}

function unitOf(offer: Offer, { replicasOf, slice }: DeviceKnowledge): Unit[] {
  const unit = acceleratorUnit(offer.resource);
  if (unit === null || !(offer.count > 0)) return [];

  const replicas = Math.max(1, replicasOf(offer.resource));
  const isSlice = slice !== null && unit.family === "nvidia" && unit.fraction === 1;
  const { fraction, mostOnDevice } = isSlice ? slice : unit;
  return [{ ...offer, ...unit, fraction: fraction / replicas, mostOnDevice: mostOnDevice * replicas }];
}

function countFamily(units: readonly Unit[], knowledge: DeviceKnowledge, isOnlyFamily: boolean): NodeDevices {
  const views = [...Map.groupBy(units, ({ view }) => view).values()];
  // Where the devices have a name of their own, it tells better than that of their cores.
  const ofDevices = views.filter((view) => view.every(({ fraction }) => fraction === 1));
  const offered = Math.max(...(ofDevices.length > 0 ? ofDevices : views).map(packed));
  const isShareable = units.every((unit) => unit.isShareable);
  const { count, basis, refused } = chosenCount(units, offered, told(units, knowledge, isOnlyFamily));
  const worth = views.flatMap((view) => worthOf(view, count));
  // Cores of chips are parts of them too, but nobody shares a chip by offering its cores.
  const shares = isShareable ? sum(units.map((unit) => (unit.fraction < 1 ? unit.count : 0))) : 0;
  return { count, basis, offered, shares, isShareable, refused, worth: new Map(worth) };
}

/** How many devices hold these units: whole ones each their own, slices packed as close as they go. */
function packed(units: readonly Unit[]): number {
  const slices = units.filter(({ fraction }) => fraction < 1);
  const whole = sum(units.filter(({ fraction }) => fraction === 1).map(({ count }) => count));
  const byCompute = Math.ceil(sum(slices.map(({ count, fraction }) => count * fraction)) - ROUNDING);
  const byNumber = slices.map(({ count, mostOnDevice }) => Math.ceil(count / mostOnDevice - ROUNDING));
  return whole + Math.max(byCompute, ...byNumber, 0);
}

/** A unit's part of a device; where the units come to more than the devices, the parts shrink alike. */
function worthOf(units: readonly Unit[], devices: number): (readonly [string, number])[] {
  const atMost = sum(units.map(({ count, fraction }) => count * fraction));
  const factor = Math.min(1, devices / atMost);
  return units.map(({ resource, fraction }) => [resource, fraction * factor] as const);
}

type Told = readonly (readonly [CountBasis, number | null])[];

/** The counts that bear on a family: NVIDIA's exporter and labels on NVIDIA's devices alone. */
function told(
  [unit]: readonly Unit[],
  { measured, labelled, counted }: DeviceKnowledge,
  isOnlyFamily: boolean,
): Told {
  const isNvidia = unit?.family === "nvidia";
  return [
    ["measured", isNvidia ? measured : null],
    ["labelled", isNvidia ? labelled : null],
    ["counted", isOnlyFamily ? counted : null],
  ];
}

/** The first count that can be true; a smaller one than is offered only where devices can be shared. */
function chosenCount(
  units: readonly Unit[],
  offered: number,
  counts: Told,
): Pick<NodeDevices, "count" | "basis" | "refused"> {
  const isSliced = units.some(({ fraction }) => fraction < 1);
  const isShareable = units.every((unit) => unit.isShareable);
  const isPossible = (count: number): boolean =>
    count >= offered || (isShareable && (isSliced || canBeOfferedAs(count, offered)));
  const known = counts.flatMap(([basis, count]) => (count === null || count <= 0 ? [] : [{ basis, count }]));
  const chosen = known.find(({ count }) => isPossible(count));
  const refused = known.find(({ count }) => !isPossible(count));
  return {
    count: chosen?.count ?? offered,
    basis: chosen?.basis ?? "offered",
    refused: refused ? `${refused.count} ${refused.basis}, ${offered} offered` : null,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
