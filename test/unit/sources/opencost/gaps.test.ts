import { expect, test } from "vitest";
import { createOpenCostSource } from "../../../../server/src/sources/opencost/opencost-source.ts";
import type { Observation } from "../../../../server/src/domain/observation.ts";
import { envelope, type FakeOpenCost, fakeOpenCost } from "../../../support/opencost/fake-opencost.ts";
import {
  answersFor,
  type RecordedDay,
  smallRecording,
  type Stretch,
  windowOf,
} from "../../../support/opencost/recorded-opencost.ts";
import { HOUR, minutes, podIn } from "./observed.ts";

const MINUTE = 60_000;
const HOUR_MS = 60 * MINUTE;
const NEVER = new AbortController().signal;

/** Serves the small recording as if OpenCost had seen these stretches of it only. */
function seeing(seen: readonly Stretch[], day: RecordedDay = smallRecording()): Promise<FakeOpenCost> {
  return fakeOpenCost((question) => {
    const { allocations, assets } = answersFor(day, windowOf(question), seen);
    return question.path === "/assets" ? envelope(assets) : envelope([allocations]);
  });
}

async function observe(
  server: FakeOpenCost,
  { hour = HOUR, now = HOUR + 12 * HOUR_MS }: { hour?: number; now?: number } = {},
): Promise<Observation> {
  return createOpenCostSource({ url: server.url, now: () => now }).observe(hour, NEVER);
}

/** From so many minutes after the hour to so many. */
function stretch(from: number, to: number): Stretch {
  return { start: HOUR + from * MINUTE, end: HOUR + to * MINUTE };
}

test("an hour that was seen whole asks two questions and has no gap", async () => {
  await using server = await seeing([stretch(-300, 300)]);

  const { seenMinutes, gaps } = await observe(server);

  expect(minutes(seenMinutes)).toBe(60);
  expect(gaps).toEqual([]);
  expect(server.received).toHaveLength(2);
});

test("where OpenCost saw nothing for an hour and a half, nodes and volumes stand unobserved", async () => {
  await using server = await seeing([stretch(-300, 30), stretch(120, 300)]);

  const { seenMinutes, gaps, nodes, volumes, loadBalancers, pods } = await observe(server);

  expect(minutes(seenMinutes)).toBe(30);
  expect(gaps).toEqual([{ start: HOUR + 30 * MINUTE, end: HOUR + HOUR_MS, reason: "not_scraped" }]);
  expect(nodes.map((node) => [minutes(node.seenMinutes), minutes(node.unobservedMinutes)])).toEqual(
    nodes.map(() => [30, 30]),
  );
  expect(minutes(volumes[0]?.unobservedMinutes)).toBe(30);
  expect(minutes(loadBalancers[0]?.unobservedMinutes)).toBe(30);
  expect(minutes(pods[0]?.containers[0]?.ranMinutes)).toBe(30);
});

test("an hour within the gap is nothing but unobserved, at the sizes and prices of before and after", async () => {
  await using server = await seeing([stretch(-300, 30), stretch(120, 300)]);

  const { seenMinutes, nodes, pods, seenByKind } = await observe(server, { hour: HOUR + HOUR_MS });

  expect(minutes(seenMinutes)).toBe(0);
  expect(pods).toEqual([]);
  expect(nodes).toHaveLength(5);
  expect(nodes.map((node) => minutes(node.unobservedMinutes))).toEqual(nodes.map(() => 60));
  expect(nodes[0]?.spans[0]?.price).toEqual({ perCpuCoreHour: 0.031611, perRamGibHour: 0.004237 });
  expect(minutes(seenByKind.volume)).toBe(0);
});

test.each([
  { what: "a gap of more than three hours", seen: [stretch(-60, 30), stretch(211, 300)] },
  { what: "the end of all that was seen", seen: [stretch(-60, 30)] },
])("$what is just a gap", async ({ seen }) => {
  await using server = await seeing(seen);

  const { seenMinutes, nodes, gaps } = await observe(server);

  expect(minutes(seenMinutes)).toBe(30);
  expect(nodes.map((node) => minutes(node.unobservedMinutes))).toEqual(nodes.map(() => 0));
  expect(gaps).toHaveLength(1);
});

