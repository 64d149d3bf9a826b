import { HOUR_MS, parseNano } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  createTraffic,
  gib,
  HOUR,
} from "../../support/observations.ts";
import { HOURS, sampleHour, WINDOW } from "../../support/sample-cluster.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

let database: TestDatabase;
let viewer: ReturnType<typeof callAs>;

beforeAll(async () => {
  database = await createTestDatabase();
  viewer = callAs(
    "viewer",
    createTestServices(database, () => HOUR + 24 * HOUR_MS),
  );
  const network = [createTraffic({ pod: "pod-0", podUid: "uid-pod-0", internetBytes: gib(1) })];
  await storeHours(
    database,
    "prod",
    hoursFrom(HOUR, HOURS).map((hour) => ({ ...sampleHour(hour), network })),
  );
});

afterAll(async () => {
  await database.drop();
});

test("the lines add up to what the namespace cost, and name each price and its rule", async () => {
  const { lines, totalCost } = await viewer.cost.explain({ ...WINDOW, namespace: "shop" });
  const { totals } = await viewer.cost.namespaces({ ...WINDOW, namespace: "shop" });

  expect(totalCost).toBe(totals.totalCost);
  expect(lines.reduce((sum, line) => sum + parseNano(line.cost), 0n)).toBe(parseNano(totals.totalCost));
  expect(lines.map((line) => [line.part, line.of, line.rule].join("|")).toSorted()).toEqual([
    "cpu|node-1|exporter",
    "cpu|node-2|default",
    "loadBalancer|web|default",
    "network||each reach priced as a whole and split by bytes",
    "ram|node-1|exporter",
    "ram|node-2|default",
    "volume|pv-1|default",
  ]);
});

test("a line says in words and figures what was billed, requested and used, and at which price", async () => {
  const { lines } = await viewer.cost.explain({ ...WINDOW, pod: "pod-0" });

  const cpu = lines.find((line) => line.part === "cpu");
  expect(cpu).toMatchObject({ of: "node-1", price: "0.031000000000", unit: "core-hours", ranMinutes: 345 });
  expect(cpu?.words).toMatch(/^cpu on node-1: .* core-hours at 0\.031000000000 \(exporter\) cost 0\./);
  expect(cpu?.words).toMatch(/greater of request \(.*\) and usage/);
});

test("what costs nothing has no lines", async () => {
  const { lines, totalCost } = await viewer.cost.explain({ ...WINDOW, namespace: "nowhere" });

  expect(lines).toEqual([]);
  expect(totalCost).toBe("0.000000000");
});

describe("of more things than there are lines", () => {
  const NODES = 280;

  beforeAll(async () => {
    const names = Array.from({ length: NODES }, (_, index) => `wide-${index}`);
    const nodes = names.map((name) => createNode({ name }));
    const containers = [createContainer({ cpuRequest: 0.3, ramRequestGib: 1 / 3 })];
    const pods = names.map((node) => createPod({ name: `on-${node}`, namespace: "wide", node, containers }));
    await storeHours(database, "wide", [createObservation({ nodes, pods })]);
    const priced = names.map((name, index) => {
      const price = { perCpuCoreHour: 0.01 + index / 10_000, perRamGibHour: 0.001 + index / 100_000 };
      return createNode({ name, price });
    });
    await storeHours(database, "priced", [createObservation({ nodes: priced, pods })]);
  });

  test("it is refused, unless lines of one price may be added up", async () => {
    const wide = { ...WINDOW, cluster: "wide" };

    await expect(viewer.cost.explain(wide)).rejects.toThrow(/more than 500 lines/);
    const { condensed, lines, totalCost } = await viewer.cost.explain({ ...wide, condense: true });

    expect(condensed).toBe(true);
    expect(
      lines.filter(({ part }) => part !== "network").map(({ part, of, things }) => [part, of, things]),
    ).toEqual([
      ["cpu", "", NODES],
      ["ram", "", NODES],
    ]);
    const { totals } = await viewer.cost.namespaces(wide);
    expect(totalCost).toBe(totals.totalCost);
    expect(lines.reduce((sum, line) => sum + parseNano(line.cost), 0n)).toBe(parseNano(totalCost));
    expect(lines[0]?.words).toContain(`of ${NODES} things`);
  });

  test("of more prices than there are lines, lines of one source of prices are added up", async () => {
    const priced = { ...WINDOW, cluster: "priced" };
    const { condensed, lines, totalCost } = await viewer.cost.explain({ ...priced, condense: true });

    expect(condensed).toBe(true);
    expect(lines.filter(({ part }) => part !== "network")).toMatchObject([
      { part: "cpu", of: "", things: NODES, price: null, priceSource: "exporter", rule: "several prices" },
      { part: "ram", of: "", things: NODES, price: null, priceSource: "exporter", rule: "several prices" },
    ]);
    expect(totalCost).toBe((await viewer.cost.namespaces(priced)).totals.totalCost);
  });

  test("what fits is not condensed", async () => {
    const { condensed, lines } = await viewer.cost.explain({ ...WINDOW, pod: "pod-0", condense: true });

    expect(condensed).toBe(false);
    expect(lines.every(({ things }) => things === 1)).toBe(true);
  });
});
