import { CAPACITY_TYPES } from "@kubecent/shared";
import type { NodeIdentity } from "../../../domain/observation.ts";
import { cloudOf, regionOfZone } from "../../../domain/prices/list/node-place.ts";
import { type Claim, type Contradiction, type SettledIdentity, settleIdentity } from "./settle-identity.ts";

/** What sources say of a machine together, and what they said differently. */
interface ToldMachine {
  readonly machine: Omit<NodeIdentity, "pool" | "labels">;
  readonly contradictions: readonly Contradiction[];
}

/** Which machine it is by what all sources say of it, in the order in which they are believed. */
export function settledIdentity(claims: readonly Claim[]): ToldMachine {
  const { facts, told, contradictions } = withRegion(settleIdentity(claims));
  const capacityType = CAPACITY_TYPES.find((type) => type === facts.capacityType) ?? "on-demand";
  return { machine: { ...facts, capacityType, told }, contradictions };
}

/** A zone's name says its region, where nobody else does. */
function withRegion(settled: SettledIdentity): SettledIdentity {
  const { facts, told } = settled;
  const cloud = facts.region === "" ? cloudOf(facts) : null;
  const region = cloud ? regionOfZone(facts.zone, cloud) : "";
  if (region === "") return settled;
  return { ...settled, facts: { ...facts, region }, told: { ...told, region: told.zone } };
}
