import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HOUR } from "../../support/observations.ts";
import { storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";
import { readExamples } from "../../unit/domain/numbers/document.ts";
import { Given } from "../../unit/domain/numbers/given.ts";
import { STORED_EXAMPLES } from "../../unit/domain/numbers/stored-examples.ts";

let database: TestDatabase;
let viewer: ReturnType<typeof callAs>;

beforeAll(async () => {
  database = await createTestDatabase();
  viewer = callAs(
    "viewer",
    createTestServices(database, () => HOUR + 24 * HOUR_MS),
  );
});

afterAll(async () => {
  await database.drop();
});

const examples = readExamples().filter(({ name }) => STORED_EXAMPLES[name] !== undefined);

test.each(examples)("docs/numbers.md computes right: $name", async ({ name, given: rows, computed }) => {
  const given = new Given(rows);
  const store = async (observations: Parameters<typeof storeHours>[2]): Promise<void> => {
    await storeHours(database, name, observations);
  };

  const figures = await STORED_EXAMPLES[name]?.(given, { name, viewer, store });

  expect(figures).toEqual(computed);
  expect(given.unread()).toEqual([]);
});
