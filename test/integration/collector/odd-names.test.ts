import { HOUR_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { collectHour } from "../../../server/src/collector/collect-hour.ts";
import { runCollector } from "../../../server/src/collector/collector.ts";
import { registerCluster } from "../../../server/src/store/collecting/collection.ts";
import { HOUR, ROUND_BOOK } from "../../support/observations.ts";
import { oddObservation } from "../../support/odd-names.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";
import { askingRuns } from "../../support/property-runs.ts";

const NOW = HOUR + HOUR_MS + 20 * 60_000;
const WINDOW = { start: new Date(HOUR).toISOString(), end: new Date(HOUR + HOUR_MS).toISOString() };
let database: TestDatabase;
let clusters = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

/** Collects an hour in which everything is called by these names in turn; returns what was cleaned, and the pods found. */
async function collectNames(names: readonly string[]) {
  clusters += 1;
  const name = `odd-${clusters}`;
  const clusterId = await registerCluster(database, {
    name,
    source: "prometheus",
    currency: ROUND_BOOK.currency,
  });
  const source = {
    kind: "prometheus" as const,
    earliestHour: () => Promise.resolve(HOUR),
    observe: () => Promise.resolve(oddObservation(HOUR, names)),
  };
  const cluster = { clusterId, name, source, priceBook: ROUND_BOOK, database, now: () => NOW };
  const collected = await collectHour(cluster, HOUR, new AbortController().signal);
  const again = await collectHour(cluster, HOUR, new AbortController().signal);
  // What asks by name gets along with such names too. Rows of no pod have no uid.
  await callAs(
    "viewer",
    createTestServices(database, () => NOW),
  ).cost.pods({ ...WINDOW, cluster: [name] });
  const { rows } = await database.primary.query<{ name: string }>(
    "select name from pod where cluster_id = $1 and uid <> ''",
    [clusterId],
  );
  return { ...collected, again: again.outcome, pods: rows.map((row) => row.name) };
}

/** Text that no compression makes short enough for a row of an index. */
function longName(bytes: number): string {
  let state = 1;
  return Array.from({ length: bytes }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  }).join("");
}

test.each([
  { what: "NUL", names: ["web\u0000", "web", "web\ufffd"], unstorable: 1, tooLong: 0 },
  { what: "halves of characters", names: ["web\ud800", "web\udbff", "\udc00"], unstorable: 3, tooLong: 0 },
  {
    what: "what a row of an index cannot hold",
    names: [longName(3_000), longName(3_001)],
    unstorable: 0,
    tooLong: 2,
  },
])(
  "names with $what keep no hour from being stored, and stay apart",
  async ({ names, unstorable, tooLong }) => {
    const { pods, cleaned, outcome, again } = await collectNames(names);

    expect([outcome, again]).toEqual(["written", "unchanged"]);
    expect(new Set(pods).size).toBe(names.length);
    expect(pods).toHaveLength(names.length);
    expect(cleaned.unstorable).toBeGreaterThanOrEqual(unstorable);
    expect(cleaned.too_long).toBeGreaterThanOrEqual(tooLong);
  },
);

test("whatever names a source tells, the hour is stored, each in its own row", async () => {
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 900 });
  const anyName = fc.oneof(
    units.map((each) => String.fromCharCode(...each)),
    fc.string({ unit: "grapheme", minLength: 1 }),
    fc.constantFrom(
      "__idle__",
      "__proto__",
      "~",
      "null",
      "\u0000",
      "\ufeff",
      "a\tb\nc",
      "'; drop table pod;--",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(anyName, { minLength: 1, maxLength: 4 }), async (names) => {
      const { pods, outcome } = await collectNames(names);

      expect(outcome).toBe("written");
      expect(new Set(pods).size).toBe(names.length);
    }),
    { numRuns: askingRuns(25) },
  );
});

test("a failure whose text cannot be stored is told in the status all the same", async () => {
  const clusterId = await registerCluster(database, {
    name: "odd-failure",
    source: "prometheus",
    currency: "EUR",
  });
  const source = {
    kind: "prometheus" as const,
    earliestHour: () => Promise.resolve(HOUR),
    observe: () => Promise.reject(new Error("it answered \u0000 and \ud800")),
  };
  const stopping = new AbortController();
  const events = {
    onStart: () => undefined,
    onProgress: () => undefined,
    onFailure: () => undefined,
    onEnd: () => stopping.abort(),
  };
  const cluster = { clusterId, name: "odd-failure", source, priceBook: ROUND_BOOK, database, now: () => NOW };

  await runCollector(cluster, events, stopping.signal);

  const services = createTestServices(database, () => NOW);
  const lastError = async (): Promise<string | undefined> => {
    const { rows } = await callAs("viewer", services).clusters.status({ cluster: "odd-failure" });
    return rows[0]?.lastError?.message;
  };
  // The collector goes on while its failure is written.
  await expect.poll(lastError).toBe("it answered \ufffd and \ufffd");
});
