import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  containerQuantities,
  WHOLE_HOUR,
} from "../../../../server/src/domain/allocation/container-quantities.ts";
import { createContainer, everyMinute, minutesBetween } from "../../../support/observations.ts";

const CORE_HOUR = 1_000_000_000n;

test("an hour of a request that usage never exceeds bills the request", () => {
  const container = createContainer({ cpuRequest: 0.5, cpuUsage: 0.1, ramRequestGib: 2, ramUsageGib: 1 });

  const taken = containerQuantities(container, WHOLE_HOUR);

  expect(taken).toEqual({
    cpu: 500_000_000n,
    cpuRequest: 500_000_000n,
    cpuUsage: 100_000_000n,
    ram: 2_000_000_000n,
    ramRequest: 2_000_000_000n,
    ramUsage: 1_000_000_000n,
    gpu: 0n,
    ranSeconds: 3_600n,
    cpuSeenSeconds: 3_600n,
    ramSeenSeconds: 3_600n,
  });
});

test("a source that knows no minutes brings what it billed, spread over the time that the container ran", () => {
  const container = {
    ...createContainer({ ran: minutesBetween(15, 45), cpuRequest: 0.5 }),
    billed: { cpuCoreHours: 0.6, ramGibHours: 1.2, gpuHours: 0.3 },
  };

  const whole = containerQuantities(container, WHOLE_HOUR);
  const early = containerQuantities(container, { from: 0, to: 25 });

  expect(whole).toMatchObject({ cpu: 600_000_000n, ram: 1_200_000_000n, gpu: 300_000_000n });
  expect(early).toMatchObject({ cpu: 200_000_000n, ram: 400_000_000n, gpu: 100_000_000n });
});

test("minutes in which nobody measured usage are not seen ones", () => {
  const cpuUsage = everyMinute(0.1).fill(Number.NaN, 0, 20);
  const container = createContainer({ cpuRequest: 0.5, cpuUsage, ran: minutesBetween(10, 60) });

  const taken = containerQuantities(container, WHOLE_HOUR);

  expect(taken).toMatchObject({ ranSeconds: 3_000n, cpuSeenSeconds: 2_400n, ramSeenSeconds: 3_000n });
});

test("the greater of request and usage is taken by the minute, not over the hour", () => {
  const burst = createContainer({ cpuRequest: 0.5, cpuUsage: minutesBetween(0, 15, 2) });

  const taken = containerQuantities(burst, WHOLE_HOUR);

  // A quarter at 2 cores, three at 0.5. The greater of the two averages would be 0.5.
  expect(taken.cpu).toBe(875_000_000n);
  expect(taken.cpuUsage).toBe(500_000_000n);
});

test("CPU and memory each take their own greater", () => {
  const container = createContainer({ cpuRequest: 1, cpuUsage: 2, ramRequestGib: 4, ramUsageGib: 3 });

  const taken = containerQuantities(container, WHOLE_HOUR);

  expect(taken).toMatchObject({ cpu: 2n * CORE_HOUR, ram: 4_000_000_000n });
});

test("minutes in which the container did not run bill nothing, whatever was requested and used", () => {
  const container = createContainer({ ran: minutesBetween(15, 45), cpuRequest: 1, cpuUsage: 3 });

  const taken = containerQuantities(container, WHOLE_HOUR);

  expect(taken).toMatchObject({ cpu: 1_500_000_000n, cpuRequest: 500_000_000n, ranSeconds: 1_800n });
});

test("a share of a minute bills that share", () => {
  const container = createContainer({ ran: minutesBetween(0, 1, 0.25), cpuRequest: 60 });

  const taken = containerQuantities(container, WHOLE_HOUR);

  expect(taken).toMatchObject({ cpu: 250_000_000n, ranSeconds: 15n });
});

