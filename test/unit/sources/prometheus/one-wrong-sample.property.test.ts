import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { MEASURES, totalNano } from "../../../../server/src/domain/allocation/measures.ts";
import { observeHour } from "../../../../server/src/sources/prometheus/observe-hour.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { ROUND_BOOK } from "../../../support/observations.ts";
import { answerFrom, withSample } from "./support/answer-from.ts";
import { readerOf } from "./support/reader-of.ts";
import { arbitraryWorkloads, NODE, worldOf } from "./support/troubled-world.ts";

/** What PostgreSQL's bigint holds. */
const MOST_STORED = 2n ** 63n - 1n;
/** Traffic of all pods is priced together and then split: that rounds. */
const ROUNDING_COST = 3e-9;
/** The whole node for four minutes, which is what a wrong sample and the steps beside it can bear on. */
const MOST_COST = (4 / 60) * (NODE.cpuCores * 0.04 + (NODE.ramBytes / 2 ** 30) * 0.01);
const MOST_TRAFFIC_COST = 0.01;

/** Money of each namespace, in nano-units; each pod has its own. */
async function costs(world: readonly Series[]): Promise<Map<string, bigint>> {
  const hour = allocateHour(await observeHour(readerOf(answerFrom(world)).reader), ROUND_BOOK);
  const sums = new Map<string, bigint>();
  for (const { namespace, measures } of hour.rows) {
    for (const measure of MEASURES) expect(measures[measure]).toBeLessThanOrEqual(MOST_STORED);
    sums.set(namespace, (sums.get(namespace) ?? 0n) + totalNano(measures));
  }
  return sums;
}

const absurd = [0, -1, Number.NaN, 2 ** 63, 2 ** 64, 1e300, Number.POSITIVE_INFINITY];

/** The value that goes into the one sample: an absurd one, another series' of that moment, or last week's. */
function wrongValue(world: readonly Series[], choice: number, place: number): number {
  if (choice < absurd.length) return absurd[choice] ?? 0;

  const neighbour = world[choice % world.length];
  return (neighbour?.values[place % (neighbour.values.length || 1)] ?? 0) * (choice % 2 === 0 ? 1 : 0.4);
}

test("one wrong sample about a pod costs no other pod anything, and its own no more than a node can give", async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryWorkloads,
      fc.nat({ max: 1_000 }),
      fc.nat({ max: 74 }),
      fc.nat({ max: 100 }),
      async (workloads, which, place, choice) => {
        const world = worldOf(workloads);
        const ofPods = world.filter(({ labels }) => labels["namespace"] !== undefined);
        const victim = ofPods[which % ofPods.length];
        if (victim === undefined) return;
        const value = wrongValue(world, choice, place);

        const right = await costs(world);
        const wrong = await costs(
          world.map((each) => (each === victim ? withSample(each, place, value) : each)),
        );

        for (const [namespace, cost] of right) {
          const change = (wrong.get(namespace) ?? 0n) - cost;
          const isVictim = namespace === victim.labels["namespace"];
          const most = isVictim ? MOST_COST + MOST_TRAFFIC_COST : ROUNDING_COST;
          expect(Math.abs(Number(change)) / 1e9).toBeLessThanOrEqual(most);
        }
      },
    ),
  );
});
