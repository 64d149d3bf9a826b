import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  ListReader,
  PriceListError,
  picoOfText,
} from "../../../../../server/src/domain/prices/list/list-text.ts";
import type { CloudPrices } from "../../../../../server/src/domain/prices/list/price-list.ts";

const LINES = [
  "kubecent-price-list 1",
  "cloud aws",
  "currency USD",
  "base us-east-1",
  "date 2026-07-20",
  "origin a 2026-07-20 AWS' list",
  "origin b 2025-04-24 an older copy",
  "type m5.large 2 8192 0",
  "type r5.large 2 16384 0",
  "region eu-west-1 b",
  "prices 0.107 -",
  "host intel-5 33000 4000",
  "volume gp3 0.088a",
  "region us-east-1 a",
  "prices 0.096 0.126b",
  "end",
];

function read(lines: readonly string[], wanted: (region: string) => boolean = () => true): CloudPrices {
  const reader = new ListReader(wanted);
  for (const line of lines) reader.read(line);
  return reader.finish();
}

test("reads types, prices, hosts and volumes, each with its origin", () => {
  const { cloud, date, types, base, regions } = read(LINES);
  expect({ cloud, date, base: base.region }).toEqual({ cloud: "aws", date: "2026-07-20", base: "us-east-1" });
  expect(types.get("r5.large")).toEqual({ name: "r5.large", cpuCores: 2, ramMib: 16_384, gpus: 0 });
  const ireland = regions.get("eu-west-1");
  expect(ireland?.types.get("m5.large")).toEqual({
    pico: 107_000_000_000n,
    origin: { date: "2025-04-24", text: "an older copy" },
  });
  expect(ireland?.types.has("r5.large")).toBe(false);
  expect(ireland?.hosts.get("intel-5")).toEqual({ cpuNano: 33_000n, ramNano: 4_000n });
  expect(ireland?.volumes.get("gp3")).toMatchObject({
    pico: 88_000_000_000n,
    origin: { date: "2026-07-20" },
  });
  expect(base.types.get("r5.large")?.origin.text).toBe("an older copy");
});

test("keeps the base region and those that are wanted", () => {
  expect([...read(LINES, () => false).regions.keys()]).toEqual(["us-east-1"]);
});

test.each<[string, number, string, string]>([
  ["another form", 0, "kubecent-price-list 2", 'line 1: expected "kubecent-price-list 1"'],
  ["a cloud that nobody knows", 1, "cloud oracle", "expected cloud aws, azure, gcp, found oracle"],
  ["no base region", 3, "base eu-north-1", "no prices of the base region eu-north-1"],
  ["a type without a size", 7, "type m5.large two 8192 0", "line 8: expected: type NAME CORES MIB GPUS"],
  ["an origin that is not there", 9, "region eu-west-1 z", "line 10: no origin z"],
  ["too few prices", 10, "prices 0.107", "line 11: expected 2 prices, found 1"],
  ["a price of nothing", 10, "prices 0 -", 'line 11: "0" is no price'],
  ["a negative price", 10, "prices -0.1 -", 'line 11: "-0.1" is no price'],
  ["an exponent", 10, "prices 1e3 -", 'line 11: "1e3" is no price'],
  ["rates with a point", 11, "host intel-5 0.33 4000", "line 12: expected: host GROUP NANO NANO"],
  ["a volume of nothing", 12, "volume gp3 0", 'line 13: "0" is no price'],
  ["an end that is missing", 15, "", 'expected the line "end"'],
])("refuses %s", (_case, index, line, found) => {
  expect(() => read(LINES.with(index, line))).toThrow(PriceListError);
  expect(() => read(LINES.with(index, line))).toThrow(found);
});

test("reads every amount to the pico, and no other text", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n }), (pico) => {
      const digits = String(pico).padStart(13, "0");
      expect(picoOfText(`${digits.slice(0, -12)}.${digits.slice(-12)}`)).toBe(pico);
    }),
  );
  for (const text of ["", ".5", "1.", "1,5", "0.1234567890123", "12345678", "NaN", " 1", "+1"]) {
    expect([text, picoOfText(text)]).toEqual([text, null]);
  }
});
