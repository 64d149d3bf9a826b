import { MINUTE_MS } from "@kubecent/shared";
import type { Dice } from "./dice.ts";
import type { NodeFacts, Span, Step, WorldNode } from "./world.ts";

const GIB = 2 ** 30;
const ALWAYS: Span = { from: 0, until: Number.POSITIVE_INFINITY };

/** Nodes of four pools: one joins late, one leaves early, one changes its price within an hour. */
export function makeNodes(dice: Dice, observed: Span, slowestMs: number): WorldNode[] {
  const minute = (low: number, high: number) => {
    const offsetMs = dice.whole(low, high) * MINUTE_MS;
    return observed.from + Math.ceil(offsetMs / slowestMs) * slowestMs;
  };
  const general = priced(0.031_611, 0.004_237);
  const dearer = priced(0.031_611 * dice.between(0.7, 1.3), 0.004_237);
  const base = { cores: 16, bytes: 64 * GIB, gpus: 0, isSpot: false, ...ALWAYS };
  return [
    { ...base, ...named(4), prices: steps(general) },
    { ...base, ...named(5), prices: [...steps(general), { from: minute(65, 115), facts: dearer }] },
    { ...base, ...named(6), bytes: 128 * GIB, prices: steps(priced(0.0331, 0.0045)) },
    { ...base, ...named(7), isSpot: true, from: minute(15, 50), prices: steps(priced(0.011, 0.0015)) },
    { ...base, ...named(8), isSpot: true, until: minute(130, 170), prices: steps(priced(0.012, 0.0016)) },
    { ...base, ...named(9), gpus: 2, prices: steps(priced(0.0316, 0.0042, 0.95)) },
  ];
}

function steps(facts: NodeFacts): Step<NodeFacts>[] {
  return [{ from: 0, facts }];
}

function named(number: number): { name: string; address: string } {
  return { name: `ip-10-0-0-${number}.eu-west-1.compute.internal`, address: `10.0.0.${number}` };
}

function priced(perCpuCoreHour: number, perRamGibHour: number, perGpuHour = 0): NodeFacts {
  return { perCpuCoreHour, perRamGibHour, perGpuHour };
}