test("a node that goes while others are seen is gone, not unobserved", async () => {
  const day = smallRecording();
  const assets = Object.fromEntries(
    Object.entries(day.assets).map(([key, row]) => [
      key,
      row["nodeType"] === "c6i.4xlarge" ? { ...row, end: new Date(HOUR + 20 * MINUTE).toISOString() } : row,
    ]),
  );
  await using server = await seeing([stretch(-300, 300)], { ...day, assets });

  const { nodes, seenMinutes } = await observe(server);

  const spot = nodes.find((node) => node.capacityType === "spot");
  expect(minutes(seenMinutes)).toBe(60);
  expect([minutes(spot?.seenMinutes), minutes(spot?.unobservedMinutes)]).toEqual([20, 0]);
});

test("the step that OpenCost loses at the start of each hour is no gap, and bills as the rest", async () => {
  // On Mimir, and on Prometheus 3 before OpenCost 1.115, every answer begins five minutes late.
  await using server = await fakeOpenCost((question) => {
    const window = windowOf(question);
    const seen = [{ start: window.start + 5 * MINUTE, end: window.end }];
    const { allocations, assets } = answersFor(smallRecording(), window, seen);
    return question.path === "/assets" ? envelope(assets) : envelope([allocations]);
  });

  const observation = await observe(server);

  const [container] = podIn(observation, "ml").containers;
  expect(minutes(observation.seenMinutes)).toBe(60);
  expect(observation.gaps).toEqual([]);
  expect(minutes(observation.nodes[0]?.seenMinutes)).toBe(60);
  expect(minutes(container?.ranMinutes)).toBe(60);
  expect(container?.billed?.cpuCoreHours).toBeCloseTo(3, 4);
  expect(minutes(observation.loadBalancers[0]?.seenMinutes)).toBe(60);
});

test("a history that begins five minutes past the hour begins there", async () => {
  await using server = await seeing([stretch(5, 300)]);

  const observation = await observe(server);

  expect(minutes(observation.seenMinutes)).toBe(55);
  expect(minutes(podIn(observation, "ml").containers[0]?.ranMinutes)).toBe(55);
});

test("hours that are not over yet are not asked for", async () => {
  await using server = await seeing([stretch(-300, 30)]);
  const now = HOUR + 70 * MINUTE;

  await observe(server, { now });

  const ends = server.received.map((question) => windowOf(question).end);
  expect(Math.max(...ends)).toBeLessThanOrEqual(now);
});

/** An hour of the small recording without its nodes, whose containers all name another node. */
async function withoutNodes(node: string): Promise<Observation> {
  await using server = await fakeOpenCost((question) => {
    if (question.path === "/assets") return envelope({});
    const { allocations } = answersFor(smallRecording(), windowOf(question));
    const moved = Object.entries(allocations).map(([name, row]) => {
      return [name, { ...row, properties: { ...row.properties, node } }] as const;
    });
    return envelope([Object.fromEntries(moved)]);
  });
  return await observe(server);
}

test("a cluster on Fargate, of which OpenCost lists no node, is seen by its pods", async () => {
  const { seenMinutes, nodes, pods } = await withoutNodes("fargate-ip-10-0-0-1");

  expect(minutes(seenMinutes)).toBe(60);
  expect(nodes).toEqual([]);
  expect(pods).toHaveLength(4);
});

test("containers on nodes of which none is listed are half an answer: the hour counts as unseen", async () => {
  const { seenMinutes, pods, gaps } = await withoutNodes("ip-10-0-0-1");

  expect(minutes(seenMinutes)).toBe(0);
  expect(pods).toEqual([]);
  expect(gaps).toHaveLength(1);
});
