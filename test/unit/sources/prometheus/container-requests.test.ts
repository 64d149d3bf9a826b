import { expect, test } from "vitest";
import { deviceWorthOf } from "../../../../server/src/sources/prometheus/assets/device-worth.ts";
import { FamilySeries } from "../../../../server/src/sources/prometheus/query/family-series.ts";
import { Requests } from "../../../../server/src/sources/prometheus/pods/container-requests.ts";
import { containerKey, PodLives } from "../../../../server/src/sources/prometheus/pods/pod-lives.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { HOUR, minute, seriesOf, steady } from "./support/series-of.ts";

const POD = { namespace: "ml", pod: "train-1", uid: "a" };
const CONTAINER = { ...POD, container: "train" };

function requestsOf(requests: readonly Series[], gpuAllocation: readonly Series[] = []) {
  const lives = new PodLives();
  lives.learn([seriesOf(POD, steady(0, 60))]);
  return new Requests({ requests, gpuAllocation }, lives, {
    hour: HOUR,
    deviceWorth: deviceWorthOf(new FamilySeries([]), HOUR),
  }).of(containerKey(POD, "train"));
}

test("a request holds for the whole hour, wherever in it it was seen", () => {
  const cpu = seriesOf({ ...CONTAINER, resource: "cpu" }, [[minute(67), 1.5]]);
  const ram = seriesOf({ ...CONTAINER, resource: "memory" }, steady(0, 3, { value: 1024 }));

  const requests = requestsOf([cpu, ram]);

  expect([...new Set(requests.cpuCores)]).toEqual([1.5]);
  expect([...new Set(requests.ramBytes)]).toEqual([1024]);
});

test("what nobody requested is 0", () => {
  const requests = requestsOf([]);

  expect([requests.cpuCores[0], requests.ramBytes[0], requests.gpus[0]]).toEqual([0, 0, 0]);
});

test("a request that changes goes by the nearest sample", () => {
  const cpu = seriesOf({ ...CONTAINER, resource: "cpu" }, [
    ...steady(0, 30, { value: 1 }),
    ...steady(31, 60, { value: 2 }),
  ]);

  const { cpuCores } = requestsOf([cpu]);

  expect([cpuCores[29], cpuCores[30], cpuCores[31]]).toEqual([1, 2, 2]);
});

test("a copy of the same request does not add to it", () => {
  const { uid: _, ...unnamed } = CONTAINER;
  const cpu = seriesOf({ ...CONTAINER, resource: "cpu" }, [[minute(67), 1]]);
  const copy = seriesOf({ ...unnamed, resource: "cpu" }, [[minute(67), 1]]);

  expect(requestsOf([cpu, copy]).cpuCores[0]).toBe(1);
});

test("GPUs may be fractions, of several kinds, and not their memory", () => {
  const whole = seriesOf({ ...CONTAINER, resource: "nvidia_com_gpu" }, [[minute(67), 1]]);
  const part = seriesOf({ ...CONTAINER, resource: "example_com_gpu_shared" }, [[minute(67), 0.25]]);
  const memory = seriesOf({ ...CONTAINER, resource: "nvidia_com_gpumem" }, [[minute(67), 8000]]);

  expect(requestsOf([whole, part, memory]).gpus[0]).toBe(1.25);
});

test("the exporter's allocation of GPUs counts only where no request tells of GPUs", () => {
  const allocation = seriesOf({ namespace: "ml", pod: "train-1", container: "train" }, [[minute(67), 0.5]]);
  const request = seriesOf({ ...CONTAINER, resource: "nvidia_com_gpu" }, [[minute(67), 1]]);

  expect(requestsOf([], [allocation]).gpus[0]).toBe(0.5);
  expect(requestsOf([request], [allocation]).gpus[0]).toBe(1);
});

test("huge pages are told beside memory", () => {
  const pages = seriesOf({ ...CONTAINER, resource: "hugepages_2Mi" }, [[minute(67), 2 ** 30]]);
  const large = seriesOf({ ...CONTAINER, resource: "hugepages_1Gi" }, [[minute(67), 2 ** 31]]);
  const ram = seriesOf({ ...CONTAINER, resource: "memory" }, [[minute(67), 1024]]);

  const { ramBytes, hugePageBytes } = requestsOf([pages, large, ram]);

  expect([ramBytes[0], hugePageBytes[0]]).toEqual([1024, 3 * 2 ** 30]);
});

test.each([2 ** 64, -1, Number.POSITIVE_INFINITY])("a request of %s for a moment is not told", (odd) => {
  const cpu = seriesOf({ ...CONTAINER, resource: "cpu" }, [
    ...steady(0, 29),
    ...steady(30, 32, { value: odd }),
    ...steady(33, 60),
  ]);

  const requests = requestsOf([cpu]);

  expect([...new Set(requests.cpuCores)]).toEqual([1]);
  expect(requests.odd).toBe(odd);
});
