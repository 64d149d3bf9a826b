import { expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { assertCloses, closing, partsTotal } from "../../../../server/src/domain/allocation/hour-costs.ts";
import {
  createContainer,
  createFee,
  createLoadBalancer,
  createNode,
  createObservation,
  createPod,
  createVolume,
  minutesBetween,
  ROUND_BOOK,
} from "../../../support/observations.ts";

const seen = { seenMinutes: minutesBetween(0, 30), unobservedMinutes: minutesBetween(30, 60) };
const hour = allocateHour(
  createObservation({
    nodes: [createNode(seen)],
    pods: [createPod({ containers: [createContainer({ ran: minutesBetween(0, 30), cpuRequest: 1 })] })],
    volumes: [createVolume(seen)],
    loadBalancers: [createLoadBalancer(seen)],
    fee: createFee(seen),
  }),
  ROUND_BOOK,
);

test("an hour is counted by what was paid for and by who took it", () => {
  expect(closing(hour)).toEqual({
    // A node of 0.32, a volume of 0.06, a load balancer of 0.03, a fee of 0.1.
    assetNano: 510_000_000n,
    // A core for half an hour, and half an hour of volume and load balancer.
    allocatedNano: 20_000_000n + 30_000_000n + 15_000_000n,
    // Half an hour of the node but for what the container took.
    idleNano: 160_000_000n - 20_000_000n,
    // Half an hour of node, volume and load balancer; the fee is fee.
    unobservedNano: 160_000_000n + 30_000_000n + 15_000_000n,
    feeNano: 100_000_000n,
    differenceNano: 0n,
  });
});

test("an hour without anything closes", () => {
  const nothing = allocateHour(createObservation(), ROUND_BOOK);

  expect(closing(nothing)).toMatchObject({ assetNano: 0n, differenceNano: 0n });
});

test("an hour that closes is let through", () => {
  expect(() => {
    assertCloses(hour);
  }).not.toThrow();
});

test("an hour that lost a row is refused, and the message says by how much", () => {
  const lost = { ...hour, rows: hour.rows.slice(1) };
  const lostNano = closing(lost).differenceNano;

  expect(lostNano).toBeGreaterThan(0n);
  expect(() => {
    assertCloses(lost);
  }).toThrow(`${lostNano} nano`);
});

test("an hour that counts an asset twice is refused", () => {
  const twice = { ...hour, assets: [...hour.assets, ...hour.assets] };

  expect(() => {
    assertCloses(twice);
  }).toThrow("does not close");
});

test("an hour that bills a row twice is refused: more was charged than was paid", () => {
  const twice = { ...hour, rows: [...hour.rows, ...hour.rows] };

  expect(closing(twice).differenceNano).toBeLessThan(0n);
  expect(() => {
    assertCloses(twice);
  }).toThrow("does not close");
});

test("the total of parts is CPU, RAM and GPU", () => {
  expect(partsTotal({ cpu: 1n, ram: 20n, gpu: 300n })).toBe(321n);
});
