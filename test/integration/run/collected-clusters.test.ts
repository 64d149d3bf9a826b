import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { collectHour } from "../../../server/src/collector/collect-hour.ts";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { SettingsError } from "../../../server/src/config/settings-error.ts";
import { registerClusters } from "../../../server/src/run/collecting/collected-clusters.ts";
import { configuredCluster, configuredClusters } from "../../../server/src/run/start/configured-clusters.ts";
import { deleteBudget, listBudgets } from "../../../server/src/store/budgets/stored-budgets.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

const NOW = Date.parse("2026-11-18T12:30:00Z");
const HOUR = NOW - 2.5 * HOUR_MS;

/** A book in another currency than the built-in defaults' brings its own. */
const EURO_DEFAULTS = {
  perCpuCoreHour: 0.03,
  perRamGibHour: 0.004,
  perGpuHour: 0.9,
  perSpotCpuCoreHour: 0.01,
  perSpotRamGibHour: 0.001,
  perVolumeGibHour: 0.00005,
  perLoadBalancerHour: 0.02,
  perZoneGib: 0.01,
  perRegionGib: 0.01,
  perInternetGib: 0.1,
};

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(path.join(tmpdir(), "kubecent-clusters-"));
  written("euro.json", { name: "euro", currency: "EUR", defaults: EURO_DEFAULTS });
});

afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

function written(name: string, content: unknown): string {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

function settingsOf(clusters: unknown[]) {
  return readSettings({ ENVIRONMENT: "development", CLUSTERS_FILE: written("clusters.json", { clusters }) });
}

const registration = () => ({
  database,
  dbPoolMax: 4,
  now: () => NOW,
  retention: () => ({ retentionHourlyDays: 90, retentionDailyDays: 1_100 }),
  rules: () => ({ priceBooks: {}, labelAllowList: null }),
});

test("clusters of one file are collected side by side, each at its own prices", async () => {
  const settings = settingsOf([
    { name: "one", demo: {} },
    { name: "two", demo: { seed: "two" }, priceBookFile: "euro.json" },
  ]);

  const clusters = await registerClusters(await configuredClusters(settings), registration());
  await Promise.all(clusters.map((cluster) => collectHour(cluster, HOUR, new AbortController().signal)));

  const viewer = callAs(
    "viewer",
    createTestServices(database, () => NOW),
  );
  const costOf = (cluster: string) =>
    viewer.cost.cluster({
      cluster: [cluster],
      start: new Date(HOUR).toISOString(),
      end: new Date(HOUR + HOUR_MS).toISOString(),
    });
  const [one, two] = await Promise.all([costOf("one"), costOf("two")]);
  expect([one.currency, two.currency]).toEqual(["USD", "EUR"]);
  expect(one.totals.totalCost).not.toBe(two.totals.totalCost);
  // The demo's exporter does not know one type: the list does, but not in euros.
  expect(one.priceSources).toMatchObject({ list: expect.any(Number) });
  expect(one.priceSources).not.toHaveProperty("default");
  expect(two.priceSources).toMatchObject({ default: expect.any(Number) });
  expect(two.priceSources).not.toHaveProperty("list");
});

test("all price books that cannot be used are named with their clusters", async () => {
  written("broken.json", { name: "broken", prices: [{ kind: "fee" }] });
  const settings = settingsOf([
    { name: "one", demo: {}, priceBookFile: "missing.json" },
    { name: "two", demo: {}, priceBookFile: "broken.json" },
  ]);

  const refused = await configuredClusters(settings).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(SettingsError);
  expect(String(refused)).toMatch(/Cluster one: [^]*missing\.json[^]*Cluster two: [^]*broken\.json/);
});

test("a cluster that holds other hours is refused, with the others that are", async () => {
  await database.primary.query(
    `insert into cluster (name, source, currency) values ('real', 'prometheus', 'USD')`,
  );
  const settings = settingsOf([
    { name: "real", demo: {} },
    { name: "one", demo: {}, priceBookFile: "euro.json" },
  ]);

  const refused = await registerClusters(await configuredClusters(settings), registration()).catch(
    (error: unknown) => error,
  );

  expect(refused).toBeInstanceOf(SettingsError);
  expect(String(refused)).toContain("The cluster real holds hours from prometheus");
  expect(String(refused)).toContain("The cluster one holds hours in USD, and its price book is in EUR");
});

test("a command finds its cluster in the file by name, and is told of the others", async () => {
  const settings = settingsOf([
    { name: "one", demo: {} },
    { name: "two", demo: { seed: "two" } },
  ]);

  const found = await configuredCluster(settings, "two");
  const refused = await configuredCluster(settings, "three").catch((error: unknown) => String(error));

  expect(found.source).toEqual({ kind: "demo", seed: "two" });
  expect(refused).toContain("has no cluster three. Wanted one of: one, two");
});

test("a file that cannot be read is named", async () => {
  const file = path.join(folder, "none.json");
  const settings = readSettings({ ENVIRONMENT: "development", CLUSTERS_FILE: file });

  await expect(configuredClusters(settings)).rejects.toThrow(
    `CLUSTERS_FILE ${file}: found nothing that can be read (ENOENT)`,
  );
});

test("a demo has a budget from its first start on, unless it is quiet or somebody deletes it", async () => {
  const settings = settingsOf([
    { name: "shown", demo: {}, priceBookFile: "euro.json" },
    { name: "still", demo: { quiet: true } },
  ]);
  const named = async () =>
    (await inTransaction(database, listBudgets)).filter(({ content }) =>
      content.question.cluster?.some((name) => name === "shown" || name === "still"),
    );
  const [shown] = await registerClusters(await configuredClusters(settings), registration());
  const [budget, ...others] = await named();
  expect(others).toEqual([]);
  expect(budget).toMatchObject({ name: "Search in shown", content: { currency: "EUR" }, managedBy: "api" });

  if (!shown || !budget) throw new Error("the demo has no budget");
  await collectHour(shown, HOUR, new AbortController().signal);
  const origin = { writer: database.auditWriter, userId: "test" };
  await inTransaction(database, (client) => deleteBudget(client, budget.budgetId, origin));
  await registerClusters(await configuredClusters(settings), registration());
  expect(await named()).toEqual([]);
});
