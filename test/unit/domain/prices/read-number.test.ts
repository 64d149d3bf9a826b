import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readNumber } from "../../../../server/src/domain/prices/reading/read-number.ts";

test.each([
  ["0.192", 0.192, null],
  ["0,192", 0.192, null],
  [",5", 0.5, null],
  ["12", 12, null],
  ["1e-7", 1e-7, null],
  ["1.234,56", 1_234.56, null],
  ["1,234.56", 1_234.56, null],
  ["1,234,567", 1_234_567, null],
  ["1.234.567", 1_234_567, null],
  ["1 234,5", 1_234.5, null],
  ["1\u202f234.5", 1_234.5, null],
  ["1'234.50", 1_234.5, null],
  ["1.234", 1.234, null],
  ["$0.19", 0.19, "USD"],
  ["0,19 €", 0.19, "EUR"],
  ["EUR 0.19", 0.19, "EUR"],
  ["0.19usd", 0.19, "USD"],
  ["-1", -1, null],
])("%s is %d %s", (text, value, currency) => {
  expect(readNumber(text)).toEqual({ value, currency });
});

test.each(["1,234", "12,345", "-1,234"])("%s could be two numbers, and is neither", (text) => {
  expect(readNumber(text)).toEqual({ fault: expect.stringMatching(/which may be \S+ or \S+; wanted/) });
});

test.each(["", "cheap", "1.2.3", "1,2,3", "0x1f", "1-2", "Infinity", "NaN", "1,23,456", "--1", "0.1.2026"])(
  "%j is no number",
  (text) => {
    expect(readNumber(text)).toEqual({ fault: expect.stringMatching(/^found .* wanted a number/) });
  },
);

test("a number as any country writes it is read as that number, or not at all", () => {
  const values = fc.double({ min: 0, max: 1e9, noNaN: true });
  const languages = fc.constantFrom("en-US", "de-DE", "fr-FR", "de-CH", "pl-PL", "pt-BR");
  fc.assert(
    fc.property(
      values,
      languages,
      fc.integer({ min: 0, max: 9 }),
      (value, language, maximumFractionDigits) => {
        const text = new Intl.NumberFormat(language, { maximumFractionDigits }).format(value);
        const plain = new Intl.NumberFormat("en-US", { maximumFractionDigits, useGrouping: false }).format(
          value,
        );
        // "1.234" is what our own books mean by it: one and a bit. "1,234" is both, and therefore neither.
        fc.pre(!/^\d{1,3}\.\d{3}$/.test(text) && !/^[1-9]\d{0,2},\d{3}$/.test(text));

        expect(readNumber(text)).toEqual({ value: Number(plain), currency: null });
      },
    ),
  );
});
