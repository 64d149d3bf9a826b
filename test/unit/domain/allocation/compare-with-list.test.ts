import { expect, test } from "vitest";
import {
  compareWithList,
  type TypeComparison,
} from "../../../../server/src/domain/allocation/compare-with-list.ts";
import { measureHour } from "../../../../server/src/domain/allocation/measure-hour.ts";
import type { CloudPrices, ListedPrice } from "../../../../server/src/domain/prices/list/price-list.ts";
import { createNode, createObservation } from "../../../support/observations.ts";

type NodeFields = Parameters<typeof createNode>[0];

const REGION = "eu-west-1";

function listed(dollars: number): ListedPrice {
  return { pico: BigInt(dollars * 1e12), origin: { date: "2026-07-20", text: "a list of the test" } };
}

function regionOf(region: string, factor: number): CloudPrices["base"] {
  const types = new Map([
    ["m6i.xlarge", listed(0.2 * factor)],
    ["m6i.2xlarge", listed(0.4 * factor)],
    ["g5.xlarge", listed(1 * factor)],
  ]);
  return {
    region,
    types,
    hosts: new Map([["intel-6", { cpuNano: 30_000_000n, ramNano: 5_000_000n }]]),
    volumes: new Map(),
  };
}

const AWS: CloudPrices = {
  cloud: "aws",
  date: "2026-07-20",
  types: new Map([
    ["m6i.xlarge", { name: "m6i.xlarge", cpuCores: 4, ramMib: 16_384, gpus: 0 }],
    ["m6i.2xlarge", { name: "m6i.2xlarge", cpuCores: 8, ramMib: 32_768, gpus: 0 }],
    ["g5.xlarge", { name: "g5.xlarge", cpuCores: 4, ramMib: 16_384, gpus: 1 }],
  ]),
  base: regionOf("us-east-1", 1),
  regions: new Map([
    [REGION, regionOf(REGION, 1)],
    ["us-east-1", regionOf("us-east-1", 2)],
  ]),
};

function nodeOf(name: string, fields: NodeFields = {}): ReturnType<typeof createNode> {
  const price = { perCpuCoreHour: 0.04, perRamGibHour: 0.005 };
  return createNode({
    name,
    instanceType: "m6i.xlarge",
    region: REGION,
    providerId: `aws:///${REGION}a/${name}`,
    price,
    ...fields,
  });
}

function compared(...nodes: ReturnType<typeof createNode>[]): TypeComparison[] {
  return compareWithList(measureHour(createObservation({ nodes })), [AWS]);
}

test("an exporter that asks for more than the list is above it by so much", () => {
  const [found, ...more] = compared(nodeOf("a"));

  expect(more).toEqual([]);
  // 4 cores at 0.04 and 16 GiB at 0.005 are 0.24, and the list has 0.2.
  expect(found).toMatchObject({ instanceType: "m6i.xlarge", region: REGION, nodes: 1 });
  expect(found?.reported).toBeCloseTo(0.24, 9);
  expect(found?.listed).toBeCloseTo(0.2, 6);
  expect(found?.difference).toBeCloseTo(0.2, 6);
});

test("nodes of a type and region are one, by their mean", () => {
  const dear = { price: { perCpuCoreHour: 0.08, perRamGibHour: 0.005 } };

  const [found, ...more] = compared(nodeOf("a"), nodeOf("b", dear), nodeOf("c"));

  expect(more).toEqual([]);
  expect(found?.nodes).toBe(3);
  expect(found?.reported).toBeCloseTo((0.24 + 0.4 + 0.24) / 3, 9);
  expect(found?.listed).toBeCloseTo(0.2, 6);
});

test("types and regions stand apart, the one that is furthest off first, in either direction", () => {
  const half = {
    instanceType: "m6i.2xlarge",
    cpuCores: 8,
    ramGib: 32,
    price: { perCpuCoreHour: 0.01, perRamGibHour: 0.00125 },
  };
  const elsewhere = { region: "us-east-1", providerId: "aws:///us-east-1a/c" };

  const found = compared(nodeOf("a"), nodeOf("b", half), nodeOf("c", elsewhere));

  expect(found.map(({ instanceType, region }) => [instanceType, region])).toEqual([
    ["m6i.2xlarge", REGION],
    ["m6i.xlarge", "us-east-1"],
    ["m6i.xlarge", REGION],
  ]);
  // 0.12 against 0.4, 0.24 against 0.4, 0.24 against 0.2.
  for (const [index, difference] of [-0.7, -0.4, 0.2].entries())
    expect(found[index]?.difference).toBeCloseTo(difference, 6);
});

test("a GPU is in both prices", () => {
  const price = { perCpuCoreHour: 0.04, perRamGibHour: 0.005, perGpuHour: 0.51 };

  const [found] = compared(nodeOf("a", { instanceType: "g5.xlarge", gpus: 1, price }));

  expect(found?.reported).toBeCloseTo(0.75, 9);
  expect(found?.listed).toBeCloseTo(1, 6);
  expect(found?.difference).toBeCloseTo(-0.25, 6);
});

test.each<[string, NodeFields]>([
  ["that the exporter says nothing of", { price: null }],
  ["that the exporter prices the GPUs of, which it has not", { price: { perGpuHour: 1 } }],
  ["that is a spot machine", { capacityType: "spot" }],
  ["that is reserved", { capacityType: "reserved" }],
  ["of a block of capacity", { capacityType: "capacity-block" }],
  ["of a type that the list does not know", { instanceType: "x99.huge" }],
  ["whose type is not known", { instanceType: "" }],
  ["of another cloud", { providerId: "gce://project/europe-west4-a/a", region: "europe-west4" }],
])("a node %s is not compared", (_, fields) => {
  expect(compared(nodeOf("a", fields))).toEqual([]);
  expect(compared(nodeOf("a", fields), nodeOf("b"))).toHaveLength(1);
});

test("without lists there is nothing to compare with", () => {
  expect(compareWithList(measureHour(createObservation({ nodes: [nodeOf("a")] })), [])).toEqual([]);
});
