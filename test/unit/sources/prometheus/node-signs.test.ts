import { describe, expect, test } from "vitest";
import type { Observation } from "../../../../server/src/domain/observation.ts";
import { SourceError } from "../../../../server/src/sources/source-error.ts";
import { observeHour } from "../../../../server/src/sources/prometheus/observe-hour.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { answerFrom } from "./support/answer-from.ts";
import { STATE } from "./support/asset-context.ts";
import { readerOf } from "./support/reader-of.ts";
import { minutesIn, type Point, seriesOf, steady } from "./support/series-of.ts";

const ALL = steady(-7, 67);
const [EARLY, LATE] = [steady(-7, 24), steady(30, 67)];
const EXPORTER = { job: "node-exporter", instance: "10.0.0.4:9100" };

function told(name: string, labels: Record<string, string>, points: readonly Point[] = ALL): Series {
  return seriesOf({ __name__: name, ...labels }, points);
}

function info(providerId: string, points = ALL): Series {
  const labels = { ...STATE, node: "a", internal_ip: "10.0.0.4", provider_id: providerId };
  return told("kube_node_info", labels, points);
}

function firmware(type: string, id: string, points = ALL): Series {
  const labels = { system_vendor: "Amazon EC2", product_name: type, board_asset_tag: id };
  return told("node_dmi_info", { ...EXPORTER, ...labels }, points);
}

const SIZE = (["cpu", "memory"] as const).map((resource) =>
  seriesOf(
    { ...STATE, __name__: "kube_node_status_capacity", node: "a", resource },
    steady(-7, 67, { value: resource === "cpu" ? 4 : 16 * 2 ** 30 }),
  ),
);

function isOfSigns(expression: string): boolean {
  return expression.includes("node_dmi_info");
}

function observe(recorded: readonly Series[]): Promise<Observation> {
  return observeHour(readerOf(answerFrom([...SIZE, ...recorded])).reader);
}

describe("what machines tell of themselves", () => {
  test("is asked for in one query", async () => {
    const { reader, asked } = readerOf(
      answerFrom([...SIZE, info("aws:///eu-west-1a/i-0a"), firmware("m5.large", "i-0a")]),
    );

    const { nodes } = await observeHour(reader);

    expect(nodes[0]).toMatchObject({ instanceType: "m5.large", region: "eu-west-1", zone: "eu-west-1a" });
    expect(asked.filter((expression) => expression.includes("node_dmi_info"))).toHaveLength(1);
  });

  test("is another machine's from the minute on in which that bears the name", async () => {
    const { nodes } = await observe([
      info("aws:///eu-west-1a/i-0a", EARLY),
      info("aws:///eu-west-1a/i-0b", LATE),
      firmware("m5.large", "i-0a", EARLY),
      firmware("c5.xlarge", "i-0b", LATE),
    ]);

    expect(nodes[0]?.spans.map(({ fromMinute, identity }) => [fromMinute, identity?.instanceType])).toEqual([
      [0, "m5.large"],
      [27, "c5.xlarge"],
    ]);
  });

  test("makes no node of what stands in for a machine that is waited for", async () => {
    const { nodes } = await observe([info("aws:///eu-west-1a/i-placeholder-shop-3")]);

    expect(nodes).toEqual([]);
  });

  test("is told as a contradiction where the labels say otherwise", async () => {
    const labels = { ...STATE, node: "a", label_node_kubernetes_io_instance_type: "m5.xlarge" };
    const { nodes, findings } = await observe([
      info("aws:///eu-west-1a/i-0a"),
      told("kube_node_labels", labels),
      firmware("m5.large", "i-0a"),
    ]);

    expect(nodes[0]).toMatchObject({ instanceType: "m5.xlarge", told: { instanceType: "labels" } });
    expect(findings.find(({ code }) => code === "node_identity_contradicts")).toMatchObject({
      subject: { kind: "node", name: "a" },
      minutes: 60,
      detail: "instance type m5.xlarge by labels, m5.large by firmware",
    });
  });

  test("is missed by no hour where it is refused, or answered in part", async () => {
    const answer = answerFrom([...SIZE, info("aws:///eu-west-1a/i-0a")]);
    const refusing = readerOf((expression) => {
      if (isOfSigns(expression)) throw new SourceError("query.max-samples");
      return answer(expression);
    });
    const refused = await observeHour(refusing.reader);
    const inPart = await observeHour(readerOf(answer, { isPartial: isOfSigns }).reader);

    for (const hour of [refused, inPart]) {
      expect(minutesIn(hour.seenMinutes)).toBe(60);
      expect(hour.nodes.map(({ region }) => region)).toEqual(["eu-west-1"]);
    }
    expect(refused.findings.map(({ code, detail }) => [code, detail])).toContainEqual([
      "node_signs_unread",
      "query.max-samples",
    ]);
  });

  test("may stand on cAdvisor's own series alone", async () => {
    const cadvisor = {
      job: "kubernetes-nodes-cadvisor",
      instance: "a",
      namespace: "shop",
      pod: "web-1",
      container: "web",
      image: "web",
    };
    const copied = {
      node_kubernetes_io_instance_type: "m5.large",
      topology_kubernetes_io_region: "eu-west-1",
      eks_amazonaws_com_nodegroup: "base",
    };
    const { nodes } = await observe([
      info(""),
      told("kube_pod_info", { ...STATE, namespace: "shop", pod: "web-1", uid: "u", node: "a" }),
      told("container_memory_working_set_bytes", { ...cadvisor, ...copied }),
    ]);

    expect(nodes[0]).toMatchObject({
      instanceType: "m5.large",
      region: "eu-west-1",
      pool: "base",
      told: { instanceType: "copied-labels", region: "copied-labels" },
    });
  });
});
