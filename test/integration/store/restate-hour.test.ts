import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repriceHours } from "../../../server/src/collector/reprice-hours.ts";
import { allocateHour } from "../../../server/src/domain/allocation/price-hour.ts";
import type { PriceBook } from "../../../server/src/domain/prices/price-book.ts";
import { hourChecksum } from "../../../server/src/store/hours/hour-checksum.ts";
import { createDemoSource } from "../../../server/src/sources/demo/demo-source.ts";
import { ROUND_BOOK } from "../../support/observations.ts";
import { storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const HOUR = Date.UTC(2026, 10, 17, 9);
const OWN_BOOK: PriceBook = {
  ...ROUND_BOOK,
  name: "own",
  rules: [
    {
      kind: "node",
      match: { label: { name: "pool", value: "general" } },
      perNodeHour: 0.5,
      validFrom: null,
      validTo: null,
      confirmed: false,
    },
    {
      kind: "volume",
      match: { storageClass: "gp3" },
      perGibHour: 0.002,
      validFrom: null,
      validTo: null,
      confirmed: false,
    },
    { kind: "fee", match: {}, perHour: 0.25, validFrom: null, validTo: null, confirmed: false },
  ],
  discounts: [{ percent: 12.5, appliesTo: ["cpu", "ram", "network"] }],
};

let database: TestDatabase;
let clusterId: number;

const source = createDemoSource({ now: () => HOUR + 6 * HOUR_MS });
const signal = new AbortController().signal;

beforeAll(async () => {
  database = await createTestDatabase();
  clusterId = await storeHours(database, "prod", [
    await source.observe(HOUR, signal),
    await source.observe(HOUR + HOUR_MS, signal),
  ]);
});

afterAll(async () => {
  await database.drop();
});

function reprice(book: PriceBook, hours = 2): ReturnType<typeof repriceHours> {
  const stretch = { start: HOUR, end: HOUR + hours * HOUR_MS, now: () => HOUR + 9 * HOUR_MS };
  return repriceHours({ database, clusterId, book, ...stretch }, () => undefined, signal);
}

async function storedRecord(): Promise<{ version: number; checksum: string; restated: unknown[] }> {
  const { rows } = await database.primary.query<{ version: number; checksum: string; restated: unknown[] }>(
    "select version, checksum, restated from cluster_hour where cluster_id = $1 and hour = $2",
    [clusterId, new Date(HOUR)],
  );
  return rows[0] ?? { version: 0, checksum: "", restated: [] };
}

test("the kept quantities at the same prices are the same hour, to the last figure", async () => {
  expect(await reprice(ROUND_BOOK)).toEqual({ written: 0, unchanged: 2, lost: 0 });
});

test("priced by another book, an hour is what its source would have given at that book", async () => {
  expect(await reprice(OWN_BOOK)).toEqual({ written: 2, unchanged: 0, lost: 0 });

  const anew = allocateHour(await source.observe(HOUR, signal), OWN_BOOK);
  expect(await storedRecord()).toMatchObject({ version: 2, checksum: hourChecksum(anew) });
});

test("the totals of before are kept as a restatement, and the way back is one more", async () => {
  await reprice(ROUND_BOOK);

  const first = allocateHour(await source.observe(HOUR, signal), ROUND_BOOK);
  const record = await storedRecord();
  expect(record).toMatchObject({ version: 3, checksum: hourChecksum(first) });
  expect(record.restated).toHaveLength(2);
});

test("hours that are not stored are counted, not made up", async () => {
  expect(await reprice(ROUND_BOOK, 3)).toEqual({ written: 0, unchanged: 2, lost: 1 });
});

test("a book in another currency is refused", async () => {
  await expect(reprice({ ...OWN_BOOK, currency: "USD" })).rejects.toThrow(/kept in EUR, not in USD/);
});
