import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { allocateHour } from "../../../server/src/domain/allocation/price-hour.ts";
import { writeHour } from "../../../server/src/store/hours/write-hour.ts";
import { observedNames, verified } from "../../support/named-world.ts";
import { HOUR, ROUND_BOOK } from "../../support/observations.ts";
import { keepCopy } from "../../support/older-copy.ts";
import { storeHour, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

const WINDOW = { start: new Date(HOUR).toISOString(), end: new Date(HOUR + 4 * HOUR_MS).toISOString() };

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await database.drop();
});

// A distributed database is no copy of one other.
describe.skipIf(inject("postgresIsCitus"))("a database that was put back to an earlier moment", () => {
  test("is written with ids that it has, though the process knew others", async () => {
    const clusterId = await storeHours(database, "prod", [observedNames(0, ["shop"])]);
    const copy = await keepCopy(database.directUrl);
    await storeHour(database, clusterId, observedNames(1, ["shop", "payments", "search"]));

    await copy.restore();
    await storeHour(database, clusterId, observedNames(2, ["shop", "tools", "search"]));
    await storeHour(database, clusterId, observedNames(1, ["shop", "payments", "search"]));

    const services = createTestServices(database, () => HOUR + DAY_MS);
    const { rows } = await callAs("viewer", services).cost.namespaces(WINDOW);
    const names = rows.map(({ namespace }) => namespace).filter((name) => !name.startsWith("__"));
    expect(names.toSorted()).toEqual(["payments", "search", "shop", "tools"]);
    expect(await verified(database)).toEqual([
      "prod: 3 hours and 0 days counted anew, 0 differ, 0 hours of which no rows or quantities are kept",
    ]);
  });

  test("gets answers of its own, not those of the data that was there under the same count", async () => {
    const clusterId = await storeHours(database, "prod", [observedNames(0, ["shop"])]);
    const api = callAs(
      "viewer",
      createTestServices(database, () => HOUR + DAY_MS),
    );
    const copy = await keepCopy(database.directUrl);
    await storeHour(database, clusterId, observedNames(1, ["shop", "payments"]));
    const before = await api.cost.namespaces(WINDOW);

    await copy.restore();
    await storeHour(database, clusterId, observedNames(1, ["shop", "search"]));
    const after = await api.cost.namespaces(WINDOW);

    expect(after.dataVersion).not.toBe(before.dataVersion);
  });
});

test("an hour is not written to a cluster that has the id of the one that was meant", async () => {
  const clusterId = await storeHours(database, "prod", [observedNames(0, ["shop"])]);
  const costs = allocateHour(observedNames(1, ["shop"]), ROUND_BOOK);

  const writing = writeHour(database, {
    clusterId,
    clusterName: "staging",
    costs,
    status: "closed",
    collectedAt: HOUR + DAY_MS,
  });

  await expect(writing).rejects.toThrow("The cluster staging does not have the id");
});

test("verify names rows that lead to no name, by the hour and by the day", async () => {
  await storeHours(database, "prod", [observedNames(0, ["shop", "search"])]);
  await database.primary.query("delete from namespace where name = 'search'");
  await database.primary.query("delete from label_set where labels ->> 'of' = 'search'");

  const lines = await verified(database);

  expect(lines).toContainEqual(
    expect.stringMatching(/container_hour: 1 rows lead nowhere: namespace_id \d+ has no row in namespace$/),
  );
  expect(lines).toContainEqual(expect.stringMatching(/namespace_hour: 1 rows lead nowhere/));
  expect(lines).toContainEqual(expect.stringMatching(/label_set_id \d+ has no row in label_set$/));
});
