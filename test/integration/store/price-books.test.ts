import { afterAll, beforeAll, expect, test } from "vitest";
import { savePriceBook } from "../../../server/src/store/collecting/stored-price-books.ts";
import { ROUND_BOOK } from "../../support/observations.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

test("the same content is the same version, another content the next one", async () => {
  const dearer = { ...ROUND_BOOK, discounts: [{ percent: 5, appliesTo: ["cpu" as const] }] };

  const versions = [];
  for (const book of [ROUND_BOOK, dearer, ROUND_BOOK, { ...dearer, name: "other" }]) {
    versions.push((await savePriceBook(database, book)).version);
  }

  expect(versions).toEqual([1, 2, 1, 1]);
});

test("replicas that start together agree on a version", async () => {
  const book = { ...ROUND_BOOK, name: "race" };

  const saved = await Promise.all(Array.from({ length: 5 }, () => savePriceBook(database, book)));

  expect(saved.map((each) => each.version)).toEqual([1, 1, 1, 1, 1]);
});
