import { DAY_MS, HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Gap, Observation } from "../../../../server/src/domain/observation.ts";
import { gapOf } from "../../../../server/src/sources/demo/gap.ts";
import { hashText } from "../../../../server/src/sources/demo/noise.ts";
import { MONDAY, minutesAbove0, observeHour } from "./hours.ts";

const SEED = "test";

function gapsFrom(firstHour: number, seed: string): Gap[] {
  const hours = Array.from({ length: (30 * DAY_MS) / HOUR_MS }, (_, index) => firstHour + index * HOUR_MS);
  return hours.map((hour) => gapOf(hashText(seed), hour)).filter((gap) => gap !== null);
}

test("any 30 days have one gap of 40 whole minutes within one hour", () => {
  fc.assert(
    fc.property(fc.integer({ min: 480_000, max: 600_000 }), fc.string(), (hourNumber, seed) => {
      const gaps = gapsFrom(hourNumber * HOUR_MS, seed);

      expect(gaps).toHaveLength(1);
      for (const { start, end } of gaps) {
        expect(end - start).toBe(40 * MINUTE_MS);
        expect(start % MINUTE_MS).toBe(0);
        expect(start % HOUR_MS).toBeGreaterThan(0);
        expect((start % HOUR_MS) + (end - start)).toBeLessThan(HOUR_MS);
      }
    }),
    { numRuns: 50 },
  );
});

async function hourWithGap(): Promise<{ observation: Observation; minutes: Set<number> }> {
  const [gap] = gapsFrom(MONDAY, SEED);
  const hour = Math.floor((gap?.start ?? 0) / HOUR_MS) * HOUR_MS;
  const from = ((gap?.start ?? 0) - hour) / MINUTE_MS;
  const minutes = new Set(Array.from({ length: 40 }, (_, index) => from + index));
  return { observation: await observeHour(hour, SEED), minutes };
}

test("nothing is seen in the gap, and all that stood on both sides of it is unobserved there", async () => {
  const { observation, minutes } = await hourWithGap();
  const { nodes, volumes, loadBalancers, fee } = observation;

  expect(observation.gaps.map((gap) => gap.reason)).toEqual(["not_scraped"]);
  expect(minutesAbove0(observation.seenMinutes).filter((minute) => minutes.has(minute))).toEqual([]);
  for (const thing of [...nodes, ...volumes, ...loadBalancers, ...(fee ? [fee] : [])]) {
    const seen = minutesAbove0(thing.seenMinutes);
    const unobserved = new Set(minutesAbove0(thing.unobservedMinutes));
    const bridged =
      seen.some((minute) => minute < Math.min(...minutes)) &&
      seen.some((minute) => minute > Math.max(...minutes));
    expect(seen.filter((minute) => minutes.has(minute))).toEqual([]);
    expect(unobserved).toEqual(bridged ? minutes : new Set());
  }
});

test("no container runs and no volume is mounted in the gap, as far as anybody saw", async () => {
  const { observation, minutes } = await hourWithGap();

  const stretches = [
    ...observation.pods.flatMap((pod) => pod.containers.map((container) => container.ranMinutes)),
    ...observation.volumes.flatMap((volume) => volume.mounts.map((mount) => mount.mountedMinutes)),
  ];

  expect(stretches.length).toBeGreaterThan(0);
  for (const stretch of stretches) {
    expect(minutesAbove0(stretch).filter((minute) => minutes.has(minute))).toEqual([]);
  }
});

test("hours without a gap are seen whole, and nothing in them is unobserved", async () => {
  const observation = await observeHour(MONDAY, SEED);
  const { gaps, seenMinutes, nodes, volumes, fee } = observation;

  expect(gaps).toEqual([]);
  expect(minutesAbove0(seenMinutes)).toHaveLength(60);
  for (const thing of [...nodes, ...volumes, ...(fee ? [fee] : [])]) {
    expect(minutesAbove0(thing.unobservedMinutes)).toEqual([]);
  }
});
