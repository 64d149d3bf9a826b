import { expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { sourceShares } from "../../../../server/src/domain/allocation/source-shares.ts";
import type { NodeObservation } from "../../../../server/src/domain/observation.ts";
import {
  createFee,
  createNode,
  createObservation,
  createVolume,
  ROUND_BOOK,
} from "../../../support/observations.ts";

function sharesOf(fields: Parameters<typeof createObservation>[0]): Record<string, number> {
  return Object.fromEntries(sourceShares(allocateHour(createObservation(fields), ROUND_BOOK)));
}

function pricedNode(name: string, perCpuCoreHour: number): NodeObservation {
  return createNode({ name, cpuCores: 1, ramGib: 1, price: { perCpuCoreHour, perRamGibHour: 0.01 } });
}

test("an hour that one source priced is its own", () => {
  expect(sharesOf({ nodes: [pricedNode("node-1", 0.05)] })).toEqual({ exporter: 1, default: 0 });
});

test("shares go by money: of nodes, their GPUs and other assets, by whoever priced each", () => {
  const fields = {
    // 0.16 of cores and 0.16 of memory by default, a GPU of 2 by default.
    nodes: [createNode({ name: "node-1", gpus: 1 }), pricedNode("node-2", 0.05)],
    volumes: [createVolume({ name: "pv-1", perGibHour: 0.0005 })],
    fee: createFee({ perHour: 0.2 }),
  };
  const { nodes, assets } = allocateHour(createObservation(fields), ROUND_BOOK);
  const reported = assets.reduce((sum, { costNano }) => sum + costNano, 60_000_000n);
  const total = reported + 2_320_000_000n;

  expect(nodes).toHaveLength(2);
  expect(reported).toBeGreaterThan(260_000_000n);
  expect(sharesOf(fields)).toEqual({
    exporter: Math.round((Number(reported) / Number(total)) * 10_000) / 10_000,
    default: Math.round((2_320_000_000 / Number(total)) * 10_000) / 10_000,
  });
});

test("a share is rounded to the nearest ten-thousandth, a half upwards", () => {
  const one = { source: "exporter", gpuSource: "exporter" } as const;
  const [node] = allocateHour(createObservation({ nodes: [createNode()] }), ROUND_BOOK).nodes;
  if (!node) throw new Error("There is no node");
  const costing = (cpu: bigint, source: "exporter" | "list"): typeof node => ({
    ...node,
    rates: { ...node.rates, ...one, source, gpuSource: source },
    asset: { cpu, ram: 0n, gpu: 0n },
  });

  const shares = (exporter: bigint, list: bigint): unknown =>
    Object.fromEntries(
      sourceShares({ nodes: [costing(exporter, "exporter"), costing(list, "list")], assets: [] }),
    );

  expect(shares(1n, 19_999n)).toEqual({ exporter: 0.0001, list: 1 });
  expect(shares(1n, 20_000n)).toEqual({ exporter: 0, list: 1 });
  expect(shares(1n, 2n)).toEqual({ exporter: 0.3333, list: 0.6667 });
  expect(shares(5n, 3n)).toEqual({ exporter: 0.625, list: 0.375 });
});

test("an hour that cost nothing has shares of nothing", () => {
  const free = createNode({ price: { perCpuCoreHour: 0, perRamGibHour: 0, perGpuHour: 0 } });
  const { nodes } = allocateHour(createObservation({ nodes: [free] }), ROUND_BOOK);

  const nothing = nodes.map((node) => ({ ...node, asset: { cpu: 0n, ram: 0n, gpu: 0n } }));

  expect([...sourceShares({ nodes: nothing, assets: [] }).values()].every((share) => share === 0)).toBe(true);
});
