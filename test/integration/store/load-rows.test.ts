import * as fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerCluster } from "../../../server/src/store/collecting/collection.ts";
import { loadRows } from "../../../server/src/store/hours/load-rows.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { askingRuns } from "../../support/property-runs.ts";

let database: TestDatabase;
let clusterId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  clusterId = await registerCluster(database, { name: "loaded", source: "demo", currency: "USD" });
});
afterAll(async () => {
  await database.drop();
});

const COLUMNS = ["cluster_id", "hour", "namespace_id", "controller_id", "pod_id", "container_id", "node_id"];
const USAGE = ["cpu", "cpu_max_nano_cores", "ram", "ram_max_bytes"];

/** Loads rows, reads them back in their order, and leaves nothing. */
function loadedAndRead<T extends pg.QueryResultRow>(
  table: string,
  columns: readonly string[],
  rows: readonly (readonly (bigint | number | string | Uint8Array | null)[])[],
  read: string,
): Promise<T[]> {
  return inTransaction(database, async (client) => {
    await client.query("savepoint nothing");
    await loadRows(client, { table, columns }, rows);
    const { rows: found } = await client.query<T>(read, [clusterId]);
    await client.query("rollback to savepoint nothing");
    return found;
  });
}

// Beyond what one parameter of an INSERT is used for.
const MANY = Array.from({ length: 2_500 }, (_, index) => `filler-${index}`);

test.each([
  { way: "few", fillers: [] },
  { way: "many", fillers: MANY },
])("$way names come back as they were, whatever they hold", async ({ fillers }) => {
  // PostgreSQL keeps no NUL, and halves of characters are none.
  const name = fc
    .string({ unit: "binary", minLength: 1, maxLength: 20 })
    .map((text) => text.replaceAll("\0", "").toWellFormed());
  const odd = fc.constantFrom("\\N", "a\tb", "a\nb\r", "\\\\.", '"x"', "{}", "null", "\\x41");
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.oneof(name, odd), { maxLength: 20 }), async (names) => {
      const wanted = [...names, ...fillers].toSorted();

      const found = await loadedAndRead<{ name: string }>(
        "namespace",
        ["cluster_id", "name"],
        wanted.map((each) => [clusterId, each]),
        "select name from namespace where cluster_id = $1",
      );

      expect(found.map((row) => row.name).toSorted()).toEqual(wanted);
    }),
    { numRuns: askingRuns(fillers.length === 0 ? 50 : 10) },
  );
});

test.each([{ count: 3 }, { count: 2_100 }])(
  "bytes, numbers beyond a double and what is not there come back from $count rows",
  async ({ count }) => {
    const bytes = Buffer.from([0, 255, 92, 120, 9, 10]);
    const hour = "2026-11-17T00:00:00.000Z";
    const usage = [bytes, 2n ** 63n - 1n, null, null];
    const rows = Array.from({ length: count }, (_, id) => [
      clusterId,
      hour,
      1n,
      2n,
      BigInt(id),
      0n,
      3n,
      ...usage,
    ]);

    const found = await loadedAndRead(
      "usage_sketch_hour",
      [...COLUMNS, ...USAGE],
      rows,
      `select ${USAGE.join(", ")} from usage_sketch_hour where cluster_id = $1`,
    );

    expect(found).toHaveLength(count);
    expect(found[0]).toEqual({
      cpu: bytes,
      cpu_max_nano_cores: 2n ** 63n - 1n,
      ram: null,
      ram_max_bytes: null,
    });
  },
);
