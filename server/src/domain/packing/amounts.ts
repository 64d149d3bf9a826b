/** What pods ask for and nodes have. Whole numbers, so that sums are exact and the order of adding does not matter. */
export interface Amounts {
  readonly millicores: number;
  readonly ramBytes: number;
  readonly pods: number;
  /** Thousandths, for GPUs may be shared. */
  readonly milliGpus: number;
}

/** Every resource that a node can run out of. */
export const PACKED_RESOURCES = ["millicores", "ramBytes", "pods", "milliGpus"] as const;
export type PackedResource = (typeof PACKED_RESOURCES)[number];

export const NOTHING: Amounts = { millicores: 0, ramBytes: 0, pods: 0, milliGpus: 0 };

/** Makes amounts by saying each resource's. */
export function eachResource(amountOf: (resource: PackedResource) => number): Amounts {
  return {
    millicores: amountOf("millicores"),
    ramBytes: amountOf("ramBytes"),
    pods: amountOf("pods"),
    milliGpus: amountOf("milliGpus"),
  };
}

export function sumAmounts(amounts: readonly Amounts[]): Amounts {
  return amounts.reduce((sum, each) => eachResource((resource) => sum[resource] + each[resource]), NOTHING);
}

/** Whether something so large fits into so much room. */
export function fits(size: Amounts, room: Amounts): boolean {
  return (
    size.millicores <= room.millicores &&
    size.ramBytes <= room.ramBytes &&
    size.pods <= room.pods &&
    size.milliGpus <= room.milliGpus
  );
}

export function without(room: Amounts, size: Amounts): Amounts {
  return {
    millicores: room.millicores - size.millicores,
    ramBytes: room.ramBytes - size.ramBytes,
    pods: room.pods - size.pods,
    milliGpus: room.milliGpus - size.milliGpus,
  };
}
