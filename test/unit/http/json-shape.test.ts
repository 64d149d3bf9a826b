import { expect, test } from "vitest";
import { jsonShapeFault } from "../../../server/src/http/request/json-body.ts";

const fault = (text: string): string | undefined => jsonShapeFault(Buffer.from(text));

test.each([
  { text: "[".repeat(32) + "]".repeat(32) },
  { text: `{"a":"${"[".repeat(100)}"}` },
  { text: String.raw`["\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[","\\"]` },
  { text: `[${"[],".repeat(1_000)}[]]` },
  { text: `["${",".repeat(200_000)}"]` },
  { text: '"ünïcödé [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["' },
  { text: '"without an end' },
  { text: "" },
])("%# is neither deep nor long", ({ text }) => {
  expect(fault(text)).toBeUndefined();
});

test.each([
  { text: "[".repeat(33) },
  { text: '{"a":'.repeat(33) },
  { text: `["]]]]",${"[".repeat(32)}` },
  { text: String.raw`["\\",${"[".repeat(32)}` },
])("%# is too deep", ({ text }) => {
  expect(fault(text)).toBe("The JSON is too deep: 32 levels are accepted.");
});

test("a text of too many parts is refused", () => {
  expect(fault(`[${"0,".repeat(100_000)}0]`)).toBe("The JSON has too many parts: 100000 are accepted.");
});

test("ten megabytes are looked at within a tenth of a second", () => {
  const text = Buffer.from(`"${"x".repeat(10_000_000)}"`);
  const startedAt = performance.now();

  expect(jsonShapeFault(text)).toBeUndefined();
  expect(performance.now() - startedAt).toBeLessThan(100);
});
