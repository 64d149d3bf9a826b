import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allocateHour } from "../../../server/src/domain/allocation/price-hour.ts";
import { registerCluster } from "../../../server/src/store/collecting/collection.ts";
import {
  acquireLease,
  LeaseLostError,
  releaseLease,
  renewLease,
} from "../../../server/src/store/collecting/leases.ts";
import { writeHour } from "../../../server/src/store/hours/write-hour.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  ROUND_BOOK,
} from "../../support/observations.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const HOUR = Date.parse("2026-11-17T00:00:00Z");

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

const claim = (name: string, holder: string, ttlMs = 60_000) => ({ name, holder, ttlMs });

/** Lets a lease run out without waiting for it. */
async function expire(name: string): Promise<void> {
  await database.primary.query(
    `update lease set expires_at = clock_timestamp() - interval '1 ms' where name = $1`,
    [name],
  );
}

test("of twenty who ask at once one gets the lease", async () => {
  const asked = Array.from({ length: 20 }, (_, index) =>
    acquireLease(database, claim("race", `racer-${index}`)),
  );

  const won = (await Promise.all(asked)).filter((lease) => lease !== null);

  expect(won).toHaveLength(1);
  expect(won[0]?.token).toBe(1n);
});

test("a lease that has run out changes hands, and its token tells the two apart", async () => {
  const first = await acquireLease(database, claim("hands", "a"));
  const refused = await acquireLease(database, claim("hands", "b"));
  await expire("hands");

  const second = await acquireLease(database, claim("hands", "b"));

  expect(refused).toBeNull();
  expect([first?.token, second?.token]).toEqual([1n, 2n]);
  expect(first && (await renewLease(database, first, 60_000))).toBe(false);
  expect(second && (await renewLease(database, second, 60_000))).toBe(true);
});

test("a lease that has run out cannot be prolonged, though nobody took it", async () => {
  const lease = await acquireLease(database, claim("late", "a"));
  await expire("late");

  expect(lease && (await renewLease(database, lease, 60_000))).toBe(false);
});

test("a lease that is handed over can be taken at once", async () => {
  const lease = await acquireLease(database, claim("handed", "a"));
  if (lease) await releaseLease(database, lease);

  expect(await acquireLease(database, claim("handed", "b"))).toMatchObject({ holder: "b", token: 2n });
});

test("the holder gets its own lease again without waiting", async () => {
  await acquireLease(database, claim("own", "a"));

  expect(await acquireLease(database, claim("own", "a"))).toMatchObject({ token: 1n });
});

function hourOf(cpuRequest: number) {
  const pod = createPod({ containers: [createContainer({ cpuRequest })] });
  const observation = createObservation({ hour: HOUR, nodes: [createNode()], pods: [pod] });
  return allocateHour(observation, { ...ROUND_BOOK, currency: "USD" });
}

test("who has lost the lease writes nothing, though it has the whole hour at hand", async () => {
  const clusterId = await registerCluster(database, {
    name: "fenced",
    source: "prometheus",
    currency: "USD",
  });
  const zombie = await acquireLease(database, claim("fence", "zombie"));
  await expire("fence");
  const leader = await acquireLease(database, claim("fence", "leader"));
  const at = { clusterId, status: "closed", collectedAt: HOUR + 5 * HOUR_MS } as const;
  await writeHour(database, { ...at, costs: hourOf(2), ...(leader && { lease: leader }) });

  const late = writeHour(database, { ...at, costs: hourOf(1), ...(zombie && { lease: zombie }) });

  await expect(late).rejects.toThrow(LeaseLostError);
  const { rows } = await database.primary.query(
    `select version, sum(cpu_request_nano_core_hours)::bigint as requested
     from cluster_hour join container_hour using (cluster_id, hour) where cluster_id = $1 group by version`,
    [clusterId],
  );
  expect(rows).toEqual([{ version: 1, requested: 2_000_000_000n }]);
});
