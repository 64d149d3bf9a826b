import { CostError } from "@kubecent/shared";
import { expect, test } from "vitest";
import { countFaults, tellFault } from "../../../server/src/store/connection/fault-counts.ts";

function withCode(code: string): Error {
  return Object.assign(new Error("refused"), { code });
}

test("faults are counted by kind, from 0 on, whatever they were wrapped in", () => {
  const { counts, stop } = countFaults();
  const before = Object.fromEntries(counts);

  tellFault(new Error("timeout exceeded when trying to connect"));
  tellFault(new CostError("AUDIT_UNAVAILABLE", "not recorded", { cause: withCode("53100") }));
  tellFault(withCode("57014"));
  tellFault(withCode("ECONNREFUSED"));
  stop();
  tellFault(withCode("ECONNREFUSED"));

  expect(before).toEqual({ pool_exhausted: 0, storage_full: 0, too_expensive: 0, unavailable: 0 });
  expect(Object.fromEntries(counts)).toEqual({
    pool_exhausted: 1,
    storage_full: 1,
    too_expensive: 1,
    unavailable: 1,
  });
});

test("what is not the database's doing is not counted", () => {
  const { counts, stop } = countFaults();

  for (const error of [
    new TypeError("a fault of ours"),
    new CostError("NOT_FOUND", "no such token"),
    withCode("23505"),
    null,
  ])
    tellFault(error);
  stop();

  expect([...counts.values()].every((count) => count === 0)).toBe(true);
});
