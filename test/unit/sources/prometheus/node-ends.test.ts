import { expect, test } from "vitest";
import { observeHour } from "../../../../server/src/sources/prometheus/observe-hour.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { readerOf } from "./support/reader-of.ts";
import { minute, minutesIn, type Point, seriesOf, steady } from "./support/series-of.ts";

const KSM = { job: "ksm", instance: "ksm:8080" };
const ALL = steady(-7, 67);

interface NodeLife {
  readonly info?: readonly Point[];
  readonly ready?: readonly Point[];
  readonly unknown?: readonly Point[];
}

function node(name: string, { info = ALL, ready, unknown }: NodeLife = {}): Series[] {
  const told = (metric: string, labels: Record<string, string>, points: readonly Point[]): Series =>
    seriesOf({ ...KSM, __name__: metric, node: name, ...labels }, points);
  const sized = (resource: string, value: number): Series =>
    told(
      "kube_node_status_capacity",
      { resource },
      info.map(([time]): Point => [time, value]),
    );
  const condition = (status: string, points: readonly Point[] = []): Series[] =>
    points.length > 0 ? [told("kube_node_status_condition", { condition: "Ready", status }, points)] : [];
  return [
    told("kube_node_info", {}, info),
    sized("cpu", 8),
    sized("memory", 2 ** 35),
    ...condition("true", ready),
    ...condition("unknown", unknown),
  ];
}

/** A pod that kube-state-metrics says to run all the time; cAdvisor measures it at `measured`. */
function pod(name: string, on: string, measured: readonly Point[] = []): Series[] {
  const labels = { namespace: "shop", pod: name, uid: `uid-${name}` };
  const cadvisor = { job: "kubelet", instance: `${on}:10250`, node: on };
  return [
    seriesOf({ ...KSM, __name__: "kube_pod_info", ...labels, node: on }, ALL),
    seriesOf({ ...KSM, __name__: "kube_pod_container_status_running", ...labels, container: "app" }, ALL),
    ...(measured.length > 0
      ? [
          seriesOf(
            {
              ...cadvisor,
              __name__: "container_memory_working_set_bytes",
              ...labels,
              container: "app",
              id: "/a",
            },
            measured,
          ),
        ]
      : []),
  ];
}

interface World {
  readonly recorded: readonly Series[];
  /** Nodes that were described within the month before. */
  readonly before?: readonly string[];
}

function answering({ recorded, before = [] }: World) {
  return (expression: string): Series[] => {
    if (expression.includes("[30d:")) {
      return before.map((name) =>
        seriesOf({ ...KSM, __name__: "kube_node_info", node: name }, [[minute(0), 9]]),
      );
    }
    const status = /status="(\w+)"/.exec(expression)?.[1];
    const found = recorded.filter(
      ({ labels }) =>
        expression.includes(`${labels["__name__"]}{`) && (labels["status"] ?? status) === status,
    );
    if (expression.startsWith("min_over_time")) {
      return found.map(({ labels, values }) => seriesOf(labels, [[minute(67), Math.min(...values)]]));
    }
    const isVector = /^(?:last_over_time|count)/.test(expression);
    return isVector ? found.map(({ labels }) => seriesOf(labels, [[minute(67), 1]])) : found;
  };
}

async function observe(world: World, options: Parameters<typeof observeHour>[1] = {}) {
  const hour = await observeHour(readerOf(answering(world)).reader, options);
  const ran = (name: string): number => {
    const [container] = hour.pods.find((each) => each.name === name)?.containers ?? [];
    return container ? Math.round(minutesIn(container.ranMinutes)) : 0;
  };
  const seen = (name: string): number =>
    Math.round(minutesIn(hour.nodes.find((each) => each.name === name)?.seenMinutes ?? new Float64Array()));
  return { hour, ran, seen, codes: hour.findings.map(({ code }) => code) };
}

test("a pod that stands as Running on a node that went ends with it", async () => {
  const { ran, codes } = await observe({
    recorded: [
      ...node("a"),
      ...node("gone", { info: steady(-7, 10) }),
      ...pod("stuck", "gone"),
      ...pod("web", "a"),
    ],
  });

  expect(ran("web")).toBe(60);
  expect(ran("stuck")).toBe(11);
  expect(codes).toEqual(["pod_on_gone_node"]);
});

test("a node that was described before the hour is not made up again", async () => {
  const { hour, codes } = await observe({
    recorded: [...node("a"), ...pod("stuck", "gone"), ...pod("web", "a")],
    before: ["gone"],
  });

  expect(hour.pods.map(({ name }) => name)).toEqual(["web"]);
  expect(codes).toEqual(["pod_on_gone_node"]);
});

test("a pod that is measured ran, though its node is described no more", async () => {
  const { ran, codes } = await observe({
    recorded: [...node("a"), ...pod("web", "gone", ALL)],
    before: ["gone"],
  });

  expect(ran("web")).toBe(60);
  expect(codes).toEqual(["node_undescribed"]);
});

test("a pod on a node that was never described runs, and the node is marked", async () => {
  const { ran, codes } = await observe({ recorded: [...node("a"), ...pod("web", "ghost")] });

  expect(ran("web")).toBe(60);
  expect(codes).toEqual(["node_undescribed"]);
});

const OFF = ALL.map(([time]): Point => [time, 0]);

test("a node that is lost for long is not billed, nor are its pods, unless such machines are paid", async () => {
  const recorded = [
    ...node("a", { ready: ALL }),
    ...node("lost", { ready: OFF, unknown: ALL }),
    ...pod("stuck", "lost"),
    ...pod("web", "a", ALL),
  ];
  const unpaid = await observe({ recorded });
  const paid = await observe({ recorded }, { notReadyNodes: "paid" });

  // The recording begins seven minutes before the hour, and Kubernetes waits for five.
  expect([unpaid.seen("lost"), unpaid.ran("stuck")]).toEqual([0, 0]);
  expect([paid.seen("lost"), paid.ran("stuck")]).toEqual([60, 60]);
  expect(unpaid.codes).toEqual(["node_not_ready", "pod_on_gone_node"]);
  expect(paid.codes).toEqual(["node_not_ready"]);
});

test("a node that is lost for a few minutes, or whose pods are measured, is billed", async () => {
  const blip = ALL.map(([time], at): Point => [time, at > 30 && at < 34 ? 0 : 1]);
  const { seen, codes } = await observe({
    recorded: [
      ...node("a", { ready: ALL }),
      ...node("blip", { ready: blip }),
      ...node("flaky", { ready: OFF, unknown: ALL }),
      ...pod("web", "flaky", ALL),
    ],
  });

  expect([seen("blip"), seen("flaky")]).toEqual([60, 60]);
  expect(codes).toEqual([]);
});

test("where cAdvisor is not scraped, a node that says itself that it is not ready is billed", async () => {
  const { seen } = await observe({
    recorded: [...node("sick", { ready: OFF }), ...node("lost", { ready: OFF, unknown: ALL })],
  });

  expect([seen("sick"), seen("lost")]).toEqual([60, 0]);
});
