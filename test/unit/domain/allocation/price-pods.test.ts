import { expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import type { PodObservation } from "../../../../server/src/domain/observation.ts";
import { bookOf } from "../../../../server/src/domain/prices/book-rules.ts";
import type { PriceBookFile } from "../../../../server/src/domain/prices/price-book-file.ts";
import { PriceBookError } from "../../../../server/src/domain/prices/price-book.ts";
import { readPriceBook } from "../../../../server/src/domain/prices/read-price-book.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  everyMinute,
  gib,
  minutesBetween,
} from "../../../support/observations.ts";

type NodePrice = Extract<NonNullable<PriceBookFile["prices"]>[number], { kind: "node" }>;

const PRICES = { kind: "node", perPodCpuCoreHour: 0.04, perPodRamGibHour: 0.01 } as const;

function container(name: string, cpuCores: number, ramGib: number, ranMinutes = everyMinute(1)) {
  return {
    ...createContainer(),
    name,
    ranMinutes,
    cpuRequestCores: everyMinute(cpuCores),
    ramRequestBytes: everyMinute(gib(ramGib)),
  };
}

/** Money of each container's CPU and memory, and of the node, in billionths. */
function billed(containers: PodObservation["containers"], price: NodePrice) {
  const observation = createObservation({
    nodes: [createNode({ name: "node-1" })],
    pods: [createPod({ node: "node-1", containers })],
  });
  const { rows, nodes } = allocateHour(observation, bookOf({ name: "acme", prices: [price] }));
  return {
    rows: rows.map(({ measures }) => [Number(measures.cpuNano) / 1e9, Number(measures.ramNano) / 1e9]),
    asset: nodes.map(({ asset }) => [Number(asset.cpu) / 1e9, Number(asset.ram) / 1e9]),
    rule: nodes[0]?.rates.rule,
  };
}

test("a pod pays what it requests at the price of pods, and the node's size does not matter", () => {
  expect(billed([container("app", 0.3, 1)], PRICES)).toEqual({
    rows: [[0.012, 0.01]],
    asset: [[0.012, 0.01]],
    rule: "every node, by pod",
  });
});

test("Fargate adds 256 MiB and rounds up to the next size", () => {
  // 0.3 cores and 1.25 GiB are sold as half a core and 2 GiB.
  expect(billed([container("app", 0.3, 1)], { ...PRICES, podSteps: "fargate" }).asset).toEqual([
    [0.02, 0.02],
  ]);
});

test("memory may ask for more cores than are requested", () => {
  // A quarter of a core comes with 2 GiB at most.
  expect(billed([container("app", 0.25, 6)], { ...PRICES, podSteps: "fargate" }).asset).toEqual([
    [0.04, 0.07],
  ]);
});

test("sizes of one's own are rounded up to without an overhead", () => {
  const podSteps = [
    { cpuCores: 1, ramGib: [1, 2] },
    { cpuCores: 4, ramGib: [8] },
  ];

  expect(billed([container("app", 1, 2)], { ...PRICES, podSteps }).asset).toEqual([[0.04, 0.02]]);
  expect(billed([container("app", 1.5, 2)], { ...PRICES, podSteps }).asset).toEqual([[0.16, 0.08]]);
  expect(billed([container("app", 6, 9)], { ...PRICES, podSteps }).asset).toEqual([[0.24, 0.09]]);
});

test("containers share their pod's size by what they request; an init container runs before them", () => {
  const containers = [
    container("app", 0.75, 1.5),
    container("sidecar", 0.25, 0.25),
    container("init", 0.5, 0.5, minutesBetween(0, 3)),
  ];
  const { asset } = billed(containers, { ...PRICES, podSteps: "fargate" });

  expect(asset).toEqual([[0.04, 0.02]]);
});

