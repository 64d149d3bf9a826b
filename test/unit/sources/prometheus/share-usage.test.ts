import * as fc from "fast-check";
import { expect, test } from "vitest";
import { shareUsage } from "../../../../server/src/sources/prometheus/pods/pod-usages.ts";
import { createContainer, everyMinute, minutesBetween } from "../../../support/observations.ts";

const unknown = everyMinute(Number.NaN);

test("what a pod used is used by its containers, to the last core-minute, whenever they ran", () => {
  const container = fc.record({
    from: fc.nat(59),
    cpuRequest: fc.constantFrom(0, 0.1, 1, 4),
  });
  fc.assert(
    fc.property(
      fc.array(container, { minLength: 1, maxLength: 4 }),
      fc.double({ min: 0, max: 64, noNaN: true }),
      (facts, used) => {
        const containers = facts.map(({ from, cpuRequest }) =>
          createContainer({ ran: minutesBetween(from, 60), cpuRequest, cpuUsage: unknown }),
        );

        const shared = shareUsage(containers, { cpuCores: everyMinute(used), ramBytes: unknown });

        const last = shared.reduce((sum, each) => sum + (each.cpuUsageCores[59] ?? 0), 0);
        expect(last).toBeCloseTo(used, 8);
        for (const [index, { from }] of facts.entries()) {
          const before = shared[index]?.cpuUsageCores.subarray(0, from) ?? [];
          expect([...before].every((value) => Number.isNaN(value))).toBe(true);
        }
      },
    ),
  );
});

test("usage is split by request, and evenly without one", () => {
  const container = (cpuRequest: number) => createContainer({ cpuRequest, cpuUsage: unknown });
  const usage = { cpuCores: everyMinute(4), ramBytes: unknown };
  const first = (requests: readonly number[]) =>
    shareUsage(requests.map(container), usage).map((each) => each.cpuUsageCores[0]);

  expect(first([1, 3])).toEqual([1, 3]);
  expect(first([0, 0])).toEqual([2, 2]);
});

test("containers that are measured keep what they used", () => {
  const containers = [createContainer({ cpuUsage: 1 }), createContainer({ cpuUsage: unknown })];

  const shared = shareUsage(containers, { cpuCores: everyMinute(4), ramBytes: unknown });

  expect(shared.map((each) => each.cpuUsageCores[0])).toEqual([1, Number.NaN]);
});
