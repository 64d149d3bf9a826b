import { expect, test } from "vitest";
import { observeHour } from "../../../../server/src/sources/prometheus/observe-hour.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { readerOf } from "./support/reader-of.ts";
import { HOUR, minute, minutesIn, seriesOf, steady } from "./support/series-of.ts";

const KSM = { job: "ksm", instance: "ksm:8080" };
const CONTAINER = { namespace: "shop", pod: "web-1", uid: "a", container: "web" };

const RECORDED: readonly Series[] = [
  seriesOf({ ...KSM, __name__: "kube_node_info", node: "n1" }, steady(-7, 67)),
  ...[
    ["cpu", 8],
    ["memory", 32],
  ].map(([resource, value]) =>
    seriesOf(
      { ...KSM, __name__: "kube_node_status_capacity", node: "n1", resource: String(resource) },
      steady(-7, 67, { value: Number(value) }),
    ),
  ),
  seriesOf({ ...KSM, __name__: "kube_pod_info", ...CONTAINER, node: "n1" }, steady(-7, 67)),
  seriesOf({ ...KSM, __name__: "kube_pod_container_status_running", ...CONTAINER }, steady(-7, 67)),
];

/** Answers from the recording as far as it goes: by metric, samples or their last. */
function answer(expression: string): Series[] {
  const found = RECORDED.filter(({ labels }) => expression.includes(`${labels["__name__"]}{`));
  const isVector = /^(?:last_over_time|count)/.test(expression);
  return isVector ? found.map(({ labels }) => seriesOf(labels, [[minute(67), 1]])) : found;
}

test("an hour that was seen whole has its pods and no gaps", async () => {
  const hour = await observeHour(readerOf(answer).reader);

  expect(minutesIn(hour.seenMinutes)).toBe(60);
  expect(hour.gaps).toEqual([]);
  expect(hour.nodes.map(({ name }) => name)).toEqual(["n1"]);
  expect(hour.pods.map(({ name, node }) => [name, node])).toEqual([["web-1", "n1"]]);
  expect([hour.network, hour.networkPrices, hour.fee]).toEqual([null, null, null]);
});

test.each(["kube_pod_container_status_running", "container_cpu_usage_seconds_total", "kube_node_info"])(
  "a partial answer about %s makes the whole hour unseen, and its nodes unobserved",
  async (metric) => {
    const { reader } = readerOf(answer, { isPartial: (expression) => expression.includes(metric) });

    const hour = await observeHour(reader);

    expect(minutesIn(hour.seenMinutes)).toBe(0);
    expect(hour.gaps).toEqual([{ start: HOUR, end: minute(60), reason: "source_down" }]);
    expect(hour.pods).toEqual([]);
    expect(hour.nodes.map(({ unobservedMinutes }) => minutesIn(unobservedMinutes))).toEqual([60]);
  },
);

test("an hour of which the server knows nothing is a gap", async () => {
  const hour = await observeHour(readerOf(() => []).reader);

  expect(hour.gaps).toEqual([{ start: HOUR, end: minute(60), reason: "not_scraped" }]);
  expect([hour.nodes, hour.pods, hour.volumes, hour.loadBalancers]).toEqual([[], [], [], []]);
});
