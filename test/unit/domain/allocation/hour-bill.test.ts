import { expect, test } from "vitest";
import {
  addBills,
  billTotal,
  type HourBill,
  hourBill,
  NO_BILL,
} from "../../../../server/src/domain/allocation/hour-bill.ts";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import {
  createContainer,
  createFee,
  createNode,
  createObservation,
  createPod,
  minutesBetween,
  ROUND_BOOK,
} from "../../../support/observations.ts";

const seen = { seenMinutes: minutesBetween(0, 30), unobservedMinutes: minutesBetween(30, 60) };
const ran = minutesBetween(0, 30);

function podOf(namespace: string, name: string, cpuRequest: number): ReturnType<typeof createPod> {
  return createPod({ namespace, name, uid: name, containers: [createContainer({ ran, cpuRequest })] });
}

const hour = allocateHour(
  createObservation({
    nodes: [createNode(seen)],
    pods: [podOf("shop", "a", 1), podOf("shop", "b", 0.5), podOf("batch", "c", 0.25)],
    fee: createFee(seen),
  }),
  ROUND_BOOK,
);
const bill = hourBill(hour);

test("a bill says what each namespace bears, and what none does", () => {
  expect(bill).toEqual({
    // A core and a half, and a quarter of one, for half an hour at 0.04.
    byNamespace: new Map([
      ["batch", 5_000_000n],
      ["shop", 30_000_000n],
    ]),
    idleNano: 160_000_000n - 35_000_000n,
    unobservedNano: 160_000_000n,
    feeNano: 100_000_000n,
  });
});

test("all of a bill is what the assets cost", () => {
  // A node of 0.32 and a fee of 0.1.
  expect(billTotal(bill)).toBe(420_000_000n);
});

test("bills add up by namespace, and leave each other as they are", () => {
  const other: HourBill = {
    byNamespace: new Map([
      ["shop", 7n],
      ["search", 11n],
    ]),
    idleNano: 1n,
    unobservedNano: 2n,
    feeNano: 3n,
  };

  const both = addBills(bill, other);

  expect(both).toEqual({
    byNamespace: new Map([
      ["batch", 5_000_000n],
      ["shop", 30_000_007n],
      ["search", 11n],
    ]),
    idleNano: 125_000_001n,
    unobservedNano: 160_000_002n,
    feeNano: 100_000_003n,
  });
  expect(billTotal(both)).toBe(billTotal(bill) + billTotal(other));
  expect(bill.byNamespace.get("shop")).toBe(30_000_000n);
});

test("no bill changes none", () => {
  expect(addBills(NO_BILL, bill)).toEqual(bill);
  expect(billTotal(NO_BILL)).toBe(0n);
});
