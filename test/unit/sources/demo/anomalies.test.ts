import { HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import { allHomes } from "../../../../server/src/sources/demo/homes.ts";
import { loadsDuring } from "../../../../server/src/sources/demo/load.ts";
import { leakFactor } from "../../../../server/src/sources/demo/network.ts";
import { hashText } from "../../../../server/src/sources/demo/noise.ts";
import { cpuCoreHoursUsed, MONDAY, observeHour, podsOf } from "./hours.ts";

const FOUR_WEEKS = Array.from({ length: 28 * 24 }, (_, index) => MONDAY + index * HOUR_MS);

test.each(["test", "kubecent", "another"])(
  "one release in four weeks triples the CPU of the cart for nine hours of a weekday (seed %s)",
  (seed) => {
    const cart = allHomes(seed).find(({ workload }) => workload.name === "cart-api");
    if (cart === undefined) throw new Error("The demo has no cart-api");

    const minutes = FOUR_WEEKS.flatMap((hour) => {
      const { work, cpu } = loadsDuring(hour)(cart);
      return Array.from(cpu, (load, minute) => ({ hour, factor: load / (work[minute] ?? 0) }));
    });
    const bad = minutes.filter(({ factor }) => factor > 1);

    expect(bad).toHaveLength(9 * 60);
    expect(Math.max(...bad.map(({ factor }) => factor))).toBeCloseTo(3);
    expect([1, 2, 3, 4, 5]).toContain(new Date(bad[0]?.hour ?? 0).getUTCDay());
    expect(bad.at(-1)?.hour).toBeLessThanOrEqual((bad[0]?.hour ?? 0) + 9 * HOUR_MS);
  },
);

test.each(["test", "kubecent", "another"])(
  "one afternoon in thirteen days a namespace sends many times its ordinary traffic (seed %s)",
  (seed) => {
    const key = hashText(seed);
    const hours = FOUR_WEEKS.slice(0, 26 * 24);
    const leaking = hours.filter((hour) => leakFactor("data-platform", hour, key) > 1);
    const afternoon = [12, 13, 14, 15, 16];

    expect(leaking.map((hour) => new Date(hour).getUTCHours())).toEqual([...afternoon, ...afternoon]);
    expect(hours.every((hour) => leakFactor("storefront", hour, key) === 1)).toBe(true);
  },
);

test("somebody has forgotten a deployment that asks for much and does nothing", async () => {
  const pods = podsOf(await observeHour(MONDAY + 11 * HOUR_MS), "storefront", "loyalty-v1");

  expect(pods).toHaveLength(2);
  expect(cpuCoreHoursUsed(pods)).toBeLessThan(0.02);
  expect(pods[0]?.containers[0]?.cpuRequestCores[0]).toBeGreaterThan(0.5);
});
