import { expect, it } from "vitest";
import { bytes, cores, exactQuantity, quantity } from "../../../../dashboard/src/format/quantities.ts";
import { seenShare, share, signedShare } from "../../../../dashboard/src/format/share.ts";

it.each([
  [0, "0"],
  [0.001_234_56, "0.001235"],
  [12.345_6, "12.35"],
  [999.96, "1,000"],
  [12_345.6, "12,346"],
])("%d has four digits that count", (amount, wanted) => {
  expect(quantity(amount, "en-US")).toBe(wanted);
});

it.each([
  [0, "0 B"],
  [1023, "1,023 B"],
  [1536, "1.5 KiB"],
  [2 ** 30, "1 GiB"],
  [2 ** 61, "2,048 PiB"],
])("%d bytes", (amount, wanted) => {
  expect(bytes(amount, "en-US")).toBe(wanted);
});

it("cores, and quantities to their last digit", () => {
  expect(cores(1, "en-US")).toBe("1 core");
  expect(cores(0.25, "en-US")).toBe("0.25 cores");
  expect(exactQuantity(0.123_456_789, "en-US")).toBe("0.123456789");
});

it("all of it was seen only if all of it was", () => {
  expect(seenShare(0.9999, "en-US")).toBe("99.9%");
  expect(seenShare(1, "en-US")).toBe("100%");
  expect(share(0.9999, "en-US")).toBe("100.0%");
  expect(signedShare(-0.061, "en-US")).toBe("-6.1%");
});
