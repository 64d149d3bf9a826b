import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AdviceObservation } from "../../../server/src/domain/advice/advice-observation.ts";
import { NOTHING_TOLD } from "../../../server/src/domain/advice/advice-observation.ts";
import { priceHour } from "../../../server/src/domain/allocation/price-hour.ts";
import type { SourceKind } from "../../../server/src/domain/observation.ts";
import { purgeAdvice } from "../../../server/src/store/advice/purge-advice.ts";
import { registerCluster } from "../../../server/src/store/collecting/collection.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { inSnapshot } from "../../../server/src/store/connection/transaction.ts";
import { restateHour } from "../../../server/src/store/hours/write-hour.ts";
import { makeDay } from "../../../server/src/store/sums/days/make-day.ts";
import { verifyDay } from "../../../server/src/store/verify/verify-day.ts";
import { createNode, createObservation, ROUND_BOOK } from "../../support/observations.ts";
import { askingRuns } from "../../support/property-runs.ts";
import { storeHour } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { ADVISED_PODS, arbitraryAdvice } from "../../unit/domain/arbitrary-advice.ts";

const DAY = Date.UTC(2026, 10, 10);
const TABLES = [
  "advice_hour",
  "container_limit_day",
  "cpu_throttled_day",
  "oom_kill_hour",
  "advice_state_day",
];

let database: TestDatabase;
let clusters = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

function newCluster(source: "prometheus" | "demo" = "prometheus"): Promise<number> {
  return registerCluster(database, { name: `c-${clusters++}`, source, currency: "EUR" });
}

function store(
  clusterId: number,
  hour: Instant,
  advice: AdviceObservation | null,
  source: SourceKind = "prometheus",
): Promise<"written" | "unchanged"> {
  const nodes = [createNode({ cpuCores: 8, ramGib: 32 })];
  const told = advice ? { advice } : {};
  return storeHour(
    database,
    clusterId,
    createObservation({ hour, source, nodes, pods: ADVISED_PODS, ...told }),
  );
}

