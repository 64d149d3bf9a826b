import { expect, test } from "vitest";
import { deviceWorthOf } from "../../../../server/src/sources/prometheus/assets/device-worth.ts";
import { observeNodes } from "../../../../server/src/sources/prometheus/assets/observe-nodes.ts";
import { ASSETS, GPU_SERIALS } from "../../../../server/src/sources/prometheus/query/families.ts";
import type { Family } from "../../../../server/src/sources/prometheus/query/selector.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { assetsOf, EXPORTER, STATE } from "./support/asset-context.ts";
import { HOUR, minute, type Point, seriesOf, steady } from "./support/series-of.ts";

const GIB = 2 ** 30;

interface World {
  /** Resources of node "a" beside its 8 cores and 32 GiB, as numbers or as samples. */
  readonly offers: Readonly<Record<string, number | readonly Point[]>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Prices and counts of the exporter. */
  readonly exporter?: readonly (readonly [Family, number])[];
  /** GPUs that NVIDIA's exporter saw. */
  readonly serials?: readonly string[];
  readonly more?: readonly (readonly [Family, readonly Series[]])[];
}

const PARTS = [
  [ASSETS.nodeCpuPrice, 0.04],
  [ASSETS.nodeRamPrice, 0.01],
] as const;

function all(labels: Readonly<Record<string, string>>, value: number): Series {
  return seriesOf(labels, steady(-7, 67, { value }));
}

function serial(UUID: string): Series {
  return seriesOf({ Hostname: "a", UUID }, [[minute(62), 60]]);
}

function seriesIn({ offers, labels = {}, exporter = [], serials = [], more = [] }: World) {
  const capacity = Object.entries({ cpu: 8, memory: 32 * GIB, ...offers });
  return assetsOf([
    [ASSETS.nodeInfo, [all({ ...STATE, node: "a" }, 1)]],
    [ASSETS.nodeLabels, [all({ ...STATE, node: "a", ...labels }, 1)]],
    [
      ASSETS.nodeCapacity,
      capacity.map(([resource, told]) =>
        seriesOf(
          { ...STATE, node: "a", resource },
          typeof told === "number" ? steady(-7, 67, { value: told }) : told,
        ),
      ),
    ],
    ...exporter.map(([family, value]) => [family, [all({ ...EXPORTER, node: "a" }, value)]] as const),
    [GPU_SERIALS.gpuUse, serials.map(serial)],
    ...more,
  ]);
}

function observed(world: World) {
  const [series, context] = seriesIn(world);
  const [node] = observeNodes(series, { measured: new Map() }, context);
  return {
    spans: node?.spans ?? [],
    found: context.findings.list().map(({ code, minutes }) => [code, minutes]),
  };
}

test("a GPU that is offered twelve times is one, and the exporter's price is for it", () => {
  const exporter = [
    ...PARTS,
    [ASSETS.nodeGpuPrice, 0.75],
    [ASSETS.nodeGpus, 1],
    [ASSETS.nodePrice, 1.39],
  ] as const;
  const { spans, found } = observed({ offers: { nvidia_com_gpu: 12 }, exporter });

  expect(spans.map(({ gpus, price }) => [gpus, price?.perGpuHour])).toEqual([[1, 0.75]]);
  expect(found).toEqual([["gpus_offered_beyond_real", 60]]);
});

test("where nobody counts, the exporter's total tells how many GPUs it pays for", () => {
  const exporter = [...PARTS, [ASSETS.nodeGpuPrice, 0.75], [ASSETS.nodePrice, 2.14]] as const;
  const world = { offers: { nvidia_com_gpu: 8 }, exporter };

  expect(observed(world).spans.map(({ gpus }) => gpus)).toEqual([2]);
  const worth = deviceWorthOf(seriesIn(world)[0], HOUR);
  expect(worth("a", "nvidia_com_gpu")?.[0]).toBe(0.25);
});

test("GPUs are counted by their serial ids, slices by the ids of their GPUs", () => {
  const world = { offers: { nvidia_com_gpu: 0, nvidia_com_mig_1g_10gb: 9 }, serials: ["GPU-1", "GPU-2"] };

  expect(observed(world).spans.map(({ gpus }) => gpus)).toEqual([2]);
});

