import { Dice } from "../dice.ts";
import type { Sample } from "../emit.ts";
import { recordSamples } from "../record-world.ts";
import type { Span, World } from "../world.ts";
import { ephemeralVolume, folders, localVolumes, slicedGpus } from "./asset-troubles.ts";
import {
  haPair,
  nestedCgroups,
  nestedSidecar,
  podLevelRequests,
  relabelled,
  serviceMonitor,
} from "./label-troubles.ts";
import { lostNode, priceSpike, reusedName } from "./node-troubles.ts";
import { formalVolume, goneNode, pendingLoadBalancer, virtualNode } from "./object-troubles.ts";
import { badCpu, badNode, badRam, badRequest, cpuDips, slowTargets, trafficBack } from "./sample-troubles.ts";
import type { MakeTrouble, Trouble } from "./trouble.ts";

/** All troubles by name. */
export const TROUBLES: Readonly<Record<string, MakeTrouble>> = {
  badCpu,
  badNode,
  badRam,
  badRequest,
  cpuDips,
  ephemeralVolume,
  folders,
  formalVolume,
  goneNode,
  haPair,
  localVolumes,
  lostNode,
  nestedCgroups,
  nestedSidecar,
  pendingLoadBalancer,
  podLevelRequests,
  priceSpike,
  relabelled,
  reusedName,
  serviceMonitor,
  slicedGpus,
  slowTargets,
  trafficBack,
  virtualNode,
};

/** A world that was recorded with troubles. */
export interface TroubledWorld {
  readonly samples: readonly Sample[];
  readonly truth: World;
  /** Namespaces that any of the troubles is in. */
  readonly touched: ReadonlySet<string>;
  readonly names: readonly string[];
  readonly isCoarse: boolean;
}

/** Two or three troubles for a seed, never the same twice; each comes up, over enough seeds, with each. */
export function pickTroubles(seed: number): string[] {
  const dice = new Dice(seed * 7_919);
  const left = Object.keys(TROUBLES);
  return Array.from({ length: dice.whole(2, 3) }, () => {
    const [name = ""] = left.splice(dice.whole(0, left.length - 1), 1);
    return name;
  });
}

/** Records the world with the named troubles. */
export function recordTroubled(
  world: World,
  {
    names,
    seed,
    observed,
  }: { readonly names: readonly string[]; readonly seed: number; readonly observed: Span },
): TroubledWorld {
  const dice = new Dice(seed);
  const troubles = names.map((name): Trouble => {
    const make = TROUBLES[name];
    if (!make) throw new RangeError(`there is no trouble ${name}`);
    return make({ world, observed, dice });
  });
  const recorded = recordSamples(world, seed).toSorted((a, b) => a.time - b.time);
  const samples = troubles.reduce((all, { record }) => all.flatMap((sample) => record(sample)), recorded);
  const extra = troubles.flatMap((trouble) => trouble.extra?.() ?? []);
  return {
    samples: [...samples, ...extra],
    truth: troubles.reduce((before, trouble) => trouble.truth?.(before) ?? before, world),
    touched: new Set(troubles.flatMap(({ touched }) => touched)),
    names: troubles.map(({ name }) => name),
    isCoarse: troubles.some(({ isCoarse }) => isCoarse),
  };
}
