import { expect, test } from "vitest";
import { byContainer, PodLives } from "../../../../server/src/sources/prometheus/pods/pod-lives.ts";
import { findRanContainers } from "../../../../server/src/sources/prometheus/pods/ran-containers.ts";
import { ScrapeTimes } from "../../../../server/src/sources/prometheus/series/scrape-times.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { minuteShares } from "../../../../server/src/sources/prometheus/time/minute-grid.ts";
import { HOUR, minutesIn, seriesOf, steady } from "./support/series-of.ts";

const CONTAINER = { namespace: "shop", pod: "web-1", uid: "a", container: "web" };
const STATE = { job: "ksm", instance: "ksm:8080", __name__: "kube_pod_container_status_running" };
const INIT_STATE = { ...STATE, __name__: "kube_pod_init_container_status_running" };
const COPY = { job: "opencost", instance: "opencost:9003", __name__: "kube_pod_container_status_running" };
const CADVISOR = { job: "kubelet", instance: "node:10250" };

/** Minutes of the hour in which each container ran. */
function ranMinutes(running: readonly Series[], ram: readonly Series[] = []): Record<string, number> {
  const scrapes = new ScrapeTimes();
  scrapes.note([...running, ...ram], { isOfCluster: true });
  const lives = new PodLives();
  lives.learn([...running, ...ram]);
  const sources = { running, ram: byContainer(ram, lives), starts: new Map() };
  const ran = findRanContainers(sources, lives, { scrapes, trustedJobs: new Set(["ksm"]) });
  return Object.fromEntries(
    [...ran.values()].map(({ container, stretches }) => [
      container,
      minutesIn(minuteShares(stretches, HOUR)),
    ]),
  );
}

const otherState = seriesOf(
  { ...STATE, ...CONTAINER, pod: "other", uid: "o", container: "o" },
  steady(-5, 65),
);

test("a container runs while its state says so, not while it is pending or finished", () => {
  const state = seriesOf({ ...STATE, ...CONTAINER }, [
    ...steady(0, 9, { value: 0 }),
    ...steady(10, 29),
    ...steady(30, 60, { value: 0 }),
  ]);

  expect(ranMinutes([state])["web"]).toBe(20);
});

test("a sidecar among the init containers runs too", () => {
  const sidecar = seriesOf({ ...INIT_STATE, ...CONTAINER, container: "mesh" }, steady(-5, 65));

  expect(ranMinutes([sidecar, otherState])["mesh"]).toBe(60);
});

test("cAdvisor's samples tell while kube-state-metrics is not heard of", () => {
  const state = seriesOf({ ...STATE, ...CONTAINER }, [...steady(-5, 20), ...steady(41, 65)]);
  const ram = seriesOf({ ...CADVISOR, ...CONTAINER }, steady(-5, 65));

  expect(ranMinutes([state], [ram])["web"]).toBe(60);
});

test("cAdvisor's samples tell nothing while kube-state-metrics is heard of", () => {
  const finished = seriesOf({ ...STATE, ...CONTAINER }, [...steady(-5, 20), ...steady(21, 65, { value: 0 })]);
  const lingering = seriesOf({ ...CADVISOR, ...CONTAINER }, steady(-5, 25));

  expect(ranMinutes([finished], [lingering])["web"]).toBe(20);
});

test("a container that only cAdvisor knows ran, if it ran too long for anybody to have missed it", () => {
  const long = seriesOf({ ...CADVISOR, ...CONTAINER }, steady(10.5, 19.5));
  const short = seriesOf({ ...CADVISOR, ...CONTAINER, container: "blink" }, steady(10.5, 11.5));

  expect(ranMinutes([otherState], [long, short])).toMatchObject({ web: 10, blink: 0 });
});

test("a container that only cAdvisor knows ran where kube-state-metrics tells of other namespaces", () => {
  const ram = seriesOf({ ...CADVISOR, ...CONTAINER, namespace: "hidden" }, steady(10.5, 19.5));

  expect(ranMinutes([otherState], [ram])["web"]).toBe(10);
});

test("a copy without init containers does not silence a sidecar's memory samples", () => {
  const state = seriesOf({ ...INIT_STATE, ...CONTAINER, container: "mesh" }, [
    ...steady(-5, 20),
    ...steady(41, 65),
  ]);
  const copy = seriesOf({ ...COPY, ...CONTAINER }, steady(-5, 65));
  const ram = seriesOf({ ...CADVISOR, ...CONTAINER, container: "mesh" }, steady(-5, 65));

  expect(ranMinutes([state, copy], [ram])["mesh"]).toBe(60);
});

test("a copy without uid tells of the same container", () => {
  const { uid: _, ...unnamed } = CONTAINER;
  const state = seriesOf({ ...STATE, ...CONTAINER }, steady(5.5, 21.5));
  const copy = seriesOf({ ...COPY, ...unnamed }, steady(5.2, 21.2));
  const otherCopy = { ...COPY, ...CONTAINER, pod: "other", uid: "o", container: "o" };
  const others = [otherState, seriesOf(otherCopy, steady(-5, 65))];

  expect(ranMinutes([state, copy, ...others])["web"]).toBe(17);
});
