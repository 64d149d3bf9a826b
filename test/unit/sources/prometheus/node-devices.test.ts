import * as fc from "fast-check";
import { expect, test } from "vitest";
import { migFraction } from "../../../../server/src/sources/prometheus/accelerators/accelerator-resources.ts";
import {
  type DeviceKnowledge,
  nodeDevices,
  type Offer,
} from "../../../../server/src/sources/prometheus/accelerators/node-devices.ts";

const NOBODY: DeviceKnowledge = {
  measured: null,
  labelled: null,
  counted: null,
  replicasOf: () => 0,
  slice: null,
};

function devices(offers: Readonly<Record<string, number>>, knowledge: Partial<DeviceKnowledge> = {}) {
  const list = Object.entries(offers).map(([resource, count]): Offer => ({ resource, count }));
  return nodeDevices(list, { ...NOBODY, ...knowledge });
}

test.each<{ what: string; offers: Record<string, number>; told: Partial<DeviceKnowledge>; count: number }>([
  { what: "what is offered, where nobody counts", offers: { nvidia_com_gpu: 8 }, told: {}, count: 8 },
  { what: "what the exporter counts", offers: { nvidia_com_gpu: 12 }, told: { counted: 1 }, count: 1 },
  { what: "replicas by label", offers: { nvidia_com_gpu: 8 }, told: { replicasOf: () => 4 }, count: 2 },
  { what: "the vendor's label", offers: { nvidia_com_gpu_shared: 8 }, told: { labelled: 2 }, count: 2 },
  {
    what: "what was measured before labels",
    offers: { nvidia_com_gpu: 8 },
    told: { measured: 2, labelled: 4 },
    count: 2,
  },
  { what: "more than is offered", offers: { nvidia_com_gpu: 7 }, told: { measured: 8 }, count: 8 },
  { what: "not what 8 is no multiple of", offers: { nvidia_com_gpu: 8 }, told: { measured: 7 }, count: 8 },
  { what: "GPUs without a plugin", offers: {}, told: { measured: 2 }, count: 2 },
  { what: "chips that cannot be shared", offers: { google_com_tpu: 4 }, told: { counted: 1 }, count: 4 },
  { what: "slices packed", offers: { nvidia_com_mig_2g_10gb: 24 }, told: {}, count: 8 },
  {
    what: "slices of one GPU",
    offers: { nvidia_com_mig_1g_12gb: 2, nvidia_com_mig_2g_24gb: 1, nvidia_com_mig_3g_47gb: 1 },
    told: {},
    count: 1,
  },
  {
    what: "a whole GPU beside a sliced one",
    offers: { nvidia_com_gpu: 1, nvidia_com_mig_3g_40gb: 2 },
    told: { counted: 2 },
    count: 2,
  },
  {
    what: "MIG's single strategy",
    offers: { nvidia_com_gpu: 14 },
    told: { slice: migFraction("1g.5gb") },
    count: 2,
  },
  {
    what: "two names of the same devices once",
    offers: { aws_amazon_com_neuron: 16, aws_amazon_com_neurondevice: 16, aws_amazon_com_neuroncore: 32 },
    told: {},
    count: 16,
  },
  { what: "cores alone", offers: { aws_amazon_com_neuroncore: 32 }, told: {}, count: 16 },
])("a node has $count devices: $what", ({ offers, told, count }) => {
  expect(devices(offers, told).count).toBe(count);
});

test("a slice is worth its sevenths, a replica its share", () => {
  const sliced = devices({ nvidia_com_mig_3g_47gb: 1, nvidia_com_mig_1g_12gb: 4 }, { counted: 1 });
  const shared = devices({ nvidia_com_gpu: 12 }, { counted: 1 });

  expect(sliced.worth.get("nvidia_com_mig_3g_47gb")).toBeCloseTo(3 / 7);
  expect(shared.worth.get("nvidia_com_gpu")).toBeCloseTo(1 / 12);
});

test("a slice that is offered several times is worth a part of its sevenths", () => {
  const { worth } = devices({ nvidia_com_mig_1g_5gb_shared: 28 }, { measured: 1 });

  expect(worth.get("nvidia_com_mig_1g_5gb_shared")).toBeCloseTo(1 / 28);
});

test("a Neuron core is worth what its device has of them", () => {
  const { worth } = devices({ aws_amazon_com_neuron: 16, aws_amazon_com_neuroncore: 128 });

  expect(worth.get("aws_amazon_com_neuroncore")).toBe(1 / 8);
  expect(worth.get("aws_amazon_com_neuron")).toBe(1);
});

test("devices of two makers are counted each on their own", () => {
  expect(devices({ nvidia_com_gpu: 4, gpu_intel_com_i915: 1 }, { measured: 4, counted: 1 }).count).toBe(5);
});

test("a count that cannot be is told", () => {
  expect(devices({ nvidia_com_gpu: 8 }, { measured: 7 }).refused).toBe("7 measured, 8 offered");
});

const RESOURCES = [
  "nvidia_com_gpu",
  "nvidia_com_mig_1g_5gb",
  "nvidia_com_mig_2g_10gb",
  "nvidia_com_mig_3g_20gb",
  "aws_amazon_com_neuron",
  "aws_amazon_com_neuroncore",
  "gpu_intel_com_i915",
];

test("all that a node offers is never worth more than its devices, one view at a time", () => {
  const count = fc.option(fc.integer({ min: 1, max: 16 }));
  const offers = fc.dictionary(fc.constantFrom(...RESOURCES), fc.integer({ min: 0, max: 64 }));
  fc.assert(
    fc.property(offers, count, count, count, (offered, measured, labelled, counted) => {
      const found = devices(offered, { measured, labelled, counted });
      const worth = (names: readonly string[]): number =>
        names.reduce((sum, name) => sum + (offered[name] ?? 0) * (found.worth.get(name) ?? 0), 0);
      const others = RESOURCES.filter((name) => !name.startsWith("aws"));

      expect(worth([...others, "aws_amazon_com_neuron"])).toBeLessThanOrEqual(found.count + 1e-9);
      expect(worth([...others, "aws_amazon_com_neuroncore"])).toBeLessThanOrEqual(found.count + 1e-9);
    }),
  );
});
