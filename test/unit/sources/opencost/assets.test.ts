import { expect, test } from "vitest";
import type { Observation } from "../../../../server/src/domain/observation.ts";
import type { OpenCostQuestion } from "../../../support/opencost/fake-opencost.ts";
import {
  type Answers,
  type RecordedRow,
  timeText,
  windowOf,
} from "../../../support/opencost/recorded-opencost.ts";
import { HOUR, minutes, observed, withAllocations, withAssets } from "./observed.ts";

const isType =
  (type: string) =>
  (row: RecordedRow): boolean =>
    row["type"] === type;

const isNodeOf =
  (nodeType: string) =>
  (row: RecordedRow): boolean =>
    row["nodeType"] === nodeType;

function isDatabase({ properties }: RecordedRow): boolean {
  return properties["container"] === "prometheus";
}

function isDatabaseDisk(row: RecordedRow): boolean {
  return row["claimName"] === "data-prometheus-0";
}

/** OpenCost's answers with the cluster's fee among them, which always spans the whole window. */
function withFee(totalCost: number): (answers: Answers, question: OpenCostQuestion) => Answers {
  return ({ allocations, assets }, question) => {
    const { start, end } = windowOf(question);
    const window = { start: timeText(start), end: timeText(end) };
    const fee = { type: "ClusterManagement", properties: { cluster: "prod" }, window, ...window, totalCost };
    return { allocations, assets: { ...assets, fee } };
  };
}

function spanOf({ nodes }: Observation, instanceType: string): Observation["nodes"][number]["spans"][number] {
  const span = nodes.find((node) => node.instanceType === instanceType)?.spans[0];
  if (!span) throw new Error(`no node is a ${instanceType}`);
  return span;
}

test("nodes are as large and as dear as they were set up, whatever OpenCost's rounding", async () => {
  const observation = await observed();

  expect(spanOf(observation, "r6i.xlarge")).toEqual({
    fromMinute: 0,
    cpuCores: 4,
    ramBytes: 34_359_738_368,
    gpus: 0,
    price: { perCpuCoreHour: 0.0331, perRamGibHour: 0.0045 },
  });
  expect(spanOf(observation, "g5.2xlarge").price).toEqual({
    perCpuCoreHour: 0.0316,
    perRamGibHour: 0.0042,
    perGpuHour: 0.95,
  });
});

test("a node has GPUs where they cost something or somebody took one, not because OpenCost counts one", async () => {
  const unpriced = await observed(withAssets(isNodeOf("g5.2xlarge"), { gpuCost: 0 }));

  expect(spanOf(unpriced, "m6i.2xlarge").gpus).toBe(0);
  expect(spanOf(unpriced, "g5.2xlarge").gpus).toBe(1);
  expect(spanOf(unpriced, "g5.2xlarge").price).not.toHaveProperty("perGpuHour");
});

test("spot shows by the label or by what OpenCost calls preemptible", async () => {
  const { nodes } = await observed(withAssets(isNodeOf("r6i.xlarge"), { preemptible: 1 }));

  const spot = nodes.filter((node) => node.capacityType === "spot").map(({ instanceType }) => instanceType);
  expect(spot.toSorted()).toEqual(["c6i.4xlarge", "r6i.xlarge"]);
});

test("a discount lowers CPU and RAM, and a bill's correction all parts", async () => {
  const discounted = await observed(withAssets(isNodeOf("g5.2xlarge"), { discount: 0.5 }));
  const corrected = await observed(withAssets(isNodeOf("g5.2xlarge"), { adjustment: -1, totalCost: 1 }));

  expect(spanOf(discounted, "g5.2xlarge").price).toEqual({
    perCpuCoreHour: 0.0158,
    perRamGibHour: 0.0021,
    perGpuHour: 0.95,
  });
  expect(spanOf(corrected, "g5.2xlarge").price?.perGpuHour).toBeCloseTo(0.475, 9);
});

test("a node priced as a whole reports its total, and one priced at nothing reports none", async () => {
  const whole = await observed(withAssets(isNodeOf("m6i.2xlarge"), { cpuCost: 0, ramCost: null }));
  const none = await observed(withAssets(isNodeOf("m6i.2xlarge"), { cpuCost: 0, ramCost: 0, totalCost: 0 }));

  expect(spanOf(whole, "m6i.2xlarge").price).toEqual({ perNodeHour: 0.388472 });
  expect(spanOf(none, "m6i.2xlarge").price).toBeNull();
});

test("a node of unknown size is left out", async () => {
  const { nodes } = await observed(withAssets(isNodeOf("m6i.2xlarge"), { cpuCores: null }));

  expect(nodes.map(({ instanceType }) => instanceType)).not.toContain("m6i.2xlarge");
});

