import { expect, test } from "vitest";
import { measureHour } from "../../../../server/src/domain/allocation/measure-hour.ts";
import {
  createContainer,
  createLoadBalancer,
  createNode,
  createObservation,
  createPod,
  createTraffic,
  createVolume,
  everyMinute,
  gib,
  minutesBetween,
} from "../../../support/observations.ts";

test("an hour keeps for how long each kind was measured, in seconds, each its own", () => {
  const { seenSeconds, kindSeconds } = measureHour(
    createObservation({
      seenMinutes: minutesBetween(0, 50),
      seenByKind: {
        gpu: minutesBetween(0, 10),
        volume: minutesBetween(0, 20),
        network: minutesBetween(0, 30),
        loadBalancer: minutesBetween(0, 1, 0.5),
      },
    }),
  );

  expect(seenSeconds).toBe(3_000);
  expect(kindSeconds).toEqual({ gpu: 600, volume: 1_200, network: 1_800, loadBalancer: 30 });
});

test("rows carry the labels of their namespace, and none where it has none", () => {
  const containers = [createContainer({ cpuRequest: 1 })];

  const { rows } = measureHour(
    createObservation({
      nodes: [createNode()],
      pods: [
        createPod({ name: "a", namespace: "shop", containers }),
        createPod({ name: "b", namespace: "lab", containers }),
      ],
      namespaceLabels: new Map([["shop", { team: "blue" }]]),
    }),
  );

  expect(rows.map(({ namespace, namespaceLabels }) => [namespace, namespaceLabels])).toEqual([
    ["lab", {}],
    ["shop", { team: "blue" }],
  ]);
});

test("nodes stand in order of their names, and each one's stretches in order of time", () => {
  const capacity = { cpuCores: 1, ramBytes: gib(1), gpus: 0, price: null };
  const spans = [0, 20, 40].map((fromMinute) => ({ fromMinute, ...capacity }));

  const { nodes } = measureHour(
    createObservation({ nodes: [createNode({ name: "b", spans }), createNode({ name: "a", spans })] }),
  );

  expect(nodes.map(({ name, span, fromMinute }) => [name, span, fromMinute])).toEqual([
    ["a", 0, 0],
    ["a", 1, 20],
    ["a", 2, 40],
    ["b", 0, 0],
    ["b", 1, 20],
    ["b", 2, 40],
  ]);
});

test("volumes and load balancers stand in order of their names, however the source listed them", () => {
  const { assets } = measureHour(
    createObservation({
      volumes: ["pv-2", "pv-3", "pv-1"].map((name) => createVolume({ name })),
      loadBalancers: [
        createLoadBalancer({ namespace: "shop", service: "front" }),
        createLoadBalancer({ namespace: "shop", service: "back" }),
        createLoadBalancer({ namespace: "lab", service: "front" }),
      ],
    }),
  );

  expect(assets.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([
    "shop/pv-1",
    "shop/pv-2",
    "shop/pv-3",
    "lab/front",
    "shop/back",
    "shop/front",
  ]);
});

test("of a load balancer its service is charged the minutes that were seen, and has no row without any", () => {
  const seen = createLoadBalancer({
    service: "seen",
    seenMinutes: minutesBetween(0, 45),
    unobservedMinutes: minutesBetween(45, 60),
  });
  const unseen = createLoadBalancer({
    service: "unseen",
    seenMinutes: everyMinute(0),
    unobservedMinutes: everyMinute(1),
  });

  const { rows, assets } = measureHour(createObservation({ loadBalancers: [seen, unseen] }));

  expect(rows.map((row) => [row.controller, row.measures.loadBalancerNanoHours])).toEqual([
    ["seen", 750_000_000n],
  ]);
  expect(
    assets.map(({ name, quantity, unobservedQuantity }) => [name, quantity, unobservedQuantity]),
  ).toEqual([
    ["seen", 1_000_000_000n, 250_000_000n],
    ["unseen", 1_000_000_000n, 1_000_000_000n],
  ]);
});

test("only volumes have a provider's id and a class, and traffic and the fee are no namespace's", () => {
  const { assets } = measureHour(
    createObservation({
      volumes: [createVolume({ providerId: "vol-1", storageClass: "gp3" })],
      loadBalancers: [createLoadBalancer()],
      network: [createTraffic({ zoneBytes: 1, regionBytes: 1, internetBytes: 1 })],
      fee: { perHour: 1, seenMinutes: everyMinute(1), unobservedMinutes: everyMinute(0) },
    }),
  );

  expect(assets.map((asset) => [asset.kind, asset.namespace, asset.providerId, asset.storageClass])).toEqual([
    ["volume", "shop", "vol-1", "gp3"],
    ["loadBalancer", "shop", "", ""],
    ["network", "", "", ""],
    ["network", "", "", ""],
    ["network", "", "", ""],
    ["fee", "", "", ""],
  ]);
});

test("a stretch of a node in which a container did not run has no row of it", () => {
  const capacity = { cpuCores: 1, ramBytes: gib(1), gpus: 0, price: null };
  const spans = [0, 30].map((fromMinute) => ({ fromMinute, ...capacity }));
  const early = createContainer({ ran: minutesBetween(0, 20), cpuRequest: 1 });

  const { rows } = measureHour(
    createObservation({ nodes: [createNode({ spans })], pods: [createPod({ containers: [early] })] }),
  );

  expect(rows.map(({ span }) => span)).toEqual([0]);
});

test("a volume that was seen for too short a time to weigh anything is unmounted, not its pods'", () => {
  const glimpse = createVolume({
    capacityBytes: gib(1_000_000),
    seenMinutes: minutesBetween(0, 1, 1e-10),
    mounts: [
      { namespace: "shop", pod: "web-1", podUid: "", mountedMinutes: minutesBetween(0, 1, 1e-10) },
      { namespace: "shop", pod: "web-2", podUid: "", mountedMinutes: everyMinute(0) },
    ],
  });

  const { rows } = measureHour(createObservation({ volumes: [glimpse] }));

  expect(rows.map(({ pod, measures }) => [pod, measures.volumeNanoGibHours])).toEqual([
    ["__unmounted__", 1_667n],
  ]);
});
