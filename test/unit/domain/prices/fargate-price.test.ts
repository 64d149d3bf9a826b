import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { readRates } from "../../../../server/src/domain/prices/list/rates.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { priceShelf } from "../../../../server/src/price-list/price-shelf.ts";
import { LIST_FOLDER } from "../../../../server/src/price-list/lists-in-use.ts";
import { createContainer, createNode, createObservation, createPod } from "../../../support/observations.ts";

const LABELS = { eks_amazonaws_com_compute_type: "fargate" };
const RATES = await readFile(path.join(LIST_FOLDER, "rates.tsv"), "utf8");

type Identity = Partial<Parameters<typeof createNode>[0]>;

/** What an hour of one pod costs that requests so much on a node that is no machine, and who says so. */
async function podOn(
  identity: Identity,
  cpuRequest: number,
  ramRequestGib: number,
): Promise<[number, string]> {
  const node = createNode({ name: "fargate-ip-10-0-1-2", billing: "pods", ...identity });
  const pod = createPod({ node: node.name, containers: [createContainer({ cpuRequest, ramRequestGib })] });
  const lists = await priceShelf()([node]);
  const hour = allocateHour(createObservation({ nodes: [node], pods: [pod] }), {
    ...DEFAULT_PRICE_BOOK,
    lists,
  });
  const nano = hour.rows.reduce((sum, { measures }) => sum + measures.cpuNano + measures.ramNano, 0n);
  return [Number(nano) / 1e9, hour.nodes[0]?.rates.rule ?? ""];
}

test.each<[string, number, number, number]>([
  // With 0.25 GiB for Kubernetes' parts, up to the next size.
  ["0.25 cores and 1 GiB", 0.25, 0.5, 0.25 * 0.04048 + 1 * 0.004445],
  ["1 core and 3 GiB", 0.6, 2.5, 1 * 0.04048 + 3 * 0.004445],
  ["0.25 cores and 0.5 GiB, the smallest", 0, 0, 0.25 * 0.04048 + 0.5 * 0.004445],
  ["16 cores and 120 GiB, the largest", 16, 119, 16 * 0.04048 + 120 * 0.004445],
])("a pod on Fargate in Virginia pays for %s", async (_size, cores, gib, dollars) => {
  const [cost, rule] = await podOn({ labels: LABELS, region: "us-east-1" }, cores, gib);
  expect(cost).toBeCloseTo(dollars, 8);
  expect(rule).toBe("list 2026-09-30, Fargate in us-east-1, by pod");
});

test.each<[string, Identity, string]>([
  [
    "its label and provider id",
    { labels: LABELS, providerId: "aws:///eu-central-1a/1a2b/fargate-ip-10-0-1-2.x" },
    "eu-central-1",
  ],
  [
    "its provider id alone",
    { providerId: "aws:///ap-northeast-1a/1a2b/fargate-ip-10-0-1-2.x" },
    "ap-northeast-1",
  ],
  ["its name", { name: "fargate-ip-10-0-1-2.sa-east-1.compute.internal" }, "sa-east-1"],
  ["its name in Virginia", { name: "fargate-ip-10-0-1-2.ec2.internal" }, "us-east-1"],
])("a node of Fargate's is known, and its region, by %s", async (_by, identity, region) => {
  const [, rule] = await podOn(identity, 1, 2);
  expect(rule).toContain(`Fargate in ${region}, by pod`);
});

test.each<[string, Identity]>([
  ["in a region whose rates are not known", { labels: LABELS, region: "af-south-1" }],
  ["of which no region is known", {}],
  ["of another kind", { name: "virtual-node-aci-linux", region: "eastus", providerId: "azure:///x" }],
])("no list prices pods on a node %s", async (_which, identity) => {
  const [, rule] = await podOn(identity, 1, 2);
  expect(rule).not.toContain("list");
});

test("each region has both rates of Fargate or neither, and each rate is read", () => {
  const rates = readRates(RATES, "aws");
  const regions = [...rates.keys()].filter((key) => key.includes("fargate")).map((key) => key.split(" ")[0]);
  expect(new Set(regions).size * 2).toBe(regions.length);
  expect(RATES.trim().split("\n")).toHaveLength(1 + rates.size + readRates(RATES, "gcp").size);
});

test.each([
  ["a price of nothing", "aws\tus-east-1\tload-balancer\t0\thour\t2026-01-01\tx"],
  ["another unit", "aws\tus-east-1\tload-balancer\t0.02\tmonth\t2026-01-01\tx"],
  ["an unknown rate", "aws\tus-east-1\tnat\t0.02\thour\t2026-01-01\tx"],
  ["no day", "aws\tus-east-1\tload-balancer\t0.02\thour\tnow\tx"],
  ["no origin", "aws\tus-east-1\tload-balancer\t0.02\thour\t2026-01-01\t"],
])("rates with %s are refused, with the line", (_what, line) => {
  expect(() => readRates(`${RATES}${line}\n`, "aws")).toThrow(/^Rates, line \d+: /);
});
