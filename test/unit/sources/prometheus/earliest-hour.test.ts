import { HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import { createPrometheusSource } from "../../../../server/src/sources/prometheus/prometheus-source.ts";
import { fakePrometheus, type ReceivedQuery, success } from "./support/fake-prometheus.ts";
import { HOUR, minute } from "./support/series-of.ts";

const NEVER = new AbortController().signal;
const NOW = minute(25);

/** The earliest hour of a server that has the metric at the given times, and what it was asked. */
async function earliest(metric: string, times: readonly number[]) {
  await using server = await fakePrometheus(({ path, form }) => {
    const isAsked = form.get("query")?.includes(metric) ?? false;
    if (path === "/api/v1/query_range") {
      const past = times.filter((time) => time % HOUR_MS === 0).map((time) => [time / 1000, "3"]);
      return success(isAsked && past.length > 0 ? [{ metric: {}, values: past }] : []);
    }
    const isPresent = isAsked && times.includes(NOW);
    return success(isPresent ? [{ metric: {}, value: [NOW / 1000, "3"] }] : [], { resultType: "vector" });
  });
  const source = createPrometheusSource({ url: server.url, matchers: { cluster: "eu" }, now: () => NOW });
  const hour = await source.earliestHour(NEVER);
  return { hour, received: [...server.received] satisfies ReceivedQuery[] };
}

test("the first hour is the one before the first full hour with data", async () => {
  const { hour, received } = await earliest("kube_node_info", [HOUR - 2 * HOUR_MS, HOUR - HOUR_MS, HOUR]);

  expect(hour).toBe(HOUR - 3 * HOUR_MS);
  expect(received).toHaveLength(1);
  expect(received[0]?.form.get("query")).toBe('count(kube_node_info{cluster="eu"})');
});

test("looks back ninety days, hour by hour", async () => {
  const { received } = await earliest("kube_node_info", [HOUR]);

  const [start, end, step] = ["start", "end", "step"].map((name) => Number(received[0]?.form.get(name)));
  expect(((end ?? 0) - (start ?? 0)) / 86_400).toBe(90);
  expect(step).toBe(3600);
});

test("data that began within this hour is found too", async () => {
  expect((await earliest("kube_node_info", [NOW])).hour).toBe(HOUR);
});

test.each(["kube_pod_info", "up"])("without nodes %s shows that the cluster was watched", async (metric) => {
  expect((await earliest(metric, [HOUR])).hour).toBe(HOUR - HOUR_MS);
});

test("a server without any of it has no first hour", async () => {
  expect((await earliest("nothing", [HOUR])).hour).toBeNull();
});