test("under MIG's single strategy each GPU that is offered is a slice", () => {
  const labels = {
    label_nvidia_com_gpu_product: "NVIDIA-A100-SXM4-40GB-MIG-3g.20gb",
    label_nvidia_com_gpu_count: "4",
  };
  const world = { offers: { nvidia_com_gpu: 4 }, labels };

  expect(observed(world).spans.map(({ gpus }) => gpus)).toEqual([2]);
  expect(deviceWorthOf(seriesIn(world)[0], HOUR)("a", "nvidia_com_gpu")?.[0]).toBeCloseTo(3 / 7);
});

test("the label of replicas tells how often each GPU is offered", () => {
  const labels = { label_nvidia_com_gpu_replicas: "4", label_nvidia_com_gpu_product: "Tesla-T4-SHARED" };

  expect(observed({ offers: { nvidia_com_gpu: 8 }, labels }).spans.map(({ gpus }) => gpus)).toEqual([2]);
});

test.each([
  ["replicas that labels tell", { nvidia_com_gpu: 8 }, { label_nvidia_com_gpu_replicas: "4" }, true],
  ["slices", { nvidia_com_gpu: 0, nvidia_com_mig_1g_10gb: 9 }, {}, true],
  ["cores of chips", { aws_amazon_com_neuroncore: 4 }, {}, false],
  ["whole GPUs", { nvidia_com_gpu: 8 }, {}, false],
])(
  "%s: whether a node that offers them is marked as one that shares its devices",
  (_, offers, labels, is) => {
    const { found } = observed({ offers, labels });

    expect(found).toEqual(is ? [["gpus_offered_beyond_real", 60]] : []);
  },
);

test("an exporter that counts a GPU on a node without any is not believed about others", () => {
  const plain = { ...STATE, node: "b" };
  const more = [
    [ASSETS.nodeGpus, [all({ ...EXPORTER, node: "a" }, 1), all({ ...EXPORTER, node: "b" }, 1)]],
    [
      ASSETS.nodeCapacity,
      [
        all({ ...STATE, node: "a", resource: "cpu" }, 8),
        all({ ...STATE, node: "a", resource: "memory" }, GIB),
        all({ ...STATE, node: "a", resource: "nvidia_com_gpu" }, 8),
        all({ ...plain, resource: "cpu" }, 4),
        all({ ...plain, resource: "nvidia_com_gpu" }, 0),
      ],
    ],
  ] as const;

  expect(observed({ offers: {}, more }).spans.map(({ gpus }) => gpus)).toEqual([8]);
});

test("GPUs stay while their plugin offers none for a while", () => {
  const offered = [
    ...steady(-7, 20, { value: 4 }),
    ...steady(21, 30, { value: 0 }),
    ...steady(31, 67, { value: 4 }),
  ];

  expect(observed({ offers: { nvidia_com_gpu: offered } }).spans.map(({ gpus }) => gpus)).toEqual([4]);
});

test("chips that the exporter does not know take their part of the total", () => {
  const exporter = [
    [ASSETS.nodeCpuPrice, 0.15],
    [ASSETS.nodeRamPrice, 0.01],
    [ASSETS.nodePrice, 1.52],
  ] as const;
  const { spans, found } = observed({
    offers: { aws_amazon_com_neuron: 2, aws_amazon_com_neuroncore: 4 },
    exporter,
  });

  expect(spans.map(({ gpus, price }) => [gpus, price])).toEqual([[2, { perNodeHour: 1.52 }]]);
  expect(found).toEqual([["accelerators_unpriced", 60]]);
});

test("a resource of a maker of accelerators that nobody knows is noted", () => {
  expect(observed({ offers: { nvidia_com_hostdev: 2 } })).toMatchObject({
    spans: [{ gpus: 0 }],
    found: [["accelerator_unknown", 60]],
  });
});

test("a GPU that is cut into slices within the hour is one all along, and each unit has its worth", () => {
  const offers = {
    nvidia_com_gpu: [...steady(-7, 29, { value: 1 }), ...steady(30, 67, { value: 0 })],
    nvidia_com_mig_1g_5gb: [...steady(-7, 29, { value: 0 }), ...steady(30, 67, { value: 7 })],
  };
  const worth = deviceWorthOf(seriesIn({ offers })[0], HOUR);

  expect(observed({ offers }).spans.map(({ gpus }) => gpus)).toEqual([1]);
  expect([...new Set(worth("a", "nvidia_com_gpu"))]).toEqual([1]);
  expect([...new Set(worth("a", "nvidia_com_mig_1g_5gb"))]).toEqual([1 / 7]);
});
