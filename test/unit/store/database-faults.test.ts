import { CostError } from "@kubecent/shared";
import { expect, test } from "vitest";
import { databaseFault } from "../../../server/src/store/database-faults.ts";

function failure(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

test.each([
  failure("terminating connection due to administrator command", "57P01"),
  failure("the database system is starting up", "57P03"),
  failure("sorry, too many clients already", "53300"),
  failure("could not extend file: No space left on device", "53100"),
  failure("cannot execute INSERT in a read-only transaction", "25006"),
  failure("deadlock detected", "40P01"),
  failure("connect ECONNREFUSED 10.0.0.5:5432", "ECONNREFUSED"),
  failure("Query read timeout"),
  failure("timeout exceeded when trying to connect"),
  failure("Connection terminated unexpectedly"),
  failure("Client has encountered a connection error and is not queryable"),
])("%s is answered with 503 and when to try again", (error) => {
  const fault = databaseFault(error);

  expect(fault).toBeInstanceOf(CostError);
  expect(fault).toMatchObject({ code: "DATABASE_UNAVAILABLE", retryAfterSeconds: 2, cause: error });
  expect(fault instanceof Error ? fault.message : "").not.toContain("10.0.0.5");
});

test("a statement that took too long is told apart from a database that is away", () => {
  expect(databaseFault(failure("canceling statement due to statement timeout", "57014"))).toMatchObject({
    code: "QUERY_TOO_EXPENSIVE",
  });
});

test.each([failure("column x does not exist", "42703"), new RangeError("odd"), "a thrown text"])(
  "%s stays what it is",
  (error) => {
    expect(databaseFault(error)).toBe(error);
  },
);
