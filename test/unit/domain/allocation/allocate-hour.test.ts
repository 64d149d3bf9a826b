import { expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import {
  createContainer,
  createFee,
  createLoadBalancer,
  createMount,
  createNode,
  createObservation,
  createPod,
  createTraffic,
  createVolume,
  everyMinute,
  gib,
  HOUR,
  minutesBetween,
  ROUND_BOOK,
} from "../../../support/observations.ts";

const oneCore = createContainer({ cpuRequest: 1 });

test("an hour keeps where it came from and what priced it", () => {
  const gaps = [{ start: HOUR, end: HOUR + 60_000, reason: "not_scraped" as const }];

  const hour = allocateHour(createObservation({ source: "demo", gaps }), ROUND_BOOK);

  expect(hour).toMatchObject({ hour: HOUR, source: "demo", priceBook: "round@1", currency: "EUR", gaps });
});

test.each([
  { what: "all of it", seenMinutes: everyMinute(1), seconds: 3_600 },
  { what: "none of it", seenMinutes: everyMinute(0), seconds: 0 },
  { what: "40 minutes", seenMinutes: minutesBetween(0, 40), seconds: 2_400 },
  { what: "half of each minute", seenMinutes: everyMinute(0.5), seconds: 1_800 },
])("an hour of which $what was seen has $seconds seen seconds", ({ seenMinutes, seconds }) => {
  expect(allocateHour(createObservation({ seenMinutes }), ROUND_BOOK).seenSeconds).toBe(seconds);
});

test("pods are billed on their own node, at its rates", () => {
  const nodes = [
    createNode({ name: "cheap", price: { perCpuCoreHour: 0.01, perRamGibHour: 0 } }),
    createNode({ name: "dear", price: { perCpuCoreHour: 0.09, perRamGibHour: 0 } }),
  ];
  const pods = ["cheap", "dear"].map((node) =>
    createPod({ name: `on-${node}`, node, containers: [oneCore] }),
  );

  const { rows } = allocateHour(createObservation({ nodes, pods }), ROUND_BOOK);

  expect(rows.map((row) => [row.pod, row.measures.cpuNano])).toEqual([
    ["on-cheap", 10_000_000n],
    ["on-dear", 90_000_000n],
  ]);
});

test("a pod on a node that nobody describes gets a node of its own making, on defaults, marked", () => {
  const pods = [createPod({ node: "ghost", containers: [oneCore] })];

  const hour = allocateHour(createObservation({ nodes: [createNode()], pods }), ROUND_BOOK);

  expect(hour.nodes.map((node) => [node.name, node.described, node.asset.cpu])).toEqual([
    ["ghost", false, 40_000_000n],
    ["node-1", true, 160_000_000n],
  ]);
  expect(hour.rows[0]).toMatchObject({ node: "ghost", measures: { cpuNano: 40_000_000n } });
});

test("a container that did not run has no row and makes up no node", () => {
  const pending = createContainer({ ran: 0, cpuRequest: 1 });
  const pods = [createPod({ node: "ghost", containers: [pending] })];

  const hour = allocateHour(createObservation({ pods }), ROUND_BOOK);

  expect(hour.rows).toEqual([]);
  expect(hour.nodes).toEqual([]);
});

test("a container that ran without requests and without usage has a row that costs nothing", () => {
  const pods = [createPod({ containers: [createContainer()] })];

  const { rows } = allocateHour(createObservation({ nodes: [createNode()], pods }), ROUND_BOOK);

  expect(rows).toMatchObject([{ kind: "container", measures: { cpuNano: 0n, ranSeconds: 3_600n } }]);
});

test("each of a pod's volumes and its traffic have a row beside its containers", () => {
  const observation = createObservation({
    nodes: [createNode()],
    pods: [createPod({ containers: [oneCore] })],
    volumes: [
      createVolume({ name: "pv-1", mounts: [createMount()] }),
      createVolume({ name: "pv-2", mounts: [createMount()] }),
    ],
    network: [createTraffic({ zoneBytes: gib(1), internetBytes: gib(1) })],
  });

  const { rows } = allocateHour(observation, ROUND_BOOK);

  expect(rows.map((row) => [row.kind, row.container])).toEqual([
    ["container", "main"],
    ["pod", ""],
    ["pod", ""],
    ["pod", ""],
  ]);
  expect(
    rows.slice(1).map((row) => [row.asset?.name, row.measures.volumeNano, row.measures.networkNano]),
  ).toEqual([
    ["pv-1", 60_000_000n, 0n],
    ["pv-2", 60_000_000n, 0n],
    [undefined, 0n, 110_000_000n],
  ]);
});

test("traffic that nobody measures is no asset, and measured traffic of nothing is one", () => {
  const unmeasured = allocateHour(createObservation({ network: null }), ROUND_BOOK);
  const none = allocateHour(createObservation({ network: [] }), ROUND_BOOK);

  expect(unmeasured.assets).toEqual([]);
  expect(none.assets.map((asset) => [asset.kind, asset.name, asset.costNano])).toEqual([
    ["network", "internet", 0n],
    ["network", "region", 0n],
    ["network", "zone", 0n],
  ]);
});

test("assets come as volumes, load balancers, traffic, fee, each in order of name", () => {
  const observation = createObservation({
    volumes: [createVolume({ name: "pv-b" }), createVolume({ name: "pv-a" })],
    loadBalancers: [createLoadBalancer({ service: "z" }), createLoadBalancer({ service: "y" })],
    network: [],
    fee: createFee(),
  });

  const { assets } = allocateHour(observation, ROUND_BOOK);

  expect(assets.map((asset) => asset.name)).toEqual([
    "pv-a",
    "pv-b",
    "y",
    "z",
    "internet",
    "region",
    "zone",
    "fee",
  ]);
});

test("a pod that was made anew under its old name is two pods", () => {
  const pods = ["u1", "u2"].map((uid) => createPod({ name: "db-0", uid, containers: [oneCore] }));

  const { rows } = allocateHour(createObservation({ nodes: [createNode()], pods }), ROUND_BOOK);

  expect(rows.map((row) => row.podUid)).toEqual(["u1", "u2"]);
});

test("an observation stays as it was", () => {
  const observation = createObservation({
    nodes: [createNode()],
    pods: [createPod({ containers: [oneCore] })],
    volumes: [createVolume({ mounts: [createMount({ pod: "web-2" }), createMount()] })],
    network: [createTraffic({ pod: "web-2", zoneBytes: 1 }), createTraffic({ zoneBytes: 1 })],
  });
  const before = structuredClone(observation);

  allocateHour(observation, ROUND_BOOK);

  expect(observation).toEqual(before);
});

test("a reported price that is none counts as not reported: one odd sample costs no hour", () => {
  const nodes = [createNode({ price: { perNodeHour: -1, perGpuHour: Number.NaN } })];

  const hour = allocateHour(createObservation({ nodes }), ROUND_BOOK);

  expect(hour.nodes[0]?.reported).toBeNull();
  expect(hour.nodes[0]?.rates.source).toBe("default");
});

test("a source that reports a nonsensical size is refused, not stored", () => {
  const nodes = [createNode({ cpuCores: -1 })];

  expect(() => allocateHour(createObservation({ nodes }), ROUND_BOOK)).toThrow(RangeError);
});
