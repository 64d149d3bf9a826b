import { HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import { Dice } from "./dice.ts";
import { makeNodes } from "./make-nodes.ts";
import { Population } from "./population.ts";
import type { Span, Watch, World, WorldLoadBalancer } from "./world.ts";
import { addBatches, addServices, addOddities, addStateful } from "./workloads.ts";

/** The hours that are observed and held against the truth; the recording begins an hour earlier and ends later. */
export const OBSERVED: Span = { from: Date.UTC(2026, 0, 5, 10), until: Date.UTC(2026, 0, 5, 13) };

const RECORDED: Span = { from: OBSERVED.from - HOUR_MS, until: OBSERVED.until + HOUR_MS / 2 };

/**
 * Invents a cluster and how it is watched; what `watch` says is not left to chance. Lives last for whole multiples of
 * the slowest interval that its targets ever have: `leastMs` at least.
 */
export function makeWorld(seed: number, watch: Partial<Watch> = {}, leastMs: number = MINUTE_MS): World {
  const dice = new Dice(seed);
  const watched = { ...makeWatch(dice), ...watch };
  const slowestMs = Math.max(leastMs, watched.stateMs, watched.cadvisorMs);
  const nodes = makeNodes(dice, OBSERVED, slowestMs);
  const population = new Population({ dice, nodes, observed: OBSERVED, recorded: RECORDED, slowestMs });
  addServices(population);
  addStateful(population, { moves: watched.hasUid || watched.hasCgroup });
  addBatches(population);
  addOddities(population);
  const { pods, owners, volumes } = population;
  return {
    ...RECORDED,
    watch: watched,
    nodes,
    pods,
    owners,
    volumes,
    loadBalancers: makeLoadBalancers(population),
    feePerHour: 0.1,
    networkPrices: { zone: 0.01, region: 0.02, internet: 0.12 },
  };
}

function makeWatch(dice: Dice): Watch {
  const moved = OBSERVED.from + dice.whole(20, 100) * MINUTE_MS;
  const intervalMs = dice.pick([15_000, 30_000, 60_000]);
  return {
    stateMs: intervalMs,
    exporterMs: 60_000,
    cadvisorMs: intervalMs,
    networkMs: intervalMs,
    jitterMs: dice.pick([0, 5, 30]),
    nodeLabel: dice.pick(["node", "kubernetes_io_hostname", null] as const),
    hasUid: dice.chance(0.8),
    hasCgroup: dice.chance(0.8),
    cadvisorLagMs: 0,
    isPair: dice.chance(0.3),
    hasCopies: dice.chance(0.6),
    isRenamed: dice.chance(0.4),
    stateMoves: dice.chance(0.5) ? { from: moved, until: moved + 10 * MINUTE_MS } : null,
    stateSilent: null,
    trafficRestarts: OBSERVED.from + dice.whole(30, 150) * MINUTE_MS,
  };
}

function makeLoadBalancers(population: Population): WorldLoadBalancer[] {
  const from = population.moment(20, 60);
  return [
    { namespace: "shop", service: "web", perHour: 0.025, from: 0, until: Number.POSITIVE_INFINITY },
    { namespace: "media", service: "edge", perHour: 0.04, from, until: from + population.lasting(85) },
  ];
}
