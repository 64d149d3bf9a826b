import { CostError } from "@kubecent/shared";
import { expect, test } from "vitest";
import { databaseFault, isBrokenConnection } from "../../../server/src/store/connection/database-faults.ts";

function failure(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

const UNAVAILABLE = [
  failure("terminating connection due to administrator command", "57P01"),
  failure("terminating connection because of crash of another server process", "57P02"),
  failure("the database system is starting up", "57P03"),
  failure("database was dropped", "57P04"),
  failure("terminating connection due to idle-session timeout", "57P05"),
  failure("sorry, too many clients already", "53300"),
  failure("out of memory", "53200"),
  failure("cannot execute INSERT in a read-only transaction", "25006"),
  failure("terminating connection due to idle-in-transaction timeout", "25P03"),
  failure('prepared statement "s1" does not exist', "26000"),
  failure('password authentication failed for user "kubecent"', "28P01"),
  failure('database "kubecent" does not exist', "3D000"),
  failure("connection failure", "08006"),
  failure("could not read block 7 of file base/16384/2600: Input/output error", "58030"),
  failure("failure on connection marked as essential: 10.0.0.6:5432", "XX000"),
  failure("could not connect to any active placements", "XX000"),
  failure("connect ECONNREFUSED 10.0.0.5:5432", "ECONNREFUSED"),
  failure("read ECONNRESET", "ECONNRESET"),
  failure("connect EHOSTUNREACH 10.0.0.5:5432", "EHOSTUNREACH"),
  failure("getaddrinfo ENOTFOUND postgres", "ENOTFOUND"),
  failure("connect EMFILE 10.0.0.5:5432", "EMFILE"),
  Object.assign(failure('database "kubecent" is not currently accepting connections', "55000"), {
    severity: "FATAL",
  }),
];

/** What node-postgres throws without any code. */
const CODELESS = [
  failure("Query read timeout"),
  failure("timeout expired"),
  failure("timeout exceeded when trying to connect"),
  failure("Connection terminated"),
  failure("Connection terminated unexpectedly"),
  failure("Connection terminated due to connection timeout"),
  failure("Client has encountered a connection error and is not queryable"),
  failure("Client was closed and is not queryable"),
  failure("Cannot use a pool after calling end on the pool"),
  failure("The server does not support SSL connections"),
  failure("There was an error establishing an SSL connection"),
];

test.each([...UNAVAILABLE, ...CODELESS])("%s is answered with 503 and when to try again", (error) => {
  const fault = databaseFault(error);

  expect(fault).toBeInstanceOf(CostError);
  expect(fault).toMatchObject({ code: "DATABASE_UNAVAILABLE", retryAfterSeconds: 2, cause: error });
  expect(fault instanceof Error ? fault.message : "").toBe(
    "The database cannot be reached. Try again in a few seconds.",
  );
});

test.each([
  failure("deadlock detected", "40P01"),
  failure("could not serialize access due to concurrent update", "40001"),
  failure("canceling statement due to lock timeout", "55P03"),
])("%s is answered with 503, for the next try may go through", (error) => {
  expect(databaseFault(error)).toMatchObject({ code: "DATABASE_UNAVAILABLE", retryAfterSeconds: 1 });
});

test("a full disk has a code of its own, and more patience", () => {
  const error = failure("could not extend file: No space left on device", "53100");

  expect(databaseFault(error)).toMatchObject({ code: "STORAGE_FULL", retryAfterSeconds: 30 });
});

test.each([
  failure("canceling statement due to statement timeout", "57014"),
  failure("terminating connection due to transaction timeout", "25P04"),
])("%s is told apart from a database that is away", (error) => {
  expect(databaseFault(error)).toMatchObject({ code: "QUERY_TOO_EXPENSIVE", retryAfterSeconds: undefined });
});

test.each([
  failure("column x does not exist", "42703"),
  failure("permission denied for table api_token", "42501"),
  failure("duplicate key value violates unique constraint", "23505"),
  failure("invalid byte sequence for encoding UTF8: 0x00", "22021"),
  failure("a message that says Query read timeout of something else", "42601"),
  failure("no such file", "ENOENT"),
  new RangeError("odd"),
  "a thrown text",
  undefined,
])("%s stays what it is", (error) => {
  expect(databaseFault(error)).toBe(error);
});

test("a connection that failed is not asked to roll back, one whose statement failed is", () => {
  expect(CODELESS.filter((error) => !isBrokenConnection(error))).toEqual([]);
  expect(isBrokenConnection(failure("read ECONNRESET", "ECONNRESET"))).toBe(true);
  expect(isBrokenConnection(failure("deadlock detected", "40P01"))).toBe(false);
});
