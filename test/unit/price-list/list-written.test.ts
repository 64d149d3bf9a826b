import * as fc from "fast-check";
import { expect, test } from "vitest";
import { listText } from "../../../server/src/price-list/table/write-list.ts";
import { machineSizes } from "../../../server/src/price-list/table/machine-sizes.ts";
import { ListReader } from "../../../server/src/domain/prices/list/list-text.ts";
import { type MadeRow, rowsOf } from "./made-rows.ts";

const DOLLARS = fc
  .bigInt({ min: 1n, max: 10n ** 15n })
  .map((pico) => `${pico / 10n ** 12n}.${String(pico % 10n ** 12n).padStart(12, "0")}`);

test("what is written is read back: each price to the pico, with its day and origin", () => {
  const regions = ["us-east-1", "eu-west-1", "us-west-2-lax-1"];
  const types = ["m5.large", "m5.xlarge", "r5.large", "c5n.metal"];
  const cell = fc.record({
    region: fc.constantFrom(...regions),
    type: fc.constantFrom(...types),
    usd: DOLLARS,
    date: fc.constantFrom("2025-04-24", "2026-07-20"),
    origin: fc.constantFrom("one copy", "another copy"),
  });
  const table = fc.uniqueArray(cell, { minLength: 1, selector: ({ region, type }) => `${region} ${type}` });
  fc.assert(
    fc.property(table, (cells) => {
      const base: MadeRow = ["us-east-1", "t3.micro", "0.0104", 2, 1];
      const made = cells.map(({ region, type, usd }): MadeRow => [region, type, usd, 2, 8]);
      const rows = rowsOf("aws", [base, ...made]).map((row, index) => ({ ...row, ...cells[index - 1] }));
      const reader = new ListReader(() => true);
      const text = listText({ cloud: "aws", rows, volumes: [], origins: {} });
      for (const line of text.split("\n")) reader.read(line);
      const read = [...reader.finish().regions.values()].flatMap(({ region, types: prices }) =>
        [...prices].map(
          ([type, { pico, origin }]) => `${region} ${type} ${pico} ${origin.date} ${origin.text}`,
        ),
      );
      const written = rows.map(
        ({ region, type, pico, date, origin }) => `${region} ${type} ${pico} ${date} ${origin}`,
      );
      expect(read.toSorted()).toEqual(written.toSorted());
    }),
  );
});

test.each([
  [
    "aws",
    "what the row states",
    ["us-east-1", "m5.large", "1", 2, 8],
    { cpuCores: 2, ramMib: 8_192, gpus: 0 },
  ],
  ["azure", "cores by the name", ["eastus", "Standard_D4s_v9", "1", null, null], { cpuCores: 4, ramMib: 0 }],
  ["gcp", "GPUs by the name", ["us-central1", "a2-highgpu-2g", "1", 24, 170], { gpus: 2 }],
  ["gcp", "GPUs by the cores", ["us-central1", "g2-standard-24", "1", 24, 96], { gpus: 2 }],
] as const)("sizes of %s: %s", (cloud, _by, [region, type, usd, cpu, gib], size) => {
  const rows = rowsOf(cloud, [[region, type, usd, cpu, gib]]).map((row) => ({
    ...row,
    gpus: cloud === "gcp" ? null : 0,
  }));
  expect(machineSizes(cloud, rows).get(type)).toMatchObject(size);
});

test("memory that no row states is the sibling's by the core", () => {
  const rows = rowsOf("azure", [
    ["eastus", "Standard_D2s_v8", "1", 2, 8],
    ["eastus", "Standard_D8s_v9", "4", null, null],
  ]);
  expect(machineSizes("azure", rows).get("Standard_D8s_v9")).toMatchObject({ cpuCores: 8, ramMib: 32_768 });
});
