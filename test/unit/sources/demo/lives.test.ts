import { DAY_MS, HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import { beforeAll, describe, expect, test } from "vitest";
import type { Observation, PodObservation } from "../../../../server/src/domain/observation.ts";
import { MONDAY, minutesAbove0, observeHours, podsOf, ROUNDING } from "./hours.ts";

/** A week and a day, so that each weekday's rollouts and jobs are among them. */
const DAYS = 8;
let hours: Observation[] = [];

beforeAll(async () => {
  hours = await observeHours(MONDAY, DAYS * 24);
});

function uidsOf(pods: readonly PodObservation[]): string[] {
  return pods.map((pod) => pod.uid).toSorted((a, b) => (a < b ? -1 : 1));
}

function controllersOnGpus(hour: Observation | undefined): Set<string> {
  const onGpus = (hour?.pods ?? []).filter((pod) =>
    pod.containers.some((container) => container.gpuRequest.some((gpus) => gpus > 0)),
  );
  return new Set(onGpus.map((pod) => pod.controller));
}

/** Whether all these pods ran from the hour's start to its end. */
function ranThrough(pods: readonly PodObservation[]): boolean {
  return pods.every((pod) =>
    pod.containers.every(({ ranMinutes }) => ranMinutes.every((share) => share === 1)),
  );
}

function templateHashes(pods: readonly PodObservation[]): Set<string> {
  return new Set(pods.map((pod) => pod.name.split("-").at(-2) ?? ""));
}

describe("pods", () => {
  test("keep uid, name and node for as long as they live", () => {
    const known = new Map<string, string>();
    for (const pod of hours.flatMap((hour) => hour.pods)) {
      const facts = `${pod.namespace}/${pod.name} on ${pod.node}`;
      expect(known.get(pod.uid) ?? facts).toBe(facts);
      known.set(pod.uid, facts);
    }
  });

  test("are the same from hour to hour where none of a controller's begins or ends", () => {
    let compared = 0;
    for (const [index, hour] of hours.slice(1).entries()) {
      const before = podsOf(hours[index] ?? hour, "payments", "payment-gateway");
      const after = podsOf(hour, "payments", "payment-gateway");
      if (before.length !== after.length || !ranThrough(before) || !ranThrough(after)) continue;
      expect(uidsOf(after)).toEqual(uidsOf(before));
      compared++;
    }
    expect(compared).toBeGreaterThan(80);
  });

  test("have uids in the form of a UUID", () => {
    for (const pod of hours[0]?.pods ?? []) {
      expect(pod.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  test("never are more at a time than their workload has replicas", () => {
    for (const pods of hours.map((hour) => podsOf(hour, "storefront", "web-frontend"))) {
      for (let minute = 0; minute < 60; minute++) {
        const running = pods.reduce((sum, pod) => sum + (pod.containers[0]?.ranMinutes[minute] ?? 0), 0);
        expect(running).toBeLessThanOrEqual(7 + ROUNDING);
      }
    }
  });
});

describe("rollouts", () => {
  test("come every few days, at working hours, and replace every pod within the hour", () => {
    const hashes = hours.map((hour) => templateHashes(podsOf(hour, "storefront", "web-frontend")));
    const rollouts = hours
      .filter((_, index) => (hashes[index]?.size ?? 0) > 1)
      .map(({ hour }) => new Date(hour));

    expect(rollouts.length).toBeGreaterThan(1);
    expect(hashes.every((each) => each.size <= 2)).toBe(true);
    for (const rollout of rollouts) {
      expect(rollout.getUTCHours()).toBeGreaterThanOrEqual(8);
      expect(rollout.getUTCHours()).toBeLessThan(17);
      expect([1, 2, 3, 4, 5]).toContain(rollout.getUTCDay());
    }
    const after = hours.findIndex(({ hour }) => hour === rollouts[0]?.getTime()) + 1;
    expect(hashes[after]?.size).toBe(1);
  });
});

describe("jobs", () => {
  test("of the night run once a day, for 40 to 95 minutes from ten past one", () => {
    for (let day = 0; day < DAYS; day++) {
      const ofDay = hours.slice(day * 24, day * 24 + 24);
      const etl = ofDay.flatMap((hour) =>
        podsOf(hour, "batch", "nightly-etl").map((pod) => ({ hour: hour.hour, pod })),
      );
      const minutes = etl.flatMap(({ hour, pod }) =>
        minutesAbove0(pod.containers[0]?.ranMinutes ?? new Float64Array()).map(
          (minute) => hour / MINUTE_MS + minute,
        ),
      );
      const midnight = (MONDAY + day * DAY_MS) / MINUTE_MS;

      expect(new Set(etl.map(({ pod }) => pod.uid)).size).toBe(3);
      expect(Math.min(...minutes)).toBeGreaterThanOrEqual(midnight + 70);
      expect(Math.max(...minutes)).toBeLessThanOrEqual(midnight + 70 + 95);
      expect(Math.max(...minutes) - Math.min(...minutes)).toBeGreaterThan(38);
    }
  });

  test("of the hour run in every hour, for seven minutes or so from five past", () => {
    for (const hour of hours.filter((each) => each.gaps.length === 0)) {
      const pods = podsOf(hour, "batch", "price-feed");
      const minutes = pods.flatMap((pod) =>
        minutesAbove0(pod.containers[0]?.ranMinutes ?? new Float64Array()),
      );

      expect(pods.every((pod) => pod.name.startsWith(`price-feed-${hour.hour / MINUTE_MS + 5}-`))).toBe(true);
      expect(Math.min(...minutes)).toBeGreaterThanOrEqual(5);
      expect(Math.max(...minutes)).toBeLessThan(14);
    }
  });

  test("of the week run on Sundays", () => {
    const days = hours
      .filter((hour) => podsOf(hour, "batch", "weekly-forecast").length > 0)
      .map(({ hour }) => new Date(hour).getUTCDay());

    expect(new Set(days)).toEqual(new Set([0]));
  });
});

describe("nodes", () => {
  test("of the spot pool stay for some hours, and come and go at odd minutes", () => {
    const minutesById = new Map<string, number>();
    const seen = hours.flatMap((hour) => hour.nodes.filter((node) => node.capacityType === "spot"));
    for (const node of seen) {
      const minutes = minutesAbove0(node.seenMinutes).length + minutesAbove0(node.unobservedMinutes).length;
      minutesById.set(node.providerId, (minutesById.get(node.providerId) ?? 0) + minutes);
    }
    const lives = [...minutesById.values()];

    expect(Math.max(...lives)).toBeLessThan((12 * HOUR_MS) / MINUTE_MS);
    expect(lives.length).toBeGreaterThan(60);
    expect(new Set(lives.map((minutes) => minutes % 60)).size).toBeGreaterThan(30);
  });

  test("with GPUs serve by day and train at night", () => {
    const night = hours.find(({ hour }) => hour === MONDAY + DAY_MS + 2 * HOUR_MS);
    const day = hours.find(({ hour }) => hour === MONDAY + DAY_MS + 12 * HOUR_MS);

    expect(controllersOnGpus(night)).toEqual(new Set(["model-training"]));
    expect(controllersOnGpus(day)).toEqual(new Set(["ranker", "query-embedder"]));
  });
});
