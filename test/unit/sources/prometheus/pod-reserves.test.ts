import { expect, test } from "vitest";
import { Requests } from "../../../../server/src/sources/prometheus/pods/container-requests.ts";
import { PodLives } from "../../../../server/src/sources/prometheus/pods/pod-lives.ts";
import {
  PodReserves,
  type ReserveSeries,
} from "../../../../server/src/sources/prometheus/pods/pod-reserves.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { createContainer, minutesBetween } from "../../../support/observations.ts";
import { HOUR, minute, type Point, seriesOf, steady } from "./support/series-of.ts";

const POD = { namespace: "ml", pod: "train-1", uid: "a" };
/** kube-scheduler tells no uid. */
const NAMED = { namespace: "ml", pod: "train-1" };
const INIT = "kube_pod_init_container_resource_requests";

function told(resource: string, value: number, labels: Record<string, string> = {}): Series {
  return seriesOf({ ...NAMED, resource, ...labels }, [[minute(60), value]]);
}

function container(name: string, cpu: number, metric = "kube_pod_container_resource_requests"): Series {
  return told("cpu", cpu, { ...POD, container: name, __name__: metric });
}

function reserveOf(
  requests: readonly Series[],
  told_: Partial<ReserveSeries>,
  ran = [createContainer({ name: "app" })],
) {
  const lives = new PodLives();
  lives.learn([seriesOf(POD, steady(0, 60))]);
  const series = { podRequests: [], podSpecRequests: [], overheads: [], ...told_ };
  const known = new Requests({ requests, gpuAllocation: [] }, lives, { hour: HOUR, deviceWorth: () => null });
  return new PodReserves(series, known, { hour: HOUR, lives }).of(POD, ran);
}

test("a pod of which nothing is told as a whole reserves what its containers request", () => {
  expect(reserveOf([container("app", 1)], {})).toBeNull();
});

test("what the containers explain is not reserved twice", () => {
  const reserve = reserveOf([container("app", 1), container("proxy", 0.5)], {
    podRequests: [told("cpu", 1.5)],
  });

  expect(reserve?.cpu).toEqual({ whole: null, overhead: null });
});

test("the request of a large init container is no request of the whole pod", () => {
  const requests = [container("app", 1), container("prepare", 4, INIT)];

  expect(reserveOf(requests, { podRequests: [told("cpu", 4)] })?.cpu.whole).toBeNull();
});

test("a native sidecar adds to its pod's containers", () => {
  const requests = [container("app", 1), container("mesh", 0.5, INIT), container("prepare", 1, INIT)];
  const ran = [createContainer({ name: "app" }), createContainer({ name: "mesh" })];

  expect(reserveOf(requests, { podRequests: [told("cpu", 1.5)] }, ran)?.cpu.whole).toBeNull();
});

test.each(["podRequests", "podSpecRequests"] as const)(
  "a request that stands at the pod is the whole (%s)",
  (family) => {
    const reserve = reserveOf([], { [family]: [told("cpu", 4), told("memory", 2 ** 33)] });

    expect([reserve?.cpu.whole?.[0], reserve?.ram.whole?.[59]]).toEqual([4, 2 ** 33]);
  },
);

test("overhead is beside the whole: the scheduler's word includes it, the pod's own does not", () => {
  const overheads = [told("cpu", 0.25)];

  expect(reserveOf([], { podRequests: [told("cpu", 4.25)], overheads })?.cpu.whole?.[0]).toBe(4);
  expect(reserveOf([], { podSpecRequests: [told("cpu", 4)], overheads })?.cpu.whole?.[0]).toBe(4);
  expect(
    reserveOf([container("app", 1)], { podRequests: [told("cpu", 1.25)], overheads })?.cpu,
  ).toMatchObject({
    whole: null,
    overhead: new Float64Array(60).fill(0.25),
  });
});

test("a pod that is being made smaller reserves what it still has", () => {
  const reserve = reserveOf([container("app", 1)], {
    podRequests: [
      seriesOf({ ...NAMED, resource: "cpu" }, [...steady(0, 29, { value: 2 }), ...steady(30, 60)]),
    ],
  });

  expect([reserve?.cpu.whole?.[10], reserve?.cpu.whole?.[40]]).toEqual([2, 1]);
});

test("huge pages of a pod as a whole are beside its memory", () => {
  const reserve = reserveOf([], { podRequests: [told("hugepages-2Mi", 2 ** 30), told("memory", 2 ** 31)] });

  expect([reserve?.ram.whole?.[0], reserve?.ram.overhead?.[0]]).toEqual([2 ** 31, 2 ** 30]);
});

test("a sample that no machine could grant does not count", () => {
  const points: Point[] = steady(0, 60).map(([time], at) => [time, at === 20 ? 2 ** 64 : 4]);
  const reserve = reserveOf([], { podRequests: [seriesOf({ ...NAMED, resource: "cpu" }, points)] });

  expect([...new Set(reserve?.cpu.whole)]).toEqual([4]);
});

test("pods of another phase than running keep to their minutes", () => {
  const ran = [createContainer({ name: "app", ran: minutesBetween(0, 5) })];

  expect(reserveOf([], { podRequests: [told("cpu", 4)] }, ran)?.cpu.whole?.[50]).toBe(4);
});
