import * as fc from "fast-check";
import { expect, test } from "vitest";
import { undescribedNode } from "../../../../server/src/domain/allocation/measure-hour.ts";
import { allocateNode } from "../../../support/allocated.ts";
import {
  createContainer,
  createPod,
  gib,
  minutesBetween,
  ROUND_BOOK,
} from "../../../support/observations.ts";

test("a node that nobody describes is as large as what its pods take, and has no price", () => {
  const pod = createPod();
  const containers = [
    createContainer({ cpuRequest: 1, cpuUsage: 3, ramRequestGib: 2 }),
    createContainer({ cpuRequest: 1, ramUsageGib: 4, gpuRequest: 0.5, ran: minutesBetween(0, 30) }),
  ].map((container) => ({ pod, container }));

  const node = undescribedNode("ghost", containers);

  expect(node).toMatchObject({
    name: "ghost",
    providerId: "",
    instanceType: "",
    region: "",
    pool: "",
    capacityType: "on-demand",
    labels: {},
  });
  expect(node.spans).toEqual([{ fromMinute: 0, cpuCores: 3.5, ramBytes: gib(4), gpus: 0.25, price: null }]);
});

test.each([
  ["fargate-ip-10-0-1-2.eu-west-1.compute.internal", "pods"],
  ["gk3-shop-pool-1-0a1b2c3d-x1y2", "pods"],
  ["worker-1", "capacity"],
])("of a node that nobody describes the name may tell that it is no machine: %s", (name, billing) => {
  expect(undescribedNode(name, []).billing).toBe(billing);
});

const share = fc.float64Array({ min: 0, max: 1, noNaN: true, minLength: 60, maxLength: 60 });
const containersArbitrary = fc.array(
  fc
    .record({
      ran: share,
      cpuRequest: fc.double({ min: 0, max: 64, noNaN: true }),
      ramRequestGib: fc.double({ min: 0, max: 512, noNaN: true }),
      gpuRequest: fc.double({ min: 0, max: 8, noNaN: true }),
    })
    .map((options) => ({ pod: createPod(), container: createContainer(options) })),
  { maxLength: 8 },
);

test("it is just large enough: its pods are not scaled down, and hardly anything is idle", () => {
  fc.assert(
    fc.property(containersArbitrary, (containers) => {
      const node = undescribedNode("ghost", containers);

      const { costs } = allocateNode(node, containers, ROUND_BOOK);

      const mostResidue = BigInt(containers.length + 1);
      expect(costs.overcommitted).toBe(false);
      expect(Object.values(costs.idle).filter((nano) => nano < 0n || nano > mostResidue)).toEqual([]);
    }),
  );
});
