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

/** A text that counts how often one of its bytes is read. */
function counted(text: string): { bytes: Uint8Array; reads: () => number } {
  let reads = 0;
  const bytes = new Proxy(Buffer.from(text), {
    get: (target, key) => {
      if (key !== "length") reads += 1;
      return Reflect.get(target, key, target);
    },
  });
  return { bytes, reads: () => reads };
}

test("a long text is looked at once, some three times a byte", () => {
  const { bytes, reads } = counted(`"${"x".repeat(100_000)}"`);

  expect(jsonShapeFault(bytes)).toBeUndefined();
  expect(reads()).toBeLessThan(300_000);
});

test("of ten megabytes of brackets only the first are looked at", () => {
  const { bytes, reads } = counted("[".repeat(10_000_000));

  expect(jsonShapeFault(bytes)).toContain("too deep");
  expect(reads()).toBeLessThan(100);
});
