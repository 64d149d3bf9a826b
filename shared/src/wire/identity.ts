/** How a machine is paid for: at the usual price, on the spot market, by a reservation, or as a block that was booked ahead. */
export const CAPACITY_TYPES = ["on-demand", "spot", "reserved", "capacity-block"] as const;
export type CapacityType = (typeof CAPACITY_TYPES)[number];

/** What tells which machine a node is. */
export const IDENTITY_FACTS = ["providerId", "instanceType", "region", "zone", "capacityType"] as const;
export type IdentityFact = (typeof IDENTITY_FACTS)[number];

/**
 * Who tells such a fact: the node's labels; the same labels, copied onto other series of the node; its firmware, as
 * node_exporter reads it; Karpenter; a taint; a price exporter; the node's object; or its provider id, of which it is a part.
 */
export const IDENTITY_SOURCES = [
  "labels",
  "copied-labels",
  "firmware",
  "karpenter",
  "taint",
  "exporter",
  "object",
  "provider-id",
] as const;
export type IdentitySource = (typeof IDENTITY_SOURCES)[number];

/** Who told each fact about a node; a fact that nobody told is left out. */
export type IdentityTold = { [fact in IdentityFact]?: IdentitySource | undefined };
