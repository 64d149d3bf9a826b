import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import { describe, expect, test } from "vitest";
import { ADVICE_FAMILIES } from "../../../../server/src/domain/advice/advice-observation.ts";
import type { Observation } from "../../../../server/src/domain/observation.ts";
import { createDemoSource } from "../../../../server/src/sources/demo/demo-source.ts";
import { allHomes } from "../../../../server/src/sources/demo/homes.ts";
import { killsDuring, leakedGib } from "../../../../server/src/sources/demo/leak.ts";
import { leakFactor } from "../../../../server/src/sources/demo/network.ts";
import { hashText } from "../../../../server/src/sources/demo/noise.ts";
import { MONDAY, observeHour } from "./hours.ts";

const NOON = MONDAY + 11 * HOUR_MS;

describe("what the demo tells for recommendations", () => {
  test("all families but what only a VerticalPodAutoscaler tells", async () => {
    const { advice } = await observeHour(NOON);
    expect(advice?.told).toEqual(ADVICE_FAMILIES.filter((family) => family !== "verticalAutoscalers"));
  });

  test("nodes can give no more than they have, and what stands on them fits", async () => {
    const { advice, nodes, pods } = await observeHour(NOON);
    for (const { node, cpuCores } of advice?.nodes ?? []) {
      const requested = pods
        .filter((pod) => pod.node === node)
        .flatMap(({ containers }) => containers)
        .reduce((sum, { cpuRequestCores }) => sum + (cpuRequestCores[30] ?? 0), 0);
      const capacity = nodes.find(({ name }) => name === node)?.spans[0]?.cpuCores ?? 0;
      expect(requested).toBeLessThanOrEqual(cpuCores ?? 0);
      expect(cpuCores).toBeLessThan(capacity);
    }
    expect(advice?.nodes.length).toBeGreaterThanOrEqual(nodes.length);
  });

  test("no container takes more memory than its limit", async () => {
    const { advice, pods } = await observeHour(NOON);
    const limits = new Map(
      advice?.containers.map(({ namespace, controller, container, limits: [limit] }) => [
        [namespace, controller, container].join("/"),
        limit?.ramBytes ?? Number.POSITIVE_INFINITY,
      ]),
    );
    expect(limits.size).toBeGreaterThan(10);
    const used = pods.flatMap(({ namespace, controller, containers }) =>
      containers.map(({ name, ramUsageBytes }) => ({
        limit: limits.get([namespace, controller, name].join("/")) ?? Number.POSITIVE_INFINITY,
        most: ramUsageBytes.reduce((most, each) => Math.max(most, Number.isNaN(each) ? 0 : each), 0),
      })),
    );
    expect(used.filter(({ limit, most }) => most > limit)).toEqual([]);
  });
});

describe("a service that leaks", () => {
  const home = allHomes("test").find(({ workload }) => workload.name === "feature-store");
  const spec = home?.workload.containers[0];

  test("is killed for want of memory every few days, and begins anew", () => {
    if (!home || !spec) throw new Error("The demo has no feature-store");
    const hours = Array.from({ length: 20 * 24 }, (_, index) => MONDAY + index * HOUR_MS);
    const kills = hours.filter((hour) => killsDuring(home, { start: hour, end: hour + HOUR_MS }) > 0);
    expect(kills.length).toBeGreaterThanOrEqual(4);
    expect(kills.length).toBeLessThanOrEqual(6);
    for (const hour of kills) {
      const [before, after] = [leakedGib(spec, home, hour) ?? 0, leakedGib(spec, home, hour + HOUR_MS) ?? 0];
      expect(before).toBeGreaterThan(4.9);
      expect(after).toBeLessThan(3);
    }
  });

  test("its kills are told in their hour, and its memory goes with them", async () => {
    if (!home) throw new Error("The demo has no feature-store");
    const hours = Array.from({ length: 8 * 24 }, (_, index) => MONDAY + index * HOUR_MS);
    const kill = hours.find((hour) => killsDuring(home, { start: hour, end: hour + HOUR_MS }) > 0) ?? 0;
    const { advice, pods } = await observeHour(kill);
    const killed = advice?.containers.filter(({ oomKills }) => oomKills > 0);
    expect(killed).toMatchObject([{ controller: "feature-store", container: "features", oomKills: 1 }]);
    const used = pods
      .filter(({ controller }) => controller === "feature-store")
      .map(({ containers }) => containers[0]?.ramUsageBytes ?? new Float64Array());
    expect(used.some((minutes) => (minutes[0] ?? 0) > 1.5 * (minutes[59] ?? 0))).toBe(true);
  });
});

function sentBy({ network }: Observation): number {
  const own = (network ?? []).filter(({ namespace }) => namespace === "data-platform");
  return own.reduce((sum, { internetBytes }) => sum + internetBytes, 0);
}

test("in a quiet company nothing grows, leaks or goes wrong, and all is seen", async () => {
  const workloads = allHomes("test", true).map(({ workload }) => workload);
  expect(workloads.filter(({ grows, badReleases }) => grows || badReleases)).toEqual([]);
  expect(workloads.flatMap(({ containers }) => containers).filter((each) => each.leaksFromGib)).toEqual([]);
  const leakDay = Array.from({ length: 13 }, (_, day) => MONDAY + day * DAY_MS + 13 * HOUR_MS).find(
    (hour) => leakFactor("data-platform", hour, hashText("test")) > 1,
  );
  const hour = leakDay ?? 0;
  const quiet = await createDemoSource({ seed: "test", now: () => hour, isQuiet: true }).observe(
    hour,
    new AbortController().signal,
  );
  expect(sentBy(await observeHour(hour))).toBeGreaterThan(50 * sentBy(quiet));
  expect(quiet.findings).toEqual([]);
  expect(quiet.gaps).toEqual([]);
});