/** All that is kept for advice, by names: ids differ from cluster to cluster. */
async function kept(clusterId: number): Promise<Record<string, unknown[]>> {
  const entries = [];
  for (const table of TABLES) {
    const { rows } = await database.primary.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(kept) - '{cluster_id,namespace_id,controller_id,pod_id,container_id}'::text[] || jsonb_build_object(
         'namespace', (select name from namespace n where n.cluster_id = $1 and n.namespace_id = (to_jsonb(kept) ->> 'namespace_id')::bigint),
         'controller', (select name from controller c where c.cluster_id = $1 and c.controller_id = (to_jsonb(kept) ->> 'controller_id')::bigint),
         'pod', (select name from pod p where p.cluster_id = $1 and p.pod_id = (to_jsonb(kept) ->> 'pod_id')::bigint)) as row
       from ${table} kept where cluster_id = $1`,
      [clusterId],
    );
    entries.push([
      table,
      rows.map(({ row }) => row).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ]);
  }
  return Object.fromEntries(entries);
}

const hourOf = (index: number): Instant => DAY + 20 * HOUR_MS + index * HOUR_MS;

test("whatever the order of hours, and however often one is written or restated, the rows are those of the last words in order", async () => {
  // Eight hours around a border between two days.
  const writes = fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), arbitraryAdvice), {
    minLength: 2,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(writes, async (inAnyOrder) => {
      const [mixed, inOrder] = [await newCluster(), await newCluster()];

      for (const [index, advice] of inAnyOrder) await store(mixed, hourOf(index), advice);
      const last = [...new Map(inAnyOrder)].toSorted(([a], [b]) => a - b);
      for (const [index, advice] of last) await store(inOrder, hourOf(index), advice);

      expect(await kept(mixed)).toEqual(await kept(inOrder));
    }),
    { numRuns: askingRuns(12) },
  );
});

const ADVICE: AdviceObservation = {
  ...NOTHING_TOLD,
  told: ["limits", "oomKills", "throttling", "autoscalers"],
  usageIntervalSeconds: 60,
  containers: [
    {
      namespace: "shop",
      controllerKind: "Deployment",
      controller: "web",
      pod: "",
      podUid: "",
      container: "app",
      limits: [{ cpuCores: 1, ramBytes: 1e9 }],
      cpuPeriods: { all: 100, throttled: 7 },
      oomKills: 2,
    },
  ],
};

test("hours of one day that are written at once all stand", async () => {
  const [atOnce, inOrder] = [await newCluster(), await newCluster()];
  const hours = Array.from({ length: 6 }, (_, index) => DAY + index * HOUR_MS);

  await Promise.all(hours.map((hour) => store(atOnce, hour, ADVICE)));
  for (const hour of hours) await store(inOrder, hour, ADVICE);

  expect(await kept(atOnce)).toEqual(await kept(inOrder));
  expect(await kept(atOnce)).toMatchObject({
    container_limit_day: [{ hours: 0b111111, controller: "web", cpu_nano_cores: 1e9, ram_bytes: 1e9 }],
    cpu_throttled_day: [{ by_hour: { 0: [100, 7], 5: [100, 7] } }],
  });
});

test("an hour of the same cost and other advice is told anew, and answers of before do not hold any more", async () => {
  const clusterId = await newCluster();
  const version = async (): Promise<unknown> => {
    const { rows } = await database.primary.query("select data_version from cluster where cluster_id = $1", [
      clusterId,
    ]);
    return rows[0];
  };
  await store(clusterId, DAY, ADVICE);
  const before = await version();

  expect(await store(clusterId, DAY, ADVICE)).toBe("unchanged");
  expect(await version()).toEqual(before);
  expect(await store(clusterId, DAY, { ...ADVICE, told: ["limits"] })).toBe("unchanged");
  expect(await version()).not.toEqual(before);
});

test("the limit that a container ran into stands with the kill, and is not known where nobody tells limits", async () => {
  const clusterId = await newCluster();

  await store(clusterId, DAY, ADVICE);
  await store(clusterId, DAY + HOUR_MS, { ...ADVICE, told: ["oomKills"] });

  const { oom_kill_hour: kills = [] } = await kept(clusterId);
  expect(kills).toMatchObject([
    { kills: 2, ram_limit_bytes: 1e9 },
    { kills: 2, ram_limit_bytes: null },
  ]);
});

test("repricing an hour, and a source that tells none of it, leave alone what stands", async () => {
  const clusterId = await newCluster();
  await store(clusterId, DAY, ADVICE);
  const before = await kept(clusterId);
  const book = { ...ROUND_BOOK, version: 2, defaults: { ...ROUND_BOOK.defaults, perCpuCoreHour: 0.05 } };

  await restateHour(database, { clusterId, hour: DAY, now: DAY + DAY_MS }, (measured) =>
    priceHour(measured, book),
  );
  await store(clusterId, DAY, null);

  expect(await kept(clusterId)).toEqual(before);
});

test("advice is purged a day at a time, and goes with a demo's hours when a real source comes", async () => {
  const clusterId = await newCluster("demo");
  await store(clusterId, DAY, ADVICE, "demo");
  await store(clusterId, DAY + DAY_MS, ADVICE, "demo");

  expect(await purgeAdvice(database, { before: DAY + DAY_MS, limit: 1_000 })).toBeGreaterThan(0);
  const left = await kept(clusterId);
  const { rows } = await database.primary.query<{ name: string }>(
    "select name from cluster where cluster_id = $1",
    [clusterId],
  );
  await registerCluster(database, { name: rows[0]?.name ?? "", source: "prometheus", currency: "EUR" });

  expect(TABLES.map((table) => left[table]?.length)).toEqual([1, 1, 1, 1, 0]);
  expect(Object.values(await kept(clusterId)).flat()).toEqual([]);
});

test("verify finds advice that leads to no name", async () => {
  const clusterId = await newCluster();
  await store(clusterId, DAY, ADVICE);
  await makeDay(database, { clusterId, day: DAY });
  const verify = () =>
    inSnapshot(database, EVERYTHING, (client) => verifyDay(client, { clusterId, day: DAY }));

  expect(await verify()).toEqual([]);
  await database.primary.query(
    "update container_limit_day set controller_id = 999999 where cluster_id = $1",
    [clusterId],
  );

  expect(await verify()).toEqual([expect.stringContaining("container_limit_day: 1 rows lead nowhere")]);
});
