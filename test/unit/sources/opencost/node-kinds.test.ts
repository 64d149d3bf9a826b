import type { Finding } from "../../../../server/src/domain/findings/finding.ts";
import { MINUTE_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import type { OpenCostQuestion } from "../../../support/opencost/fake-opencost.ts";
import {
  type Answers,
  type RecordedRow,
  timeText,
  windowOf,
} from "../../../support/opencost/recorded-opencost.ts";
import { HOUR, observed, withAssets } from "./observed.ts";

function isR6i(row: RecordedRow): boolean {
  return row["nodeType"] === "r6i.xlarge";
}

test.each([
  { change: { labels: { type: "virtual-kubelet" } }, detail: "label type=virtual-kubelet" },
  { change: { cpuCores: 10_000 }, detail: "10000 cores" },
])("a node with $detail is billed by its pods", async ({ change, detail }) => {
  const { nodes, findings } = await observed(withAssets(isR6i, change));

  const billings = nodes.map(({ instanceType, billing }) => [instanceType, billing]);
  expect(billings.filter(([, billing]) => billing === "pods")).toEqual([["r6i.xlarge", "pods"]]);
  expect(findings.filter(isOfNode)).toMatchObject([{ code: "node_billed_by_pod", detail }]);
});

function isOfNode({ subject }: Finding): boolean {
  return subject.kind === "node";
}

/** Half an hour into the hour another machine takes the node's name. */
function passedOn({ allocations, assets }: Answers, question: OpenCostQuestion): Answers {
  const found = Object.entries(assets).find(([, row]) => isR6i(row));
  if (!found || windowOf(question).start !== HOUR) return { allocations, assets };

  const [key, old] = found;
  const half = timeText(HOUR + 30 * MINUTE_MS);
  const properties = { ...old.properties, providerID: "i-new" };
  return {
    allocations,
    assets: {
      ...assets,
      [key]: { ...old, end: half },
      other: { ...old, properties, nodeType: "r6i.4xlarge", start: half },
    },
  };
}

test("a name that passes to another machine is each machine in its minutes", async () => {
  const { nodes, findings } = await observed(passedOn);

  const node = nodes.find(({ spans }) => spans.length > 1);
  expect(node?.spans.map(({ fromMinute, identity }) => [fromMinute, identity?.instanceType])).toEqual([
    [0, "r6i.xlarge"],
    [30, "r6i.4xlarge"],
  ]);
  expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
  expect(findings.filter(isOfNode).map(({ code }) => code)).toEqual(["node_changed"]);
});

test("all labels of a node are there for prices, however many", async () => {
  const labels = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`feature_${index}`, "true"]));
  const { nodes } = await observed(withAssets(isR6i, { labels }));

  const counts = nodes.map((node) => Object.keys(node.labels).length);
  expect(Math.max(...counts)).toBe(120);
});
