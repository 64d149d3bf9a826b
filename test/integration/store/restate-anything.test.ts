import { HOUR_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repriceHours } from "../../../server/src/collector/reprice-hours.ts";
import { allocateHour } from "../../../server/src/domain/allocation/price-hour.ts";
import type { PriceBook } from "../../../server/src/domain/prices/price-book.ts";
import { hourChecksum } from "../../../server/src/store/hours/hour-checksum.ts";
import { arbitraryHours } from "../../support/arbitrary-hours.ts";
import { HOUR } from "../../support/observations.ts";
import { storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { arbitraryBook } from "../../unit/domain/arbitrary-book.ts";
import { askingRuns } from "../../support/property-runs.ts";

const HOURS = 20;
const worlds = arbitraryHours(HOUR, HOURS, 20_261_117);

let database: TestDatabase;
let clusterId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  clusterId = await storeHours(database, "prod", worlds);
});

afterAll(async () => {
  await database.drop();
});

async function checksums(): Promise<string[]> {
  const { rows } = await database.primary.query<{ checksum: string }>(
    "select checksum from cluster_hour where cluster_id = $1 order by hour",
    [clusterId],
  );
  return rows.map(({ checksum }) => checksum);
}

test("whatever an hour held, from what was kept of it any book makes what it would have made at first", async () => {
  const stretch = { start: HOUR, end: HOUR + HOURS * HOUR_MS, now: () => HOUR + 2 * HOURS * HOUR_MS };
  const signal = new AbortController().signal;

  await fc.assert(
    fc.asyncProperty(arbitraryBook, async (drawn) => {
      const book: PriceBook = { ...drawn, name: "drawn" };

      await repriceHours({ database, clusterId, book, ...stretch }, () => undefined, signal);

      expect(await checksums()).toEqual(worlds.map((world) => hourChecksum(allocateHour(world, book))));
    }),
    { numRuns: askingRuns(8) },
  );
});