test("a volume is priced by its own hours, not by the share that OpenCost allocates", async () => {
  const pvs = {
    "cluster=prod:name=pvc-a2808eb8-9a4e-40fd-a889-1338b10b386b": {
      byteHours: 1,
      cost: 99,
      providerID: "vol-1",
    },
  };

  const { volumes } = await observed(withAllocations(isDatabase, { pvs }));

  const volume = volumes.find(({ claim }) => claim === "data-prometheus-0");
  expect(volume).toMatchObject({ namespace: "monitoring", storageClass: "gp3", capacityBytes: 50 * 2 ** 30 });
  expect(volume?.providerId).toBe("vol-1");
  expect((volume?.perGibHour ?? 0) / 0.00005479452).toBeCloseTo(1, 3);
  expect(volume?.mounts.map(({ pod }) => pod)).toEqual(["prometheus-0"]);
});

test("a volume that nobody mounts has no mounts, and a node's own disk is no volume", async () => {
  const { volumes } = await observed(withAssets(isDatabaseDisk, { storageClass: "__local__" }));

  expect(volumes.map(({ claim, mounts }) => [claim, mounts.length])).toEqual([["orphan", 0]]);
});

test.each([
  { what: "five minutes too many", totalCost: 0.025 * (65 / 60) },
  { what: "one minute too many", totalCost: 0.025 * (61 / 60) },
  { what: "its own hours", totalCost: 0.025 },
])("a load balancer billed for $what costs its price by the hour", async ({ totalCost }) => {
  const cost = Math.round(totalCost * 1e6) / 1e6;

  const { loadBalancers } = await observed(withAssets(isType("LoadBalancer"), { totalCost: cost }));

  expect(loadBalancers).toMatchObject([{ namespace: "payments", service: "api", perHour: 0.025 }]);
  expect(minutes(loadBalancers[0]?.seenMinutes)).toBe(60);
});

test("a load balancer of an uneven price is taken to be billed for five minutes too many", async () => {
  const totalCost = Math.round(0.023_456 * (65 / 60) * 1e6) / 1e6;

  const { loadBalancers } = await observed(withAssets(isType("LoadBalancer"), { totalCost }));

  expect(loadBalancers[0]?.perHour).toBeCloseTo(0.023_456, 6);
});

test("a service with two addresses is one load balancer that costs both", async () => {
  const { loadBalancers } = await observed(({ allocations, assets }) => {
    const [key, known] = Object.entries(assets).find(([, row]) => isType("LoadBalancer")(row)) ?? [];
    if (!key || !known) throw new Error("the recording has no load balancer");
    const second = { ...known, properties: { ...known.properties, providerID: "34.1.1.99" } };
    return { allocations, assets: { ...assets, [`${key}2`]: second } };
  });

  expect(loadBalancers.map(({ perHour }) => perHour)).toEqual([0.05]);
});

test("the cluster's fee is what OpenCost says, and unknown where it says nothing", async () => {
  const { fee } = await observed(withFee(0.1));
  const { fee: none } = await observed();

  expect(fee?.perHour).toBe(0.1);
  expect(minutes(fee?.seenMinutes)).toBe(60);
  expect(none).toBeNull();
});

test("a fee is billed for the part that was seen, and costs its price by the hour", async () => {
  const half = { start: timeText(HOUR + 1_800_000) };

  const { fee } = await observed((answers, question) =>
    windowOf(question).start === HOUR
      ? withFee(0.05)(withAssets(() => true, half)(answers), question)
      : { allocations: {}, assets: {} },
  );

  expect(minutes(fee?.seenMinutes)).toBe(30);
  expect(fee?.perHour).toBe(0.1);
});

test("kinds of asset that are not read may have any form and window", async () => {
  const { nodes } = await observed((answers) => ({
    ...answers,
    assets: {
      ...answers.assets,
      bill: {
        type: "Cloud",
        properties: { cluster: "", name: "s3" },
        window: { start: "2026-11-01T00:00:00Z", end: "2026-12-01T00:00:00Z" },
        start: "2026-11-01T00:00:00Z",
        end: "2026-12-01T00:00:00Z",
        totalCost: -3,
      },
    },
  }));

  expect(nodes).toHaveLength(5);
});

test("a fee that OpenCost says nothing of is noted, and so are volumes that are no disk", async () => {
  const local = await observed(withAssets(isDatabaseDisk, { storageClass: "local-path" }));
  const formal = await observed(withAssets(isDatabaseDisk, { bytes: 2 ** 52 }));

  expect(local.findings.map(({ code }) => code)).toEqual(["fee_unknown", "volume_of_node"]);
  expect(formal.findings.map(({ code }) => code)).toEqual(["fee_unknown", "volume_size_formal"]);
  expect((await observed(withFee(0.1))).findings).toEqual([]);
});
