import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { priceHour } from "../../../server/src/domain/allocation/price-hour.ts";
import { registerCluster } from "../../../server/src/store/collecting/collection.ts";
import { makeDay } from "../../../server/src/store/sums/days/make-day.ts";
import { closeDaySketches } from "../../../server/src/store/sketches/day-sketches.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { inSnapshot } from "../../../server/src/store/connection/transaction.ts";
import { verifyDay } from "../../../server/src/store/verify/verify-day.ts";
import { restateHour } from "../../../server/src/store/hours/write-hour.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  ROUND_BOOK,
} from "../../support/observations.ts";
import { hoursFrom, storeHour, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { busyHour } from "../../support/usage-world.ts";

const DAY = Date.UTC(2026, 10, 10);

let database: TestDatabase;
let clusterId: number;
let clusters = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});

beforeEach(async () => {
  clusterId = await registerCluster(database, {
    name: `c-${clusters++}`,
    source: "prometheus",
    currency: "EUR",
  });
});

afterAll(async () => {
  await database.drop();
});

async function storeDay(count = 24): Promise<void> {
  for (const hour of hoursFrom(DAY, count)) await storeHour(database, clusterId, busyHour(hour));
}

const makeIt = () => makeDay(database, { clusterId, day: DAY });
const closeAll = () => closeDaySketches(database, DAY + DAY_MS, 100);

/** All that a table holds of the cluster, as text in a fixed order. */
async function kept(table: "usage_sketch_hour" | "usage_sketch_day"): Promise<string[]> {
  const { rows } = await database.primary.query<{ row: string }>(
    `select kept::text as row from ${table} kept where cluster_id = $1 order by 1`,
    [clusterId],
  );
  return rows.map(({ row }) => row);
}

async function isClosed(): Promise<boolean | undefined> {
  const { rows } = await database.primary.query<{ sketches_closed: boolean }>(
    "select sketches_closed from cluster_day where cluster_id = $1 and day = $2",
    [clusterId, new Date(DAY)],
  );
  return rows[0]?.sketches_closed;
}

function verifyIt(): Promise<readonly string[] | null> {
  return inSnapshot(database, EVERYTHING, (client) => verifyDay(client, { clusterId, day: DAY }));
}

test("the same observation gives the same bytes, and a day made twice is the same day", async () => {
  await storeDay();
  const before = await kept("usage_sketch_hour");
  await makeIt();
  const day = await kept("usage_sketch_day");

  await storeHour(database, clusterId, busyHour(DAY));
  await makeIt();

  expect(before.length).toBeGreaterThan(24 * 3);
  expect(await kept("usage_sketch_hour")).toEqual(before);
  expect(await kept("usage_sketch_day")).toEqual(day);
});

test("a restated hour replaces its sketches, and its day is made of the new ones", async () => {
  await storeDay();
  await makeIt();
  const day = await kept("usage_sketch_day");
  const pods = [createPod({ name: "web-1", containers: [createContainer({ name: "app", cpuUsage: 40 })] })];

  await storeHour(
    database,
    clusterId,
    createObservation({ hour: DAY, nodes: [createNode({ cpuCores: 64 })], pods }),
  );
  await makeIt();

  const { rows } = await database.primary.query(
    "select max(cpu_max_nano_cores) from usage_sketch_day where cluster_id = $1",
    [clusterId],
  );
  expect(rows).toEqual([{ max: 40_000_000_000n }]);
  expect(await kept("usage_sketch_day")).not.toEqual(day);
  expect(await verifyIt()).toEqual([]);
});

test("an hour that is only priced anew keeps its sketches", async () => {
  await storeDay();
  const before = await kept("usage_sketch_hour");
  const book = { ...ROUND_BOOK, version: 2, defaults: { ...ROUND_BOOK.defaults, perCpuCoreHour: 0.05 } };

  const outcome = await restateHour(database, { clusterId, hour: DAY, now: DAY + DAY_MS }, (measured) =>
    priceHour(measured, book),
  );

  expect(outcome).toBe("written");
  expect(await kept("usage_sketch_hour")).toEqual(before);
});

test("a day is not closed before its sums stand", async () => {
  await storeDay();

  await closeAll();

  expect(await isClosed()).toBe(false);
  expect(await kept("usage_sketch_hour")).not.toEqual([]);
});

test("a closed day keeps what it says: its hours' sketches go, and later versions of them change nothing", async () => {
  await storeDay();
  await makeIt();
  const day = await kept("usage_sketch_day");

  await closeAll();
  const hoursAfterClosing = await kept("usage_sketch_hour");
  const pods = [createPod({ name: "web-1", containers: [createContainer({ name: "app", cpuUsage: 40 })] })];
  await storeHour(
    database,
    clusterId,
    createObservation({ hour: DAY, nodes: [createNode({ cpuCores: 64 })], pods }),
  );
  await makeIt();

  expect(await isClosed()).toBe(true);
  expect(hoursAfterClosing).toEqual([]);
  expect(await kept("usage_sketch_day")).toEqual(day);
  expect(await kept("usage_sketch_hour")).toEqual([]);
  expect(await verifyIt()).toEqual([]);
});

test("an hour that comes after its day was closed is taken in, once: as if it had been there in time", async () => {
  await storeDay(23);
  await makeIt();
  await closeAll();

  await storeHour(database, clusterId, busyHour(DAY + 23 * HOUR_MS));
  await makeIt();
  await makeIt();
  const late = clusterId;
  clusterId = await storeHours(database, "in-time", hoursFrom(DAY, 24).map(busyHour));
  await makeIt();

  const inTime = await withNames(clusterId);
  expect(inTime.length).toBeGreaterThan(5);
  expect(await withNames(late)).toEqual(inTime);
});

/** A day's sketches by names, for ids differ from cluster to cluster. */
async function withNames(id: number): Promise<unknown[]> {
  const { rows } = await database.primary.query<Record<string, unknown>>(
    `select pod.name, container.name as container, cpu, cpu_max_nano_cores, ram, ram_max_bytes
     from usage_sketch_day join pod using (cluster_id, pod_id) left join container using (cluster_id, container_id)
     where cluster_id = $1 order by 1, 2`,
    [id],
  );
  return rows;
}

test.each([
  "update usage_sketch_day set ram_max_bytes = 1 where cluster_id = $1 and container_id = 0",
  "update usage_sketch_day set cpu = ram where cluster_id = $1",
  "delete from usage_sketch_day where cluster_id = $1 and container_id = 0",
  "delete from usage_sketch_hour where cluster_id = $1 and hour = '2026-11-10T07:00:00Z'",
])("verify notices: %s", async (change) => {
  await storeDay();
  await makeIt();

  await database.primary.query(change, [clusterId]);

  expect(await verifyIt()).toEqual([expect.stringMatching(/^usage_sketch_day: \d+ rows are not merged/)]);
});

test("verify notices what is no sketch in a closed day", async () => {
  await storeDay();
  await makeIt();
  await closeAll();

  await database.primary.query(
    "update usage_sketch_day set cpu = '\\x0101' where cluster_id = $1 and container_id = 0",
    [clusterId],
  );

  expect(await verifyIt()).toEqual([
    expect.stringMatching(/^usage_sketch_day: \d rows hold what is no sketch/),
  ]);
});
