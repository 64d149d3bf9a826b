import { afterAll, beforeAll, expect, test } from "vitest";
import { MEASURE_COLUMNS } from "../../../server/src/store/connection/columns.ts";
import { ROLLUPS } from "../../../server/src/store/sums/rollups.ts";
import { createContainer, createNode, createObservation, createPod } from "../../support/observations.ts";
import { storeHour, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

function observed(replicas: number) {
  const node = createNode({ name: "node-a" });
  const pods = Array.from({ length: replicas }, (_, index) =>
    createPod({
      name: `api-${index}`,
      uid: `uid-${index}`,
      node: "node-a",
      namespace: index % 2 === 0 ? "shop" : "search",
      containers: [createContainer({ name: "api" }), createContainer({ name: "sidecar" })],
    }),
  );
  return createObservation({ nodes: [node], pods });
}

async function factRows(): Promise<unknown[]> {
  const { rows } = await database.primary.query<Record<string, unknown>>(
    "select * from container_hour order by namespace_id, controller_id, pod_id, container_id, node_id, kind",
  );
  return rows;
}

async function dataVersion(clusterId: number): Promise<unknown> {
  const { rows } = await database.primary.query<{ data_version: bigint }>(
    "select data_version from cluster where cluster_id = $1",
    [clusterId],
  );
  return rows[0]?.data_version;
}

test("an hour written again changes nothing, not even the data version", async () => {
  const clusterId = await storeHours(database, "twice", [observed(4)]);
  const rows = await factRows();
  const version = await dataVersion(clusterId);

  const outcome = await storeHour(database, clusterId, observed(4));

  expect(outcome).toBe("unchanged");
  expect(await factRows()).toEqual(rows);
  expect(await dataVersion(clusterId)).toBe(version);
});

test("a corrected hour replaces the old one whole and keeps the old totals in its record", async () => {
  const clusterId = await storeHours(database, "corrected", [observed(4)]);

  const outcome = await storeHour(database, clusterId, observed(2));

  const { rows: facts } = await database.primary.query<{ count: bigint }>(
    "select count(*) from container_hour where cluster_id = $1",
    [clusterId],
  );
  const { rows: records } = await database.primary.query<{
    version: number;
    restated: { version: number }[];
  }>("select version, restated from cluster_hour where cluster_id = $1", [clusterId]);
  expect(outcome).toBe("written");
  expect(facts[0]?.count).toBe(4n);
  expect(records).toHaveLength(1);
  expect(records[0]?.version).toBe(2);
  expect(records[0]?.restated.map((each) => each.version)).toEqual([1]);
});

test("every rollup says the same as the facts, measure by measure", async () => {
  await storeHours(database, "rolled-up", [observed(6)]);
  const sums = MEASURE_COLUMNS.map((column) => `sum(${column}) as ${column}`).join(", ");
  const { rows: facts } = await database.primary.query<Record<string, string>>(
    `select ${sums} from container_hour`,
  );

  for (const { table } of ROLLUPS) {
    const { rows } = await database.primary.query<Record<string, string>>(`select ${sums} from ${table}`);
    expect(rows).toEqual(facts);
  }
});

test("an hour that fails half way leaves what stood there before", async () => {
  const clusterId = await storeHours(database, "torn", [observed(4)]);
  const before = await factRows();
  await database.primary.query("alter table node_hour add constraint refuse_all check (false) not valid");

  const writing = storeHour(database, clusterId, observed(3));

  await expect(writing).rejects.toThrow("refuse_all");
  await database.primary.query("alter table node_hour drop constraint refuse_all");
  expect(await factRows()).toEqual(before);
});

test("the partition of a new week is made before the hour, not with it", async () => {
  const clusterId = await storeHours(database, "new-week", []);
  const hour = Date.UTC(2031, 4, 7, 9);
  await database.primary.query("alter table node_hour add constraint refuse_all check (false) not valid");

  const writing = storeHour(database, clusterId, { ...observed(3), hour });

  await expect(writing).rejects.toThrow("refuse_all");
  await database.primary.query("alter table node_hour drop constraint refuse_all");
  const { rows } = await database.primary.query(
    `select to_regclass('container_hour_20310505') is not null as made,
       (select count(*)::int from container_hour where cluster_id = $1) as facts`,
    [clusterId],
  );
  expect(rows).toEqual([{ made: true, facts: 0 }]);
});

test("two writers of one hour end with one hour", async () => {
  const clusterId = await storeHours(database, "raced", []);

  await Promise.all([
    storeHour(database, clusterId, observed(5)),
    storeHour(database, clusterId, observed(5)),
    storeHour(database, clusterId, observed(5)),
  ]);

  const { rows } = await database.primary.query<{ count: bigint }>(
    "select count(*) from container_hour where cluster_id = $1",
    [clusterId],
  );
  expect(rows[0]?.count).toBe(10n);
});

test("names with quotes, tabs, backslashes and letters beyond ASCII come back as they went in", async () => {
  const name = `we\\ird\t"name" 'ü' – 数`;
  const pod = createPod({
    name,
    uid: "odd",
    node: "node-a",
    labels: { team: name },
    containers: [createContainer({ name: "main" })],
  });
  await storeHours(database, "odd", [
    createObservation({ nodes: [createNode({ name: "node-a" })], pods: [pod] }),
  ]);

  const { rows } = await database.primary.query<{ name: string; labels: Record<string, string> }>(
    `select pod.name, labels from container_hour join pod using (cluster_id, pod_id)
     join label_set using (cluster_id, label_set_id) where pod.uid = 'odd'`,
  );

  expect(rows[0]).toEqual({ name, labels: { team: name } });
});
