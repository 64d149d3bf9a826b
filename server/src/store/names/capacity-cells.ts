import { CAPACITY_TYPES, type CapacityType } from "@kubecent/shared";

/**
 * A capacity type as the columns `spot` and `capacity_type` of a node. The text stands only where the flag does not say it all:
 * a node that was stored when there was nothing but the flag stays the same node.
 */
export function capacityCells(capacityType: CapacityType): readonly [spot: boolean, text: string] {
  const isSpot = capacityType === "spot";
  return [isSpot, isSpot || capacityType === "on-demand" ? "" : capacityType];
}

/** The capacity type that the two columns say. */
export function capacityTypeOf(spot: boolean, text: string): CapacityType {
  const told = CAPACITY_TYPES.find((type) => type === text);
  return told ?? (spot ? "spot" : "on-demand");
}
