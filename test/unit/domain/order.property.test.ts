import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allocateHour } from "../../../server/src/domain/allocation/price-hour.ts";
import type { Observation } from "../../../server/src/domain/observation.ts";
import { arbitraryBook } from "./arbitrary-book.ts";
import { arbitraryObservation } from "./arbitrary-observation.ts";

/** Puts items into an order that `seed` chooses. */
function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  const placeOf = (index: number): number => Math.imul(seed ^ (index + 1), 0x9e3779b1) >>> 0;
  return items
    .map((item, index) => ({ item, place: placeOf(index) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function shuffleAll(observation: Observation, seed: number): Observation {
  const pods = observation.pods.map((pod) => ({ ...pod, containers: shuffle(pod.containers, seed) }));
  const volumes = observation.volumes.map((volume) => ({ ...volume, mounts: shuffle(volume.mounts, seed) }));
  return {
    ...observation,
    nodes: shuffle(observation.nodes, seed),
    pods: shuffle(pods, seed),
    volumes: shuffle(volumes, seed),
    loadBalancers: shuffle(observation.loadBalancers, seed),
    network: observation.network && shuffle(observation.network, seed),
  };
}

test("an hour's costs do not depend on the order in which the source listed things", () => {
  fc.assert(
    fc.property(arbitraryObservation, arbitraryBook, fc.integer(), (observation, book, seed) => {
      const shuffled = allocateHour(shuffleAll(observation, seed), book);

      expect(shuffled).toEqual(allocateHour(observation, book));
    }),
  );
});
