import { expect, test } from "vitest";
import { FindingBook } from "../../../../server/src/domain/findings/finding-book.ts";
import type { NodeObservation } from "../../../../server/src/domain/observation.ts";
import { withKarpenterPrices } from "../../../../server/src/sources/prometheus/assets/karpenter-prices.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { SourceError } from "../../../../server/src/sources/source-error.ts";
import { createNode } from "../../../support/observations.ts";
import { readerOf } from "./support/reader-of.ts";
import { minute, seriesOf } from "./support/series-of.ts";

const METRIC = "karpenter_cloudprovider_instance_type_offering_price_estimate";

function offer(zone: string, capacity_type: string, price: number, instance_type = "m5.large"): Series {
  return seriesOf({ __name__: METRIC, job: "karpenter", instance_type, capacity_type, zone }, [
    [minute(67), price],
  ]);
}

const OFFERS = [
  offer("us-east-1a", "on-demand", 0.096),
  offer("us-east-1b", "on-demand", 0.096),
  offer("us-east-1a", "spot", 0.031),
  offer("us-east-1b", "spot", 0.044),
  offer("us-east-1a", "reserved", 0.0000000096),
  offer("us-east-1a", "on-demand", 0, "m5.free"),
  offer("us-east-1a", "on-demand", 0.19, "m5.twice"),
  offer("us-east-1a", "on-demand", 0.2, "m5.twice"),
];
const NODE = createNode({ instanceType: "m5.large", zone: "us-east-1a" });

async function pricesOf(
  nodes: readonly NodeObservation[],
  answer: (expression: string) => Series[] = () => OFFERS,
): Promise<{ prices: (number | undefined)[]; asked: string[]; findings: FindingBook }> {
  const asked: string[] = [];
  const findings = new FindingBook();
  const { reader } = readerOf((expression) => {
    asked.push(expression);
    return answer(expression);
  });
  const priced = await withKarpenterPrices(nodes, reader, findings);
  const prices = priced.flatMap(({ spans }) => spans.map(({ karpenterPerHour }) => karpenterPerHour));
  return { prices, asked, findings };
}

test.each<[string, Partial<NodeObservation>, number | undefined]>([
  ["on demand", {}, 0.096],
  ["on spot, in its zone", { capacityType: "spot" }, 0.031],
  ["on spot, in another zone", { capacityType: "spot", zone: "us-east-1b" }, 0.044],
  ["on demand, wherever it is, for all zones ask the same", { zone: "" }, 0.096],
  ["of which two replicas tell another price", { instanceType: "m5.twice" }, 0.2],
  ["on spot, nobody knows where", { capacityType: "spot", zone: "" }, undefined],
  ["in a zone that Karpenter does not tell of", { zone: "us-east-1f" }, undefined],
  ["on reserved capacity, whose price Karpenter makes up", { capacityType: "reserved" }, undefined],
  ["in a capacity block", { capacityType: "capacity-block" }, undefined],
  ["of a type that Karpenter tells nought of", { instanceType: "m5.free" }, undefined],
  ["of a type that Karpenter does not know", { instanceType: "m9.large" }, undefined],
])("a node %s", async (_which, fields, price) => {
  expect((await pricesOf([{ ...NODE, ...fields }])).prices).toEqual([price]);
});

test.each<[string, NodeObservation]>([
  ["that the exporter prices", createNode({ instanceType: "m5.large", price: { perNodeHour: 0.1 } })],
  ["of no type", createNode()],
  ["whose pods are billed", createNode({ instanceType: "m5.large", billing: "pods" })],
])("nothing is asked for a node %s", async (_which, node) => {
  expect(await pricesOf([node])).toMatchObject({ prices: [undefined], asked: [] });
});

test("only the types in use are asked for, a hundred at a time", async () => {
  const nodes = Array.from({ length: 150 }, (_, index) => ({ ...NODE, instanceType: `m${index}.large` }));
  const { asked } = await pricesOf([...nodes, ...nodes], () => []);
  expect(asked).toHaveLength(2);
  expect(asked[0]).toContain(METRIC);
  expect(asked[0]).toContain(String.raw`m0\\.large|m1\\.large|`);
});

test("an hour in which Karpenter's prices are not answered goes on without them, and says so", async () => {
  const { prices, findings } = await pricesOf([NODE], () => {
    throw new SourceError("too many samples");
  });
  expect(prices).toEqual([undefined]);
  expect(findings.list()).toMatchObject([{ code: "karpenter_prices_unread", detail: "too many samples" }]);
});
