import { expect, test } from "vitest";
import { bearerToken } from "../../../server/src/auth/authenticator.ts";

test.each(["Bearer abc", "bearer abc", "BEARER abc"])("%s holds a token", (value) => {
  expect(bearerToken([value])).toEqual({ token: "abc", refusal: null });
});

test.each([
  "Bearer  abc",
  "Bearer\tabc",
  "Bearer abc ",
  " Bearer abc",
  "Bearer abc def",
  "Bearer",
  "Bearer ",
  "abc",
  "Basic YTpi",
  "Bearerabc",
  "Bearer a,Bearer b",
  "Bearer é",
  `Bearer ${"x".repeat(8_192)}`,
])("%j holds none", (value) => {
  expect(bearerToken([value])).toEqual({ token: null, refusal: "TOKEN_INVALID" });
});

test.each([[[]], [[""]]])("%j is no attempt at one", (values) => {
  expect(bearerToken(values)).toEqual({ token: null, refusal: "TOKEN_MISSING" });
});

test("two headers are no request that can be read", () => {
  expect(() => bearerToken(["Bearer a", "Bearer a"])).toThrow(
    expect.objectContaining({ code: "BAD_REQUEST" }),
  );
});