test("minutes in which nobody measured usage bill the request", () => {
  const cpuUsage = everyMinute(NaN);
  cpuUsage.set(minutesBetween(0, 30, 2).subarray(0, 30));
  const container = createContainer({ cpuRequest: 1, cpuUsage });

  const taken = containerQuantities(container, WHOLE_HOUR);

  expect(taken).toMatchObject({ cpu: 1_500_000_000n, cpuUsage: CORE_HOUR, cpuRequest: CORE_HOUR });
});

test("a GPU is billed by its request, fractions too", () => {
  const container = createContainer({ gpuRequest: 0.25, ran: minutesBetween(0, 30) });

  expect(containerQuantities(container, WHOLE_HOUR).gpu).toBe(125_000_000n);
});

test("a stretch of minutes counts only what lies within it", () => {
  const container = createContainer({ cpuRequest: 1, ran: minutesBetween(0, 40) });

  const late = containerQuantities(container, { from: 30, to: 60 });

  expect(late).toMatchObject({ cpu: 166_666_667n, ranSeconds: 600n });
});

test("a request that changes within the hour is billed as it was in each minute", () => {
  const cpuRequest = everyMinute(1);
  cpuRequest.set(minutesBetween(0, 15, 3).subarray(0, 15));

  const taken = containerQuantities(createContainer({ cpuRequest }), WHOLE_HOUR);

  expect(taken.cpu).toBe(1_500_000_000n);
});

test.each([
  { what: "infinite usage", container: createContainer({ cpuUsage: Infinity }) },
  { what: "a request that is no number", container: createContainer({ cpuRequest: NaN }) },
  { what: "a negative request", container: createContainer({ cpuRequest: -1, cpuUsage: -2 }) },
])("$what is refused, for it cannot be billed", ({ container }) => {
  expect(() => containerQuantities(container, WHOLE_HOUR)).toThrow(RangeError);
});

const minutesOf = (most: number): fc.Arbitrary<Float64Array> =>
  fc.float64Array({ min: 0, max: most, noNaN: true, minLength: 60, maxLength: 60 });
const containerArbitrary = fc
  .record({ ran: minutesOf(1), cpuRequest: minutesOf(8), cpuUsage: minutesOf(8), gpuRequest: minutesOf(2) })
  .map((options) => createContainer(options));

test("a container is billed no less than it requested or used, and no more than both together", () => {
  fc.assert(
    fc.property(containerArbitrary, (container) => {
      const { cpu, cpuRequest, cpuUsage } = containerQuantities(container, WHOLE_HOUR);

      // Each of the three is rounded to the nearest nano on its own.
      expect(cpu + 1n).toBeGreaterThanOrEqual(cpuRequest);
      expect(cpu + 1n).toBeGreaterThanOrEqual(cpuUsage);
      expect(cpu).toBeLessThanOrEqual(cpuRequest + cpuUsage + 1n);
    }),
  );
});

test("two stretches that make up the hour bill the hour, to the nano", () => {
  fc.assert(
    fc.property(containerArbitrary, fc.integer({ min: 0, max: 60 }), (container, middle) => {
      const whole = containerQuantities(container, WHOLE_HOUR).cpu;
      const parts =
        containerQuantities(container, { from: 0, to: middle }).cpu +
        containerQuantities(container, { from: middle, to: 60 }).cpu;

      expect([-1n, 0n, 1n]).toContain(whole - parts);
    }),
  );
});

test("what a source billed of a container that never ran is nothing", () => {
  const billed = { cpuCoreHours: 1, ramGibHours: 2, gpuHours: 3 };
  const idle = { ...createContainer({ ran: 0 }), billed };

  expect(containerQuantities(idle, { from: 0, to: 60 })).toMatchObject({ cpu: 0n, ram: 0n, gpu: 0n });
  expect(containerQuantities({ ...createContainer(), billed }, { from: 0, to: 30 })).toMatchObject({
    cpu: 500_000_000n,
    ram: 1_000_000_000n,
    gpu: 1_500_000_000n,
  });
});
