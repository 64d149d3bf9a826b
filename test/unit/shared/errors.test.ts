import { CostError, ERROR_CODES } from "@kubecent/shared";
import { expect, test } from "vitest";

// Spelt out on purpose: the SDK and its users depend on code and status, so a change must show here.
test.each([
  ["BAD_REQUEST", 400],
  ["TOKEN_MISSING", 401],
  ["TOKEN_INVALID", 401],
  ["FORBIDDEN", 403],
  ["NOT_FOUND", 404],
  ["METHOD_NOT_ALLOWED", 405],
  ["REQUEST_TOO_LARGE", 413],
  ["UNSUPPORTED_MEDIA_TYPE", 415],
  ["VALIDATION_FAILED", 422],
  ["WINDOW_INVALID", 422],
  ["CURSOR_INVALID", 422],
  ["MIXED_CURRENCIES", 422],
  ["TOO_MANY_ROWS", 422],
  ["RESOLUTION_GONE", 422],
  ["RATE_LIMITED", 429],
  ["INTERNAL", 500],
  ["NOT_IMPLEMENTED", 501],
  ["DATABASE_UNAVAILABLE", 503],
  ["SHUTTING_DOWN", 503],
  ["QUERY_TOO_EXPENSIVE", 504],
] as const)("%s is answered with status %i", (code, status) => {
  expect(ERROR_CODES[code].status).toBe(status);
});

test("every code has a title of its own words and a status of refusal", () => {
  const facts = Object.values(ERROR_CODES);

  expect(facts.filter((fact) => fact.title.trim() === "")).toEqual([]);
  expect(facts.filter((fact) => fact.status < 400 || fact.status > 599)).toEqual([]);
});

test("an error carries its code, details, wait and cause", () => {
  const cause = new Error("connection refused");
  const details = [{ field: "limit", message: "must be at most 1000", type: "too_big" }];

  const error = new CostError("RATE_LIMITED", "Try again in 3 seconds", {
    cause,
    details,
    retryAfterSeconds: 3,
  });

  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: "CostError",
    code: "RATE_LIMITED",
    message: "Try again in 3 seconds",
    cause,
    details,
    retryAfterSeconds: 3,
  });
});

test("an error without options has no details, no wait and no cause", () => {
  const error = new CostError("NOT_FOUND", "No such cluster");

  expect(error.details).toEqual([]);
  expect(error.retryAfterSeconds).toBeUndefined();
  expect("cause" in error).toBe(false);
});
