import { HOUR_MS, type IdentityTold } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verify } from "../../../server/src/run/commands/verify.ts";
import { readMeasuredHour } from "../../../server/src/store/hours/read-hour.ts";
import { createNode, createObservation, HOUR } from "../../support/observations.ts";
import { storeHour, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

const WINDOW = { start: new Date(HOUR).toISOString(), end: new Date(HOUR + HOUR_MS).toISOString() };
const TOLD: IdentityTold = { providerId: "object", instanceType: "firmware", capacityType: "karpenter" };

const MACHINE = { providerId: "aws:///eu-west-1a/i-1", instanceType: "m6i.large", region: "eu-west-1" };
const CAPACITY_TYPES = ["capacity-block", "on-demand", "reserved", "spot"] as const;
const NODES = CAPACITY_TYPES.map((capacityType) =>
  createNode({ ...MACHINE, name: `node-${capacityType}`, capacityType, zone: "eu-west-1a", told: TOLD }),
);

let database: TestDatabase;
let admin: ReturnType<typeof callAs>;
let clusterId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = callAs(
    "admin",
    createTestServices(database, () => HOUR + 2 * HOUR_MS),
  );
  clusterId = await storeHours(database, "prod", [createObservation({ nodes: NODES })]);
});

afterAll(async () => {
  await database.drop();
});

async function measuredNodes(cluster: number) {
  const client = await database.primary.connect();
  const measured = await readMeasuredHour(client, { clusterId: cluster, hour: HOUR }).finally(() =>
    client.release(),
  );
  return (measured?.nodes ?? []).map(({ name, zone, capacityType, told }) => ({
    name,
    zone,
    capacityType,
    told,
  }));
}

test("a node's capacity type, zone and who told them are kept with its hour", async () => {
  const kept = NODES.map(({ name, capacityType }) => ({
    name,
    zone: "eu-west-1a",
    capacityType,
    told: TOLD,
  }));
  expect(await measuredNodes(clusterId)).toEqual(kept);
  const code = await verify({
    database,
    cluster: "prod",
    signal: new AbortController().signal,
    print: () => undefined,
  });
  expect(code).toBe(0);
});

test("answers about nodes tell the capacity type, and the flag as before", async () => {
  const expected = CAPACITY_TYPES.map((type) => [`node-${type}`, type, type === "spot"]);
  for (const answer of [await admin.cost.nodes(WINDOW), await admin.metrics.nodes(WINDOW)]) {
    const rows = answer.rows.map(({ node, capacityType, spot }) => [node, capacityType, spot]);
    expect(rows).toHaveLength(expected.length);
    expect(rows).toEqual(expect.arrayContaining(expected));
  }
});

test("nodes that differ in nothing but their capacity type stand on pages of their own, each once", async () => {
  const hours = (["reserved", "on-demand", "capacity-block"] as const).map((capacityType, index) =>
    createObservation({
      hour: HOUR + index * HOUR_MS,
      nodes: [createNode({ ...MACHINE, name: "moody", capacityType })],
    }),
  );
  await storeHours(database, "moody", hours);
  const question = {
    cluster: "moody",
    start: WINDOW.start,
    end: new Date(HOUR + 3 * HOUR_MS).toISOString(),
    limit: 1,
  };

  const pages: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await admin.cost.nodes({ ...question, ...(cursor !== undefined && { cursor }) });
    pages.push(...page.rows.map((row) => row.capacityType));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && pages.length < 9);

  expect(pages).toEqual(["on-demand", "capacity-block", "reserved"]);
});

test("an hour and names that a server of before wrote are read as they were meant, and stay the same nodes", async () => {
  const old = createObservation({
    nodes: [createNode({ ...MACHINE, name: "old" }), createNode({ name: "old-spot", capacityType: "spot" })],
  });
  const before = await storeHours(database, "before", [old]);
  const ids = async (): Promise<unknown[]> =>
    (await database.primary.query("select node_id, spot from node where cluster_id = $1", [before])).rows;
  const [{ told: _, ...first } = { told: {} }] = await measuredNodes(before);
  expect(first).toEqual({ name: "old", zone: "", capacityType: "on-demand" });

  const names = await ids();
  await database.primary.query(
    `insert into node (cluster_id, name, provider_id, instance_type, region, pool, spot)
     select cluster_id, name, provider_id, instance_type, region, pool, spot from node where cluster_id = $1
     on conflict do nothing`,
    [before],
  );
  expect(await storeHour(database, before, old)).toBe("unchanged");
  expect(await ids()).toEqual(names);
});
