import { formatNano, NANO_PER_UNIT, parseNano } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";

test.each([
  { nano: 0n, decimal: "0.000000000" },
  { nano: 1n, decimal: "0.000000001" },
  { nano: 12n, decimal: "0.000000012" },
  { nano: 999_999_999n, decimal: "0.999999999" },
  { nano: NANO_PER_UNIT, decimal: "1.000000000" },
  { nano: 1_234_567_890_123_456_789n, decimal: "1234567890.123456789" },
  { nano: -1n, decimal: "-0.000000001" },
  { nano: -1_500_000_000n, decimal: "-1.500000000" },
])("$nano nano are written as $decimal", ({ nano, decimal }) => {
  expect(formatNano(nano)).toBe(decimal);
});

test.each([
  { decimal: "0", nano: 0n },
  { decimal: "-0", nano: 0n },
  { decimal: "7", nano: 7_000_000_000n },
  { decimal: "0.1", nano: 100_000_000n },
  { decimal: "0.000000001", nano: 1n },
  { decimal: "-0.5", nano: -500_000_000n },
  { decimal: "007.25", nano: 7_250_000_000n },
  { decimal: "999999999999999999", nano: 999_999_999_999_999_999_000_000_000n },
])("$decimal is read as $nano nano", ({ decimal, nano }) => {
  expect(parseNano(decimal)).toBe(nano);
});

test.each([
  "",
  " ",
  "1.",
  ".5",
  "+1",
  "--1",
  "1,5",
  "1e3",
  "0x10",
  "NaN",
  "Infinity",
  "1 ",
  " 1",
  "1\n",
  "1_000",
  "0.0000000001",
  "1234567890123456789",
  "١",
])("%j is refused as an amount, and the message quotes it", (decimal) => {
  expect(() => parseNano(decimal)).toThrow(RangeError);
  expect(() => parseNano(decimal)).toThrow(JSON.stringify(decimal));
});

test("an amount that is written and read again is the same", () => {
  const amount = fc.bigInt({ min: -(10n ** 27n - 1n), max: 10n ** 27n - 1n });

  fc.assert(
    fc.property(amount, (nano) => {
      expect(parseNano(formatNano(nano))).toBe(nano);
    }),
  );
});

test("every amount is written with nine places", () => {
  fc.assert(
    fc.property(fc.bigInt(), (nano) => {
      expect(formatNano(nano)).toMatch(/^-?\d+\.\d{9}$/);
    }),
  );
});

test("amounts of equal sign and length are in the order of their texts", () => {
  const amount = fc.bigInt({ min: 0n, max: NANO_PER_UNIT - 1n });

  fc.assert(
    fc.property(amount, amount, (a, b) => {
      expect(formatNano(a) < formatNano(b)).toBe(a < b);
    }),
  );
});
