import { HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import {
  ADVICE_FAMILIES,
  type AdviceObservation,
} from "../../../../server/src/domain/advice/advice-observation.ts";
import type { Observation } from "../../../../server/src/domain/observation.ts";
import { MONDAY, observeHour } from "./hours.ts";

const NOON = MONDAY + 11 * HOUR_MS;

async function adviceAt(hour: number): Promise<AdviceObservation> {
  const { advice } = await observeHour(hour);
  if (!advice) throw new Error("The demo tells no advice");
  return advice;
}

test("the demo tells every family but vertical autoscalers, and the same whenever it is asked", async () => {
  const advice = await adviceAt(NOON);

  expect(advice.told).toEqual(ADVICE_FAMILIES.filter((family) => family !== "verticalAutoscalers"));
  expect(advice.usageIntervalSeconds).toBe(60);
  expect(await adviceAt(NOON)).toEqual(advice);
});

test("over a fortnight nothing takes more than its limits, and limits are no lower than requests", async () => {
  // Every eleventh hour falls on each hour of the day.
  for (let hour = MONDAY; hour < MONDAY + 14 * 24 * HOUR_MS; hour += 11 * HOUR_MS) {
    expect(beyondLimits(await observeHour(hour))).toEqual([]);
  }
});

/** What a container was seen to take, or asks for, beyond its limits. */
function beyondLimits({ pods, advice }: Observation): string[] {
  return pods.flatMap((pod) =>
    pod.containers.flatMap((container) => {
      const told = advice?.containers.find(
        (each) =>
          each.namespace === pod.namespace &&
          each.controller === pod.controller &&
          each.container === container.name,
      );
      const { cpuCores = null, ramBytes = null } = told?.limits[0] ?? {};
      const isBeyond = (values: Float64Array, limit: number | null): boolean =>
        values.some((value) => value > (limit ?? Number.POSITIVE_INFINITY));
      const cpu = [container.cpuUsageCores, container.cpuRequestCores].some((each) =>
        isBeyond(each, cpuCores),
      );
      const ram = [container.ramUsageBytes, container.ramRequestBytes].some((each) =>
        isBeyond(each, ramBytes),
      );
      return cpu || ram ? [`${pod.controller}/${container.name} ${cpu ? "cpu" : "ram"}`] : [];
    }),
  );
}

test("services with a CPU limit are held back in busy hours, and hardly at night", async () => {
  const share = async (hour: number): Promise<number> => {
    const own = (await adviceAt(hour)).containers.find(({ controller }) => controller === "checkout-api");
    return (own?.cpuPeriods?.throttled ?? 0) / (own?.cpuPeriods?.all ?? 1);
  };

  expect(await share(NOON)).toBeGreaterThan(0);
  expect(await share(NOON)).toBeLessThan(0.5);
  expect(await share(MONDAY + 2 * HOUR_MS)).toBeLessThan(0.01);
});

test("the rules of namespaces are kept, and pods fit on what their nodes offer", async () => {
  const { pods, advice, nodes } = await observeHour(NOON);

  for (const { hard, used } of advice?.quotas ?? []) expect(used).toBeLessThanOrEqual(hard);
  for (const { limits, namespace } of advice?.containers ?? []) {
    if (namespace === "staging") expect(limits[0]?.ramBytes ?? 0).toBeLessThanOrEqual(4 * 2 ** 30);
    if (namespace === "staging") expect(limits[0]?.cpuCores ?? 0).toBeLessThanOrEqual(2);
  }
  expect(advice?.nodes.map(({ node }) => node)).toEqual(nodes.map(({ name }) => name).toSorted());
  for (const { node, cpuCores, ramBytes } of advice?.nodes ?? []) {
    const asked = pods.filter((pod) => pod.node === node).flatMap(({ containers }) => containers);
    const sum = (part: "cpuRequestCores" | "ramRequestBytes"): number =>
      asked.reduce((total, each) => total + (each[part][30] ?? 0), 0);
    expect(sum("cpuRequestCores")).toBeLessThanOrEqual(cpuCores ?? 0);
    expect(sum("ramRequestBytes")).toBeLessThanOrEqual(ramBytes ?? 0);
  }
});

test("autoscalers say how many replicas they want, between their bounds", async () => {
  const { autoscalers } = await adviceAt(NOON);

  const web = autoscalers.find(
    ({ namespace, name }) => namespace === "storefront" && name === "web-frontend",
  );
  expect(web).toMatchObject({ minReplicas: 3, maxReplicas: 7, targetKind: "Deployment" });
  for (const { minReplicas, maxReplicas, currentReplicas } of autoscalers) {
    expect(currentReplicas).toBeGreaterThanOrEqual(minReplicas ?? 0);
    expect(currentReplicas).toBeLessThanOrEqual(maxReplicas ?? 0);
  }
});
