import { expect, test } from "vitest";
import { changedFaults } from "../../../scripts/prices/changed-rows.ts";
import { neighbourFaults } from "../../../server/src/price-list/faults/neighbour-faults.ts";
import { familyRatioFaults } from "../../../server/src/price-list/faults/region-faults.ts";
import {
  constrainedFaults,
  linearFaults,
  metalFaults,
} from "../../../server/src/price-list/faults/size-faults.ts";
import type { JudgedTable, TableFault } from "../../../server/src/price-list/faults/table-fault.ts";
import { unwaived } from "../../../server/src/price-list/faults/waivers.ts";
import { machineSizes } from "../../../server/src/price-list/table/machine-sizes.ts";
import { repaired } from "../../../server/src/price-list/table/repairs.ts";
import { type MadeRow, rowsOf } from "./made-rows.ts";

function judged(cloud: JudgedTable["cloud"], made: readonly MadeRow[]): JudgedTable {
  const rows = rowsOf(cloud, made);
  return { cloud, rows, sizes: machineSizes(cloud, rows) };
}

const SIZES: MadeRow[] = [
  ["us-east-1", "c9i.large", "0.1", 2, 4],
  ["us-east-1", "c9i.xlarge", "0.2", 4, 8],
  ["us-east-1", "c9i.2xlarge", "0.4", 8, 16],
  ["us-east-1", "c9i.metal", "0.4", 8, 16],
];
const CONSTRAINED: MadeRow[] = [
  ["eastus", "Standard_E32as_v5", "2", 32, 256],
  ["eastus", "Standard_E32-8as_v5", "2", 32, 256],
];
/** Three generations of a line in two regions, the second a quarter dearer. */
const REGIONS: MadeRow[] = [5, 6, 7].flatMap((generation): MadeRow[] => [
  ["us-east-1", `m${generation}i.large`, "0.1", 2, 8],
  ["eu-west-1", `m${generation}i.large`, "0.125", 2, 8],
]);

interface BrokenTable {
  readonly rule: (table: JudgedTable) => TableFault[];
  readonly cloud?: JudgedTable["cloud"];
  /** As it should be. */
  readonly rows: MadeRow[];
  /** Which row is given which price. */
  readonly index: number;
  readonly usd: string;
}

test.each<[string, BrokenTable]>([
  [
    "a bare machine at the price of dedicated tenancy",
    { rule: metalFaults, rows: SIZES, index: 3, usd: "0.44" },
  ],
  ["a size that is dearer by the core", { rule: linearFaults, rows: SIZES, index: 1, usd: "0.22" }],
  [
    "a constrained size unlike its parent",
    { rule: constrainedFaults, cloud: "azure", rows: CONSTRAINED, index: 1, usd: "1.5" },
  ],
  ["a family that its line contradicts", { rule: familyRatioFaults, rows: REGIONS, index: 3, usd: "0.131" }],
  ["a family that its neighbours contradict", { rule: neighbourFaults, rows: REGIONS, index: 3, usd: "0.2" }],
  [
    "a family with a point in the wrong place",
    { rule: neighbourFaults, rows: REGIONS, index: 5, usd: "0.0125" },
  ],
])(
  "refuses %s, and nothing of the table as it should be",
  (_case, { rule, cloud = "aws", rows, index, usd }) => {
    expect(rule(judged(cloud, rows))).toEqual([]);
    const [region = "", type = "", , cpu = null, ram = null] = rows[index] ?? [];
    const faults = rule(judged(cloud, rows.with(index, [region, type, usd, cpu, ram])));
    expect(faults.map(({ text }) => text).join()).toContain(type.split(".")[0]);
  },
);

test("refuses a table of which more than a hundredth moved or is gone", () => {
  const many = Array.from(
    { length: 200 },
    (_, index): MadeRow => ["us-east-1", `m5.${index}xlarge`, "1", 2, 8],
  );
  const table = judged("aws", many);
  const types = new Map(
    table.rows.map(({ type, pico }) => [type, { pico, origin: { date: "2026-07-20", text: "" } }] as const),
  );
  const base = { region: "us-east-1", types, hosts: new Map(), volumes: new Map() };
  const before = {
    cloud: "aws",
    date: "2026-07-20",
    types: new Map(),
    base,
    regions: new Map([["us-east-1", base]]),
  } as const;
  expect(changedFaults(table, before)).toEqual([]);
  const moved = many.map((row, index): MadeRow => (index < 2 ? [row[0], row[1], "2", 2, 8] : row));
  expect(changedFaults(judged("aws", moved), before)).toEqual([]);
  expect(changedFaults(judged("aws", moved.slice(0, -1)), before)).toMatchObject([{ rule: "changed" }]);
});

test("a waiver takes out the faults that it names, and one that names none is told", () => {
  const fault = { rule: "linear", cloud: "aws", region: "eu-west-1", subject: "c4", text: "" } as const;
  const waiver = { rule: "linear", cloud: "aws", region: "*", family: "c4" } as const;
  const needless = { rule: "linear", cloud: "aws", region: "eu-west-1", family: "c5" } as const;
  expect(unwaived([fault, { ...fault, subject: "m3" }], [waiver, needless])).toEqual({
    faults: [{ ...fault, subject: "m3" }],
    needless: [needless],
  });
});

test("a repair takes the sibling's regional ratio, or drops rows, and says so", () => {
  const rows = rowsOf("aws", REGIONS.with(5, ["eu-west-1", "m7i.large", "0.0125", 2, 8]));
  const reason = "a point in the wrong place";
  const like = {
    cloud: "aws",
    region: "eu-west-1",
    types: String.raw`m7i\..*`,
    like: "m6i",
    reason,
  } as const;
  const mended = repaired(rows, [like, { cloud: "aws", types: "x9", reason }]);
  expect(mended.rows.at(-1)).toMatchObject({
    usd: "0.125",
    pico: 125_000_000_000n,
    origin: "repaired: like m6i",
  });
  expect(mended.needless).toMatchObject([{ types: "x9" }]);
  expect(repaired(rows, [{ cloud: "aws", types: "m5i.*", reason }]).rows).toHaveLength(4);
});
