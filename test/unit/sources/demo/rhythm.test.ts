import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import { beforeAll, describe, expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { closing } from "../../../../server/src/domain/allocation/hour-costs.ts";
import type { Observation } from "../../../../server/src/domain/observation.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { growthAt } from "../../../../server/src/sources/demo/rhythm.ts";
import { MONDAY, observeHour, podsOf } from "./hours.ts";

function costNano(observation: Observation): bigint {
  return closing(allocateHour(observation, DEFAULT_PRICE_BOOK)).assetNano;
}

/** The instant of an hour on a day of the test's four weeks, counted from its Monday. */
function hourAt(day: number, hour: number): number {
  return MONDAY + day * DAY_MS + hour * HOUR_MS;
}

async function replicasAt(hour: number): Promise<number> {
  return podsOf(await observeHour(hourAt(2, hour)), "storefront", "product-api").length;
}

test("noon of a weekday costs more than the night of a Sunday, in any week", async () => {
  for (const week of [0, 7, 14, 21]) {
    const night = costNano(await observeHour(hourAt(week + 6, 2)));
    for (const weekday of [0, 2, 4]) {
      const noon = costNano(await observeHour(hourAt(week + weekday, 11)));
      expect(noon).toBeGreaterThan(night);
    }
  }
});

test("the shop has more replicas around noon and in the evening than at night", async () => {
  expect(await replicasAt(2)).toBe(2);
  expect(await replicasAt(11)).toBe(5);
  expect(await replicasAt(19)).toBe(5);
});

describe("over two weeks", () => {
  /** Every seventh hour, so that each hour of the day is among them. */
  let sample: Observation[] = [];

  beforeAll(async () => {
    for (let hour = 0; hour < 14 * 24; hour += 7) sample.push(await observeHour(hourAt(0, hour)));
    sample = sample.filter((observation) => observation.gaps.length === 0);
  });

  test("between a fifth and nearly a half of what the nodes cost is idle", () => {
    const shares = sample.map((observation) => {
      const { nodes } = allocateHour(observation, DEFAULT_PRICE_BOOK);
      const sum = (part: "asset" | "idle"): number =>
        nodes.reduce((total, node) => total + Number(node[part].cpu + node[part].ram + node[part].gpu), 0);
      return sum("idle") / sum("asset");
    });

    expect(Math.min(...shares)).toBeGreaterThan(0.2);
    expect(Math.max(...shares)).toBeLessThan(0.45);
  });

  test("there are as many containers and nodes as a company of that size has", () => {
    const containers = sample.map(
      ({ pods }) =>
        pods.flatMap((pod) => pod.containers).filter((each) => (each.ranMinutes[30] ?? 0) > 0).length,
    );
    const nodes = sample.map(
      (observation) => observation.nodes.filter((node) => (node.seenMinutes[30] ?? 0) > 0).length,
    );

    expect(Math.min(...containers)).toBeGreaterThan(85);
    expect(Math.max(...containers)).toBeLessThan(180);
    expect(Math.min(...nodes)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...nodes)).toBeLessThanOrEqual(23);
  });
});

test("growth stays within bounds over the years, and is 1.5 % from one day to the next", () => {
  const days = Array.from({ length: 4000 }, (_, day) => growthAt(Date.UTC(2025, 0, 1) + day * DAY_MS));
  const rates = days.slice(1).map((growth, index) => growth / (days[index] ?? 1));

  expect(Math.min(...days)).toBeGreaterThan(0.4);
  expect(Math.max(...days)).toBeLessThan(1.4);
  expect(rates.filter((rate) => Math.abs(rate - 1.015) < 1e-6).length).toBeGreaterThan(0.9 * rates.length);
  expect(Math.abs(growthAt(Date.UTC(2026, 0, 1) + HOUR_MS) - growthAt(Date.UTC(2026, 0, 1)))).toBeLessThan(
    0.001,
  );
});
