import { mkdirSync } from "node:fs";
import path from "node:path";
import { formatInstant, HOUR_MS, type Instant, type RuntimeSettingChanges } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { DEFAULT_PRICE_BOOK } from "../../../server/src/domain/prices/price-book.ts";
import { savePriceBook } from "../../../server/src/store/collecting/stored-price-books.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { deleteHourRows } from "../../../server/src/store/hours/write-hour-rows.ts";
import { type ChaosServer, demoCluster, startChaosServer, until } from "../../chaos/support/chaos-server.ts";
import { createDataFolder, runAdminToEnd } from "../../support/server-process.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

// Two processes on one database. The first one leads, so it collects until it is stopped.
const data = createDataFolder();
let env: Record<string, string>;
let database: TestDatabase;
let told: ChaosServer;
let other: ChaosServer;

beforeAll(async () => {
  database = await createTestDatabase();
  mkdirSync(data.folder, { recursive: true });
  env = {
    DATABASE_URL: database.url,
    KUBECENT_DATA: data.folder,
    CLUSTERS_FILE: demoCluster(path.dirname(data.folder), 2),
    ENABLE_CACHE_WARMING: "false",
    LOG_LEVEL: "info",
  };
  told = await startChaosServer(env);
  await until("all hours are collected", async () => (await storedHours()).length >= 47);
  other = await startChaosServer(env);
});

afterAll(async () => {
  await Promise.all([told.stop(), other.stop()]);
  await database.drop();
  data.remove();
});

async function storedHours(): Promise<Instant[]> {
  const { rows } = await database.primary.query<{ hour: Date }>(
    "select hour from cluster_hour order by hour",
  );
  return rows.map(({ hour }) => hour.getTime());
}

const versioned = z.object({ version: z.number() });

/** Changes settings at the first replica. */
async function change(changes: RuntimeSettingChanges): Promise<void> {
  const { version } = versioned.parse(await (await told.ask("/api/v1/settings")).json());
  const answer = await fetch(`${told.url}/api/v1/settings`, {
    method: "POST",
    headers: { authorization: `Bearer ${told.token}`, "content-type": "application/json" },
    body: JSON.stringify({ version, changes }),
  });
  expect(answer.status).toBe(200);
}

/** How often the other replica looked for an answer that may be kept: one that may not be counts as neither. */
async function lookups(): Promise<{ hits: number; all: number }> {
  const text = await (await other.ask("/metrics")).text();
  const count = (name: string): number =>
    text
      .split("\n")
      .filter((line) => line.startsWith(`kubecent_cache_${name}_total`))
      .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
  return { hits: count("hits"), all: count("hits") + count("misses") };
}

test("answers that are to be kept for no time are made anew by the other replica too", async () => {
  const question = "/api/v1/cost/namespaces?window=24h";
  const asked = async (): Promise<{ hits: number; all: number }> => {
    const before = await lookups();
    await other.ask(question);
    const after = await lookups();
    return { hits: after.hits - before.hits, all: after.all - before.all };
  };
  await until("the answer is kept", async () => (await asked()).hits === 1);

  await change({ cacheTtlSeconds: 0, cacheEndpoints: {} });

  await until("the answer is kept no longer", async () => (await asked()).all === 0);
  expect(await asked()).toEqual({ hits: 0, all: 0 });
  await change({ cacheTtlSeconds: null, cacheEndpoints: null });
});

test("the other replica begins to ask ahead when it is told to", async () => {
  expect(other.output()).not.toContain("cache_warming.start");

  await change({ cacheWarming: true });

  await until("it asks ahead", async () => other.output().includes("cache_warming.start"));
});

async function limitAtTheOther(): Promise<string | null> {
  return (await other.ask("/api/v1/settings")).headers.get("x-ratelimit-limit");
}

test("the limit that is in force is the other replica's as well", async () => {
  await change({ rateLimitRequestsPerMinute: 777_777 });

  await until("it holds", async () => (await limitAtTheOther()) === "777777");
  expect(await limitAtTheOther()).toBe("777777");
});

const priced = z.object({ clusters: z.array(z.object({ chosenPriceBook: z.string().nullable() })) });

async function chosenAtTheOther(): Promise<string | null | undefined> {
  return priced.parse(await (await other.ask("/api/v1/clusters/prices")).json()).clusters[0]?.chosenPriceBook;
}

/** Takes an hour away, as if it had never been collected. */
function lose(hour: Instant): Promise<void> {
  return inTransaction(database, async (client) => {
    await deleteHourRows(client, 1, hour);
    await client.query("delete from cluster_hour where hour = $1", [new Date(hour)]);
  });
}

async function bookOf(hour: Instant): Promise<string | undefined> {
  const { rows } = await database.primary.query<{ price_book: string }>(
    "select price_book from cluster_hour where hour = $1",
    [new Date(hour)],
  );
  return rows[0]?.price_book;
}

/** Names of the labels that the hour's containers have. */
async function labelsOf(hour: Instant): Promise<string[]> {
  const { rows } = await database.primary.query<{ name: string }>(
    `select distinct jsonb_object_keys(labels) as name from container_hour fact
     join label_set using (cluster_id, label_set_id) where fact.hour = $1 order by 1`,
    [new Date(hour)],
  );
  return rows.map(({ name }) => name);
}

test("hours that the other replica or a command collects are priced and labelled by the change", async () => {
  const [first = 0, second = 0] = (await storedHours()).slice(20);
  const labelsBefore = await labelsOf(first);
  await savePriceBook(database, { ...DEFAULT_PRICE_BOOK, name: "dear" });
  await change({ priceBooks: { default: "dear@1" }, labelAllowList: ["team"] });
  await until("the other one knows", async () => (await chosenAtTheOther()) === "dear@1");

  // The other one leads from now on, and begins with what is missing.
  await lose(first);
  await told.stop();
  await until("the hour is collected again", async () => (await bookOf(first)) !== undefined);
  await lose(second);
  const stretch = ["--start", formatInstant(second), "--end", formatInstant(second + HOUR_MS)];
  const command = await runAdminToEnd(["collect", "--cluster", "default", ...stretch], env);

  expect(labelsBefore.length).toBeGreaterThan(1);
  expect(command.stderr).not.toContain("Error");
  expect(command.code).toBe(0);
  expect([await bookOf(first), await bookOf(second)]).toEqual(["dear@1", "dear@1"]);
  expect([await labelsOf(first), await labelsOf(second)]).toEqual([["team"], ["team"]]);
});
