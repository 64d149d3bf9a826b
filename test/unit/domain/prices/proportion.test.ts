import { expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { readPriceBook } from "../../../../server/src/domain/prices/read-price-book.ts";
import { createNode, createObservation } from "../../../support/observations.ts";
import { faultsOf } from "./faults-of.ts";

function bookText(content: object): string {
  return JSON.stringify({ name: "own", ...content });
}

function totalNode(perNodeHour: number, confirmed?: boolean): object {
  return { prices: [{ kind: "node", perNodeHour, ...(confirmed && { confirmed }) }] };
}

const HOUR_OF_ONE_NODE = createObservation({ nodes: [createNode({ name: "node-1", cpuCores: 4 })] });

test("a month's price of a node, given for an hour, is refused when it meets the node, with both values", () => {
  const book = readPriceBook("own.json", bookText(totalNode(140)));

  expect(() => allocateHour(HOUR_OF_ONE_NODE, book)).toThrow(
    /perNodeHour is 140, but node node-1 with 4 cores and \d+ GiB costs 0\.\d+ by default; is it a month's price\? Correct it/,
  );
});

test("a dear node is no slip, and neither is one that is confirmed", () => {
  for (const content of [totalNode(3), totalNode(140, true), totalNode(0)]) {
    const book = readPriceBook("own.json", bookText(content));
    expect(() => allocateHour(HOUR_OF_ONE_NODE, book)).not.toThrow();
  }
});

test("a node counts as a core and a GiB at least: a sample of no size does not end the hour", () => {
  const tiny = createObservation({ nodes: [createNode({ name: "node-1", cpuCores: 0.001, ramGib: 0.01 })] });
  const book = readPriceBook("own.json", bookText(totalNode(0.5)));

  expect(() => allocateHour(tiny, book)).not.toThrow();
});

test.each([
  {
    what: "a node dearer than any",
    content: totalNode(4_000),
    fault: /perNodeHour is 4000, but .* between 0\.0002 and 1000 USD/,
  },
  { what: "a node's second", content: totalNode(0.192 / 3_600), fault: /perNodeHour is 0\.0000/ },
  {
    what: "a cluster's month",
    content: { prices: [{ kind: "fee", perHour: 73 }] },
    fault: /perHour is 73, but usual is 0\.1/,
  },
  {
    what: "a core's month by default",
    content: { defaults: { perCpuCoreHour: 23 } },
    fault: /perCpuCoreHour is 23, but 0\.031611 USD/,
  },
  {
    what: "a GiB's month by default",
    content: { defaults: { perVolumeGibHour: 0.08 } },
    fault: /perVolumeGibHour is 0\.08/,
  },
  {
    what: "a load balancer's month",
    content: { prices: [{ kind: "loadBalancer", perHour: 18 }] },
    fault: /perHour is 18, but the default/,
  },
  {
    what: "a tebibyte of traffic",
    content: { prices: [{ kind: "network", reach: "internet", perGib: 90 }] },
    fault: /perGib is 90/,
  },
])("$what is out of all proportion", ({ content, fault }) => {
  expect(faultsOf(() => readPriceBook("own.json", bookText(content)))).toEqual([
    expect.stringMatching(fault),
  ]);
});

function inYen(factor: number): object {
  return {
    currency: "JPY",
    defaults: {
      perCpuCoreHour: 4.7 * factor,
      perRamGibHour: 0.6 * factor,
      perGpuHour: 140 * factor,
      perSpotCpuCoreHour: 1 * factor,
      perSpotRamGibHour: 0.13 * factor,
      perVolumeGibHour: 0.008 * factor,
      perLoadBalancerHour: 3.7 * factor,
      perZoneGib: 1.5,
      perRegionGib: 1.5,
      perInternetGib: 18,
    },
    prices: [{ kind: "node", perNodeHour: 29 }],
  };
}

test("a weak currency is no slip, and a month's prices in it are", () => {
  expect(faultsOf(() => readPriceBook("own.json", bookText(inYen(1))))).toEqual([]);
  expect(faultsOf(() => readPriceBook("own.json", bookText(inYen(730))))).toHaveLength(7);
});
