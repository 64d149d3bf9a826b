import * as fc from "fast-check";
import { expect, it } from "vitest";
import { exactMoney, money, price, signedMoney } from "../../../../dashboard/src/format/money.ts";

const dollars = { currency: "USD", locale: "en-US" };

it.each([
  ["1234.567000000", "USD", "en-US", "$1,234.57"],
  ["0.000000000", "USD", "en-US", "$0.00"],
  ["-0.500000000", "USD", "en-US", "-$0.50"],
  ["1234.500000000", "JPY", "en-US", "¥1,235"],
  ["1234.567800000", "KWD", "en-US", "KWD 1,234.568"],
  ["1234.567000000", "EUR", "de-DE", "1.234,57 €"],
  ["999999999999999999.995000000", "USD", "en-US", "$1,000,000,000,000,000,000.00"],
  ["123456789012345678.120000000", "USD", "en-US", "$123,456,789,012,345,678.12"],
])("%s %s for %s is %s", (amount, currency, locale, wanted) => {
  // Languages put spaces of several kinds here that do not break.
  expect(money(amount, { currency, locale }).replaceAll(/\s/g, " ")).toBe(wanted);
});

it.each([
  ["0.004999999", "USD", "<$0.01"],
  ["0.005000000", "USD", "$0.01"],
  ["-0.000000001", "USD", ">-$0.01"],
  ["0.499999999", "JPY", "<¥1"],
  ["0.500000000", "JPY", "¥1"],
])("what is not zero never reads as zero: %s %s", (amount, currency, wanted) => {
  expect(money(amount, { currency, locale: "en-US" })).toBe(wanted);
});

it("changes carry their sign, and no change carries none", () => {
  expect(signedMoney("12.000000000", dollars)).toBe("+$12.00");
  expect(signedMoney("-12.000000000", dollars)).toBe("-$12.00");
  expect(signedMoney("0.000000000", dollars)).toBe("$0.00");
});

it("exact money has every digit of the service, however large", () => {
  const nano = fc.bigInt({ min: -(10n ** 26n), max: 10n ** 26n });
  fc.assert(
    fc.property(nano, (worth) => {
      const digits = (worth < 0n ? -worth : worth).toString().padStart(10, "0");
      const amount = `${worth < 0n ? "-" : ""}${digits.slice(0, -9)}.${digits.slice(-9)}`;
      expect(exactMoney(amount, dollars).replaceAll(/[$,]/g, "")).toBe(amount);
    }),
  );
});

it("a price has up to twelve places, and no zeros at its end", () => {
  expect(price("0.031611000000", dollars)).toBe("$0.031611");
  expect(price("0.000000000001", dollars)).toBe("$0.000000000001");
  expect(price("2.000000000000", dollars)).toBe("$2.00");
});