test("the size of a pod is what its lasting containers request together, and each pays its part of it", () => {
  const init = container("init", 0.5, 0.5, minutesBetween(0, 3));

  const { asset, rows } = billed([container("app", 0.75, 1), container("side", 0.25, 3), init], PRICES);

  expect(asset).toEqual([[0.04, 0.04]]);
  // By what each requested over the time that it ran: 45, 1.5 and 15 core-minutes, and 60, 1.5 and 180 GiB-minutes.
  expect(rows).toEqual([
    [expect.closeTo((0.04 * 45) / 61.5, 8), expect.closeTo((0.04 * 60) / 241.5, 8)],
    [expect.closeTo((0.04 * 1.5) / 61.5, 8), expect.closeTo((0.04 * 1.5) / 241.5, 8)],
    [expect.closeTo((0.04 * 15) / 61.5, 8), expect.closeTo((0.04 * 180) / 241.5, 8)],
  ]);
});

test("an init container that wants more than the others together sets the size", () => {
  const init = container("init", 2, 1, minutesBetween(0, 3));

  expect(billed([container("app", 0.75, 2), init], PRICES).asset).toEqual([[0.08, 0.02]]);
});

test("a container that ran for half of its pod's time ran beside the others", () => {
  const half = container("batch", 1, 1, minutesBetween(0, 30));

  expect(billed([container("app", 1, 1), half], PRICES).asset).toEqual([[0.08, 0.02]]);
});

test("a pod that ran for half an hour pays its size for half an hour", () => {
  const app = container("app", 1, 4, minutesBetween(0, 30));

  expect(billed([app], PRICES).asset).toEqual([[0.02, 0.02]]);
});

test("a container that requests nothing pays nothing beside one that does", () => {
  expect(billed([container("app", 1, 2), container("side", 0, 0)], PRICES).rows).toEqual([
    [0.04, 0.02],
    [0, 0],
  ]);
});

test("where no container requests anything, they share the smallest size by the time that they ran", () => {
  const containers = [container("app", 0, 0), container("batch", 0, 0, minutesBetween(0, 30))];

  const { rows } = billed(containers, { ...PRICES, podSteps: [{ cpuCores: 0.75, ramGib: [3] }] });

  expect(rows).toEqual([
    [0.02, 0.02],
    [0.01, 0.01],
  ]);
});

test("each pod of a node is rounded up by itself", () => {
  const pods = ["web-1", "web-2"].map((name) => createPod({ name, containers: [container("app", 0.3, 1)] }));
  const steps = { ...PRICES, podSteps: [{ cpuCores: 0.5, ramGib: [2] }] };
  const observation = createObservation({ nodes: [createNode()], pods });

  const { rows } = allocateHour(observation, bookOf({ name: "acme", prices: [steps] }));

  expect(rows.map(({ pod, measures: { cpuNano, ramNano } }) => [pod, cpuNano, ramNano])).toEqual([
    ["web-1", 20_000_000n, 20_000_000n],
    ["web-2", 20_000_000n, 20_000_000n],
  ]);
});

test.each([
  { what: "one half of a price", price: { perPodCpuCoreHour: 1 } },
  {
    what: "two ways of a price",
    price: { perPodCpuCoreHour: 0.04, perPodRamGibHour: 0.004, perNodeHour: 1 },
  },
  { what: "steps without a price of pods", price: { perNodeHour: 1, podSteps: "fargate" } },
  {
    what: "falling steps",
    price: {
      perPodCpuCoreHour: 0.04,
      perPodRamGibHour: 0.004,
      podSteps: [
        { cpuCores: 2, ramGib: [4] },
        { cpuCores: 1, ramGib: [2] },
      ],
    },
  },
  { what: "a price out of proportion", price: { perPodCpuCoreHour: 40, perPodRamGibHour: 0.004 } },
])("a book with $what is refused", ({ price }) => {
  const text = JSON.stringify({ name: "acme", prices: [{ kind: "node", ...price }] });

  expect(() => readPriceBook("book.json", text)).toThrow(PriceBookError);
});

test("a CSV book can price pods by Fargate's sizes", () => {
  const text = "kind,label,perPodCpuCoreHour,perPodRamGibHour,podSteps\nnode,a=b,0.04048,0.004445,fargate\n";

  expect(readPriceBook("book.csv", text).rules).toMatchObject([
    { perPodCpuCoreHour: 0.04048, podSteps: { overheadRamGib: 0.25 } },
  ]);
});
