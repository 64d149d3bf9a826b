import * as fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../../server/src/cache/canonical-json.ts";

/** The same value with the keys of every object in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reordered(inner)]),
  );
}

test("the order of keys does not matter, at any depth", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(reordered(value))).toBe(canonicalJson(value));
    }),
  );
});

test("it means what it was made from, so that what differs is written differently", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("the order of a list matters", () => {
  expect(canonicalJson({ aggregate: ["pod", "node"] })).not.toBe(
    canonicalJson({ aggregate: ["node", "pod"] }),
  );
});

test("a key without a value is the same as none", () => {
  expect(canonicalJson({ window: "24h", cursor: undefined })).toBe(canonicalJson({ window: "24h" }));
  expect(canonicalJson(undefined)).toBe("null");
});

test("two different lone halves of surrogate pairs are not the same bytes", () => {
  const [high, other] = ["\ud800", "\ud801"].map((name) => Buffer.from(canonicalJson({ name })));

  expect(high).not.toEqual(other);
});
