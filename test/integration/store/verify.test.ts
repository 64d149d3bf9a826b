import { DAY_MS } from "@kubecent/shared";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rebuildRollups } from "../../../server/src/run/commands/rebuild-rollups.ts";
import { verify } from "../../../server/src/run/commands/verify.ts";
import { extendOpenDay } from "../../../server/src/store/sums/days/open-day.ts";
import { changingHour, makeDays } from "../../support/long-world.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const START = Date.UTC(2026, 10, 1);
const NOW = START + 5 * DAY_MS;
/** The first hours of two days that stand, and of one that is open: each test counts all of them anew. */
const HOURS = [0, 1, 2].flatMap((day) => hoursFrom(START + day * DAY_MS, day < 2 ? 8 : 2));

let database: TestDatabase;
let lines: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  const clusterId = await storeHours(database, "prod", HOURS.map(changingHour));
  await makeDays(database, clusterId, START, 2);
  await extendOpenDay(database, { clusterId, day: START + 2 * DAY_MS });
});

afterAll(async () => {
  await database.drop();
});

beforeEach(() => {
  lines = [];
});

function stretch(cluster?: string) {
  const signal = new AbortController().signal;
  return { database, cluster, signal, now: NOW, print: (line: string) => lines.push(line) };
}

test("what was stored is found to be what it says: every hour, and every day that stands", async () => {
  const code = await verify(stretch());

  expect(lines).toEqual([
    "prod: 18 hours and 3 days counted anew, 0 differ, 0 hours of which no rows or quantities are kept",
  ]);
  expect(code).toBe(0);
});

test("a cluster that does not exist is said so, and fails", async () => {
  expect(await verify(stretch("nobody"))).toBe(1);
  expect(await rebuildRollups(stretch("nobody"))).toBe(1);
  expect(lines[0]).toContain("There is no cluster nobody");
});

const AT = `cluster_id = 1 and hour = '2026-11-01T05:00:00Z'`;
const ON = `cluster_id = 1 and day = '2026-11-02T00:00:00Z'`;

test.each([
  {
    change: `update container_hour set ram_usage_nano_gib_hours = 1 where ${AT} and kind = 0`,
    says: [/05:00:00Z: checksum/],
  },
  {
    change: `update container_hour set cpu_nano = cpu_nano + 1 where ${AT} and kind = 0`,
    says: [/allocated: stored/, /closure/],
  },
  { change: `update node_hour set cpu_idle_nano = 0 where ${AT}`, says: [/checksum/, /idle: stored/] },
  { change: `update asset_hour set price_pico = 1 where ${AT}`, says: [/checksum/] },
  { change: `update cluster_hour set checksum = 'x' where ${AT}`, says: [/checksum: stored x/] },
  {
    change: `delete from namespace_hour where ${AT}`,
    says: [/namespace_hour: 3 rows/, /01T00:00:00Z: namespace_day/],
  },
  { change: `update controller_hour set cpu_nano = cpu_nano + 1 where ${AT}`, says: [/controller_hour/] },
  {
    change: `update container_day set cpu_nano = cpu_nano + 1 where ${ON}`,
    says: [/day 2026-11-02T00:00:00Z: container_day/],
  },
  { change: `delete from label_set_day where ${ON}`, says: [/label_set_day/] },
  { change: `delete from namespace_node_day where ${ON} and node_id <> 0`, says: [/namespace_node_day/] },
  {
    change: `update label_set_span set cpu_nano = 1 where cluster_id = 1 and start = '2026-11-01T03:00:00Z'`,
    says: [/day 2026-11-01T00:00:00Z: label_set_span: \d+ rows/],
  },
  {
    change: `update controller_day set cpu_nano = 1 where cluster_id = 1 and day = '2026-11-03T00:00:00Z'`,
    says: [/day 2026-11-03T00:00:00Z: controller_day: \d+ rows are not the sums of the day's first hours/],
  },
  { change: `update cluster_asset_day set cpu_idle_nano = 7 where ${ON}`, says: [/cluster_asset_day/] },
  { change: `update node_day set custom_idle_nano = 7 where ${ON}`, says: [/node_day/] },
  {
    change: `update usage_sketch_day set cpu_max_nano_cores = 7 where ${ON}`,
    says: [/day 2026-11-02T00:00:00Z: usage_sketch_day: \d+ rows are not merged/],
  },
  { change: `update cluster_day set versions = 1 where ${ON}`, says: [/made of other hours/] },
  {
    change: `update cluster_day set facts_gone = true where ${ON}; update label_set_day set gpu_nano = 1 where ${ON}`,
    says: [/label_set_day: does not add up/],
  },
])("is named: $change", async ({ change, says }) => {
  const undo = await tampered(change);

  const code = await verify(stretch("prod"));

  await undo();
  for (const text of says) expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(text)]));
  expect(code).toBe(1);
});

/** Changes the store behind its back, and returns what puts back all tables as they were. */
async function tampered(change: string): Promise<() => Promise<void>> {
  const tables = [...change.matchAll(/(?:update|from) (\w+_(?:hour|day|span))/g)].map(([, table]) => table);
  for (const table of tables) await database.primary.query(`create table kept_${table} as table ${table}`);
  await database.primary.query(change);
  return async () => {
    for (const table of tables) {
      await database.primary.query(
        `truncate ${table}; insert into ${table} select * from kept_${table}; drop table kept_${table}`,
      );
    }
  };
}

test("sums that are wrong are made anew from their rows, and nothing else is touched", async () => {
  await database.primary.query(
    `update namespace_hour set cpu_nano = 0 where ${AT}; delete from node_usage_hour where ${AT}`,
  );
  await database.primary.query(
    `delete from container_day where ${ON}; delete from usage_sketch_day where ${ON}`,
  );

  const rebuilt = await rebuildRollups(stretch());
  const verified = await verify(stretch());

  expect(lines).toEqual([
    "prod: sums of 1 hours and 3 days made anew, 17 hours were right, of 0 the rows are not kept",
    "prod: 18 hours and 3 days counted anew, 0 differ, 0 hours of which no rows or quantities are kept",
  ]);
  expect([rebuilt, verified]).toEqual([0, 0]);
});
