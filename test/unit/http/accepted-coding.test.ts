import { expect, it } from "vitest";
import { acceptedCoding } from "../../../server/src/http/answers/accepted-coding.ts";

const ALL = { br: true, gzip: true, identity: true };

it.each([
  ["gzip, deflate, br, zstd", ALL, "br"],
  ["gzip, deflate", ALL, "gzip"],
  ["br;q=0, gzip;q=0.5", ALL, "gzip"],
  ["BR ; q=1.0", ALL, "br"],
  ["br", { gzip: true }, "identity"],
  ["brotli, *;q=0", ALL, "identity"],
  ["", ALL, "identity"],
  [undefined, ALL, "identity"],
])("%j gets the best that there is and that it takes", (header, there, coding) => {
  expect(acceptedCoding(header, there)).toBe(coding);
});
