import { expect, it } from "vitest";
import { seenShare, share, signedShare } from "../../../../dashboard/src/format/share.ts";

it.each([
  [0, "0%"],
  [0.0004, "<0.1%"],
  [0.0006, "0.1%"],
  [0.123, "12.3%"],
  [0.11, "11.0%"],
  [0.9999, "100.0%"],
  [1, "100%"],
])("a share of %f is written %s", (ratio, text) => {
  expect(share(ratio, "en-US")).toBe(text);
});

it.each([
  [0, "0%"],
  [0.0001, "<+0.1%"],
  [-0.0001, ">-0.1%"],
  [-0.061, "-6.1%"],
  [-0.03, "-3.0%"],
  [0.061, "+6.1%"],
])("a change by %f is written %s", (ratio, text) => {
  expect(signedShare(ratio, "en-US")).toBe(text);
});

it("what was not seen whole is not said to be", () => {
  expect(seenShare(0.99999, "en-US")).toBe("99.9%");
});
