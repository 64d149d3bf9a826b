import { expect, test } from "vitest";
import { observedUsage, type UsageSketch } from "../../../../server/src/domain/usage/observed-usage.ts";
import { readSketch } from "../../../../server/src/domain/usage/usage-sketch.ts";
import {
  createContainer,
  createObservation,
  createPod,
  everyMinute,
  gib,
  minutesBetween,
} from "../../../support/observations.ts";

function cpuOf(sketch: UsageSketch | undefined): { minutes: number; median: number; max: bigint } | null {
  if (!sketch?.cpu) return null;
  const read = readSketch(sketch.cpu.bytes);
  return { minutes: read.count, median: read.quantile(0.5), max: sketch.cpu.max };
}

test("minutes in which a container did not run, or nobody measured it, are in no sketch", () => {
  const cpuUsage = minutesBetween(0, 60, 0.5).fill(Number.NaN, 20, 30);
  const pod = createPod({ containers: [createContainer({ ran: minutesBetween(10, 60), cpuUsage })] });

  const [sketch] = observedUsage(createObservation({ pods: [pod] }));

  expect(cpuOf(sketch)?.minutes).toBe(40);
  expect(cpuOf(sketch)?.median).toBeCloseTo(0.5, 2);
  expect(cpuOf(sketch)?.max).toBe(500_000_000n);
});

test("a pod of several containers has a sketch of what they used together", () => {
  const busy = createContainer({ name: "app", cpuUsage: minutesBetween(0, 30, 2) });
  const idle = createContainer({ name: "proxy", cpuUsage: minutesBetween(30, 60, 2), ramUsageGib: 1 });
  const pod = createPod({ containers: [busy, idle] });

  const sketches = observedUsage(createObservation({ pods: [pod] }));

  const whole = sketches.find(({ container }) => container === "");
  expect(sketches.map(({ container }) => container)).toEqual(["app", "proxy", ""]);
  expect(cpuOf(whole)?.median).toBeCloseTo(2, 1);
  expect(cpuOf(whole)?.max).toBe(2_000_000_000n);
  expect(whole?.ram?.max).toBe(BigInt(gib(1)));
});

test("memory's greatest value is that of any sample, of a pod no less than of its containers", () => {
  const app = { ...createContainer({ name: "app", ramUsageGib: 1 }), ramPeakBytes: gib(3) };
  const proxy = createContainer({ name: "proxy", ramUsageGib: 1 });

  const sketches = observedUsage(createObservation({ pods: [createPod({ containers: [app, proxy] })] }));

  expect(sketches.map(({ container, ram }) => [container, ram?.max])).toEqual([
    ["app", BigInt(gib(3))],
    ["proxy", BigInt(gib(1))],
    ["", BigInt(gib(3))],
  ]);
});

test("what containers used together is unknown where one of them was not measured", () => {
  const app = createContainer({ name: "app", cpuUsage: 1 });
  const proxy = createContainer({ name: "proxy", cpuUsage: everyMinute(1).fill(Number.NaN, 0, 15) });

  const sketches = observedUsage(createObservation({ pods: [createPod({ containers: [app, proxy] })] }));

  expect(sketches.map((sketch) => cpuOf(sketch)?.minutes)).toEqual([60, 45, 45]);
});

test("a pod with one container that ran has no second sketch", () => {
  const init = createContainer({ name: "init", ran: 0 });

  const sketches = observedUsage(
    createObservation({ pods: [createPod({ containers: [createContainer(), init] })] }),
  );

  expect(sketches.map(({ container }) => container)).toEqual(["main"]);
});

test("a source that knows no minutes gives no sketches", () => {
  const billed = { cpuCoreHours: 1, ramGibHours: 1, gpuHours: 0 };
  const pod = createPod({ containers: [{ ...createContainer({ cpuUsage: 1 }), billed }] });

  expect(observedUsage(createObservation({ source: "opencost", pods: [pod] }))).toEqual([]);
});
