import { parseNano } from "@kubecent/shared";
import { expect, test } from "vitest";
import type { Truth } from "../support/golden-recording.ts";
import {
  type CollectedRecording,
  type compareDays,
  containerCosts,
  dayRange,
  daysOf,
  trueContainers,
} from "./collected-recording.ts";
import { boundOf, errorOf, sumOf } from "./compare.ts";

/** A container that ran for fewer minutes is too short to be judged: one sample is a tenth of it. */
const SHORTEST_MINUTES = 10;
const CONTAINER_BOUND = 0.02;
/** What was paid for is known by its price and its time, however small it is. */
const ASSET_BOUND = 0.005;

/** A recording that the tests collected, and what was found about its days. */
export interface JudgedRecording {
  readonly truth: Truth;
  readonly collected: CollectedRecording;
  readonly days: Awaited<ReturnType<typeof compareDays>>;
}

/** Registers the tests that judge whole days of a recording; `judged` is asked once they run. */
export function judgeDays(judged: () => JudgedRecording): void {
  test("collects every hour", () => {
    expect(judged().collected.exitCodes.filter((exitCode) => exitCode !== 0)).toEqual([]);
  });

  test("every namespace of a day that was seen whole costs what it truly cost, in all and by kind", () => {
    const { days } = judged();

    const far = days.rows
      .filter(({ day }) => days.whole.includes(day))
      .flatMap(({ day, namespace, truth, found }) => [
        {
          what: `${day} ${namespace}`,
          truth: sumOf(truth),
          found: sumOf(found),
          bound: boundOf(sumOf(truth)),
        },
        ...(["volume", "loadBalancer", "network"] as const).map((kind) => ({
          what: `${day} ${namespace} ${kind}`,
          truth: truth[kind],
          found: found[kind],
          bound: ASSET_BOUND,
        })),
      ])
      .filter((each) => Math.abs(errorOf(each.found, each.truth)) >= each.bound);

    expect(days.whole.length).toBeGreaterThan(0);
    expect(far).toEqual([]);
  });

  test("every container that ran for ten minutes of such a day costs what it truly cost", async () => {
    const { truth, collected, days } = judged();

    const far: unknown[] = [];
    for (const day of days.whole) {
      const found = await containerCosts(collected.viewer, day);
      for (const [key, { cost, minutes }] of trueContainers(truth, day)) {
        const error = errorOf(found.get(key) ?? 0, cost);
        if (minutes >= SHORTEST_MINUTES && Math.abs(error) >= CONTAINER_BOUND)
          far.push({ day, key, cost, error });
      }
    }

    expect(far).toEqual([]);
  });

  test("nodes cost what they truly cost", async () => {
    const { truth, collected, days } = judged();

    const far: unknown[] = [];
    for (const day of days.whole) {
      const { totals } = await collected.viewer.cost.assets({ ...dayRange(day), kind: "node" });
      const cost = truth.nodes.filter((node) => node.day === day).reduce((sum, node) => sum + node.cost, 0);
      const error = errorOf(Number(totals.totalCost), cost);
      if (Math.abs(error) >= ASSET_BOUND) far.push({ day, cost, error });
    }

    expect(far).toEqual([]);
  });

  test("everything adds up to the assets, to the nano", async () => {
    const { truth, collected } = judged();

    for (const day of daysOf(truth)) {
      const { rows } = await collected.viewer.cost.namespaces({
        ...dayRange(day),
        idle: "show",
        limit: 1_000,
      });
      const { totals } = await collected.viewer.cost.cluster(dayRange(day));

      const sum = rows.reduce((total, row) => total + parseNano(row.totalCost), 0n);
      expect(sum).toBe(parseNano(totals.assetCost));
    }
  });
}
