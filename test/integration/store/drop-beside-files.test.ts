import { DAY_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDay } from "../../../server/src/store/sums/days/make-day.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { dropOldFacts } from "../../../server/src/store/retention/drop-facts.ts";
import { HeldSnapshot } from "../../../server/src/store/paging/held-snapshot.ts";
import { changingHour } from "../../support/long-world.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const DAY = Date.UTC(2025, 9, 1);
const NOW = DAY + 100 * DAY_MS;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(8);
  const clusterId = await storeHours(database, "prod", hoursFrom(DAY, 24).map(changingHour));
  await makeDay(database, { clusterId, day: DAY });
});

afterAll(async () => {
  await database.drop();
});

/** A file that somebody reads for some seconds. */
async function readFile(seconds: number): Promise<void> {
  const held = new HeldSnapshot(database, { exportMaxRows: 10 });
  try {
    await held.read(EVERYTHING, ({ client }) => client.query("select pg_sleep($1)", [seconds]));
  } finally {
    await held.close();
  }
}

test("files one after another do not keep old facts from being dropped, nor are they kept from being read", async () => {
  const over = new AbortController();
  let filesRead = 0;
  const readAll = async (seconds: number): Promise<void> => {
    while (!over.signal.aborted) {
      await readFile(seconds);
      filesRead++;
    }
  };
  // Of different lengths: there is no moment at which none is read.
  const readers = [0.7, 0.9, 1.1].map(readAll);

  const outcome = await dropOldFacts(database, { before: NOW, now: NOW });
  over.abort();
  await Promise.all(readers);
  await readFile(0);

  expect(outcome).toEqual({ dropped: 1, waiting: 0 });
  expect(filesRead).toBeGreaterThan(0);
});
