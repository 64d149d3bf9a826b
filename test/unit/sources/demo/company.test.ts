import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Observation } from "../../../../server/src/domain/observation.ts";
import { DATA_WORKLOADS } from "../../../../server/src/sources/demo/company/data-workloads.ts";
import { SEARCH_WORKLOADS } from "../../../../server/src/sources/demo/company/search-workloads.ts";
import {
  DAEMONS,
  PLATFORM_WORKLOADS,
} from "../../../../server/src/sources/demo/company/platform-workloads.ts";
import { SHOP_WORKLOADS } from "../../../../server/src/sources/demo/company/shop-workloads.ts";
import { minutesAbove0, MONDAY, observeHour, podsOf } from "./hours.ts";

const NOON = MONDAY + 11 * 3_600_000;

function teamsOf({ pods }: Observation, namespace: string): Set<string | undefined> {
  return new Set(pods.filter((pod) => pod.namespace === namespace).map((pod) => pod.labels["team"]));
}

// A name that changes gives every demo cluster other costs for its past, and hours that are stored count as changed.
test("the company's workloads are what they have always been", () => {
  const workloads = [
    ...DAEMONS,
    ...PLATFORM_WORKLOADS,
    ...SHOP_WORKLOADS,
    ...SEARCH_WORKLOADS,
    ...DATA_WORKLOADS,
  ];
  const digest = createHash("sha256").update(JSON.stringify(workloads)).digest("hex");
  expect(digest.slice(0, 16)).toBe("2416f33dac679307");
});

test("each pod says its app, team, environment and tier", async () => {
  const { pods } = await observeHour(NOON);

  for (const { labels, controller, namespace } of pods) {
    expect(Object.keys(labels)).toEqual(["app", "env", "team", "tier"]);
    expect(labels["app"]).toBe(controller);
    expect(labels["env"]).toBe(namespace === "staging" ? "staging" : "production");
  }
});

test("two teams share one namespace, and teams own several", async () => {
  const observation = await observeHour(NOON);

  expect(teamsOf(observation, "data-platform")).toEqual(new Set(["data", "platform"]));
  expect(teamsOf(observation, "storefront")).toEqual(teamsOf(observation, "checkout"));
  expect(teamsOf(observation, "search")).toEqual(new Set(["discovery"]));
});

test("every node has each of the daemons", async () => {
  const { nodes, pods } = await observeHour(NOON);

  for (const { name } of nodes.filter((node) => minutesAbove0(node.seenMinutes).length === 60)) {
    const daemons = pods.filter((pod) => pod.node === name && pod.controllerKind === "DaemonSet");
    expect(daemons.map((pod) => pod.controller)).toEqual(["aws-node", "node-exporter", "fluent-bit"]);
  }
});

test("payments run behind a sidecar that starts first", async () => {
  const [pod] = podsOf(await observeHour(NOON), "payments", "payment-gateway");

  expect(pod?.containers.map((container) => container.name)).toEqual(["istio-proxy", "gateway"]);
});

test("one volume is mounted by nobody, every other by its replica (staging's only while it is up)", async () => {
  const { volumes, pods } = await observeHour(NOON);
  const unmounted = volumes.filter(({ mounts, namespace }) => mounts.length === 0 && namespace !== "staging");
  const uids = new Set(pods.map((pod) => pod.uid));

  expect(unmounted.map((volume) => volume.claim)).toEqual(["data-legacy-mysql-0"]);
  expect(volumes.flatMap((volume) => volume.mounts).every((mount) => uids.has(mount.podUid))).toBe(true);
});

test("the exporter tells the spot market's price alone: what is bought on demand goes by the cloud's list", async () => {
  const { nodes } = await observeHour(NOON);
  const told = nodes.filter((node) => node.spans.every((span) => span.price !== null));

  expect(new Set(told.map((node) => node.capacityType))).toEqual(new Set(["spot"]));
  expect(told.length).toBe(nodes.filter((node) => node.capacityType === "spot").length);
  expect(told.length).toBeLessThan(nodes.length / 2);
});

test("some containers take more than they ask for, and some ask for nothing", async () => {
  const containers = (await observeHour(NOON)).pods.flatMap((pod) => pod.containers);
  const wasteful = containers.filter(
    (each) => (each.cpuRequestCores[0] ?? 0) > 5 * (each.cpuUsageCores[0] ?? 0),
  );
  const greedy = containers.filter((each) => (each.cpuUsageCores[0] ?? 0) > (each.cpuRequestCores[0] ?? 0));
  const unasked = containers.filter((each) => (each.cpuRequestCores[0] ?? 0) === 0);

  expect(wasteful.length).toBeGreaterThan(5);
  expect(greedy.length).toBeGreaterThan(5);
  expect(unasked.length).toBeGreaterThan(3);
});
