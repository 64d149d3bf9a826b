import { NANO_PER_UNIT } from "@kubecent/shared";
import type { ContainerChange, Recommendation } from "../recommendation.ts";

const LEAST_SHARE = 0.1;
const LEAST_NANO = NANO_PER_UNIT;

/**
 * Leaves out what is not worth a rollout: changes of less than a tenth; savings, where a pod template's containers move less than one unit of
 * money a month together; and what asks for less than one unit more. What follows a kill for want of memory is always worth it. Of containers that cannot be sized, those that cost less
 * than that are left out too.
 */
export function worthwhile(all: readonly Recommendation[]): Recommendation[] {
  const changes = all.filter(isLargeEnough);
  const moved = changes.reduce((sum, { freed }) => sum + absolute(netOf(freed)), 0n);
  const isWorth = (one: Recommendation): boolean => {
    const net = netOf(one.freed);
    return net > 0n ? moved >= LEAST_NANO : net <= -LEAST_NANO;
  };
  const shown = changes.filter((one) => isAfterKill(one) || isWorth(one));
  const silent = all.filter(({ insufficient, freed }) => {
    const cost = freed.reduce((sum, { costNano }) => sum + costNano, 0n);
    return insufficient !== null && cost >= LEAST_NANO;
  });
  return [...shown, ...silent];
}

function isLargeEnough({ change, insufficient }: Recommendation): boolean {
  if (insufficient !== null || change?.to !== "size") return false;
  return isChanged(change);
}

function isChanged({ now, advised }: ContainerChange): boolean {
  return (
    differs(now.requests.cpuCores, advised.requests.cpuCores) ||
    differs(now.requests.ramBytes, advised.requests.ramBytes)
  );
}

function differs(now: number, advised: number): boolean {
  if (now === advised) return false;
  return now === 0 || Math.abs(advised - now) / now >= LEAST_SHARE;
}

/** Asks for more memory than what it was killed with. */
function isAfterKill({ change, facts }: Recommendation): boolean {
  const kills = facts.find(({ name }) => name === "oom_kills")?.value ?? 0;
  return (
    change?.to === "size" &&
    Number(kills) > 0 &&
    change.advised.requests.ramBytes > change.now.requests.ramBytes
  );
}

function netOf(freed: Recommendation["freed"]): bigint {
  return freed.reduce((sum, { freedNano }) => sum + freedNano, 0n);
}

function absolute(nano: bigint): bigint {
  return nano < 0n ? -nano : nano;
}
