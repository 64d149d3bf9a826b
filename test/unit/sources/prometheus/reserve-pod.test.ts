import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  OVERHEAD,
  raisedRequests,
  reservePod,
} from "../../../../server/src/sources/prometheus/pods/reserve-pod.ts";
import { createContainer, everyMinute, minutesBetween } from "../../../support/observations.ts";

const NONE = { whole: null, overhead: null };

const containerMinute = fc.record({
  request: fc.double({ min: 0, max: 8, noNaN: true }),
  usage: fc.double({ min: 0, max: 8, noNaN: true }),
  runs: fc.boolean(),
});

function billed(requests: readonly number[], usages: readonly number[]): number {
  return requests.reduce((sum, request, index) => sum + Math.max(request, usages[index] ?? 0), 0);
}

test("the containers of a pod pay together the greater of what it reserves and what they would pay alone", () => {
  fc.assert(
    fc.property(
      fc.array(containerMinute, { minLength: 1, maxLength: 5 }),
      fc.double({ min: 0, max: 40, noNaN: true }),
      (containers, whole) => {
        const running = containers.filter(({ runs }) => runs);
        const usages = containers.map(({ runs, usage }) => (runs ? usage : 0));
        const requests = containers.map(({ runs, request }) => (runs ? request : 0));

        const raised = raisedRequests(containers, whole).map((value, index) =>
          containers[index]?.runs ? value : 0,
        );

        const wanted = Math.max(running.length > 0 ? whole : 0, billed(requests, usages));
        expect(billed(raised, usages)).toBeCloseTo(wanted, 8);
        raised.forEach((value, index) => expect(value).toBeGreaterThanOrEqual((requests[index] ?? 0) - 1e-9));
      },
    ),
  );
});

test("a pod's request is split by its containers' own, and evenly where they have none", () => {
  const running = { usage: 0, runs: true };

  expect(
    raisedRequests(
      [
        { ...running, request: 1 },
        { ...running, request: 3 },
      ],
      8,
    ),
  ).toEqual([2, 6]);
  expect(
    raisedRequests(
      [
        { ...running, request: 0 },
        { ...running, request: 0 },
      ],
      4,
    ),
  ).toEqual([2, 2]);
});

test("what a container uses beyond its request counts as the pod's request first", () => {
  const containers = [
    { request: 0, usage: 3, runs: true },
    { request: 0, usage: 0, runs: true },
  ];

  expect(raisedRequests(containers, 4)).toEqual([3.5, 0.5]);
});

test("an init container holds the whole request of its pod while it runs alone", () => {
  const init = createContainer({ name: "init", ran: minutesBetween(0, 10), cpuRequest: 1 });
  const app = createContainer({ name: "app", ran: minutesBetween(10, 60), cpuRequest: 0.5 });

  const [first, second] = reservePod([init, app], {
    cpu: { whole: everyMinute(4), overhead: null },
    ram: NONE,
  });

  expect([first?.cpuRequestCores[5], second?.cpuRequestCores[30]]).toEqual([4, 4]);
});

test("overhead is a row of its own while the pod runs, and its containers stay as they are", () => {
  const app = createContainer({ name: "app", ran: minutesBetween(0, 30), cpuRequest: 1, cpuUsage: 2 });

  const rows = reservePod([app], { cpu: { whole: null, overhead: everyMinute(0.25) }, ram: NONE });

  expect(rows[0]).toEqual(app);
  expect(rows[1]).toMatchObject({
    name: OVERHEAD,
    cpuRequestCores: everyMinute(0.25),
    ramRequestBytes: everyMinute(0),
  });
  expect(rows[1]?.ranMinutes).toEqual(minutesBetween(0, 30));
  expect(rows[1]?.cpuUsageCores).toEqual(everyMinute(0));
});
