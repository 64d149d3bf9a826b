import { setTimeout as sleep } from "node:timers/promises";
import { DAY_MS, HOUR_MS, type RuntimeSettingChanges } from "@kubecent/shared";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { collectHour } from "../../../server/src/collector/collect-hour.ts";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import type { Observation } from "../../../server/src/domain/observation.ts";
import { DEFAULT_PRICE_BOOK } from "../../../server/src/domain/prices/price-book.ts";
import { createLogger } from "../../../server/src/log/logger.ts";
import { startWarming } from "../../../server/src/run/parts/start-warming.ts";
import { hourRules } from "../../../server/src/run/collecting/hour-rules.ts";
import { startMaintaining } from "../../../server/src/run/collecting/maintaining.ts";
import { Undo } from "../../../server/src/run/start/undo.ts";
import { registerCluster } from "../../../server/src/store/collecting/collection.ts";
import { savePriceBook } from "../../../server/src/store/collecting/stored-price-books.ts";
import { readFactWeeks } from "../../../server/src/store/retention/fact-partitions.ts";
import { changingHour, makeDays } from "../../support/long-world.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  HOUR,
} from "../../support/observations.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

/** The replica that is told of a change, and another one, which looks at the database now and then. */
let told: ApiServices;
let other: ApiServices;
let database: TestDatabase;
let undo: Undo;

beforeEach(async () => {
  database = await createTestDatabase();
  told = createTestServices(database, () => HOUR + 3 * HOUR_MS);
  other = createTestServices(database, () => HOUR + 3 * HOUR_MS);
  undo = new Undo();
});

afterEach(async () => {
  await undo.run();
  await database.drop();
});

/** Changes settings at one replica, and lets the other one look. */
async function change(changes: RuntimeSettingChanges): Promise<void> {
  const admin = callAs("admin", told);
  const { version } = await admin.settings.get();
  await admin.settings.update({ version, changes });
  await other.runtimeSettings.refresh();
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 20_000;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`Waited in vain until ${what}`);
    await sleep(20);
  }
}

const LABELS = { team: "red", app_kubernetes_io_name: "web", release: "7" };

function labelledHour(hour: number): Observation {
  const pods = [createPod({ labels: LABELS, containers: [createContainer({ cpuRequest: 1 })] })];
  const namespaceLabels = new Map([["shop", { owner: "x", team: "blue" }]]);
  return createObservation({ hour, nodes: [createNode({ labels: { zone: "a" } })], pods, namespaceLabels });
}

async function collectedBy({ runtimeSettings }: ApiServices, name = "prod") {
  const clusterId = await registerCluster(database, { name, source: "prometheus", currency: "USD" });
  const priceBook = await savePriceBook(database, DEFAULT_PRICE_BOOK);
  const source = {
    kind: "prometheus" as const,
    earliestHour: () => Promise.resolve(HOUR),
    observe: (hour: number) => Promise.resolve(labelledHour(hour)),
  };
  const cluster = { clusterId, name, source, priceBook, database, now: () => HOUR + 12 * HOUR_MS };
  return { ...cluster, rules: hourRules(cluster, () => runtimeSettings.current()) };
}

const signal = new AbortController().signal;

test("the chosen price book prices the next hour that another replica collects, and clusters.prices tells", async () => {
  const cluster = await collectedBy(other);
  const defaults = { ...DEFAULT_PRICE_BOOK.defaults, perCpuCoreHour: 0.5 };
  await savePriceBook(database, { ...DEFAULT_PRICE_BOOK, name: "dear", defaults });

  const before = await collectHour(cluster, HOUR, signal);
  await change({ priceBooks: { prod: "dear@1" } });
  const chosen = await callAs("viewer", other).clusters.prices();
  const after = await collectHour(cluster, HOUR + HOUR_MS, signal);
  const { rows } = await database.primary.query("select price_book from cluster_hour order by hour");
  await change({ priceBooks: null });
  const back = await collectHour(cluster, HOUR + 2 * HOUR_MS, signal);

  expect(before.priceBook.name).toBe("default-usd");
  expect(chosen.clusters).toMatchObject([{ priceBook: "default-usd@1", chosenPriceBook: "dear@1" }]);
  expect(after.priceBook).toMatchObject({ name: "dear", version: 1, defaults });
  expect(rows).toEqual([{ price_book: "default-usd@1" }, { price_book: "dear@1" }]);
  expect(back.priceBook.name).toBe("default-usd");
  const prices = await callAs("viewer", other).clusters.prices();
  expect(prices.clusters).toMatchObject([{ priceBook: "default-usd@1", chosenPriceBook: null }]);
});

test("a chosen book that cannot be read leaves the hour for later instead of pricing it by another one", async () => {
  const cluster = await collectedBy(other);
  await savePriceBook(database, { ...DEFAULT_PRICE_BOOK, name: "gone" });
  await change({ priceBooks: { prod: "gone@1" } });
  await database.primary.query("delete from price_book where name = 'gone'");

  await expect(collectHour(cluster, HOUR, signal)).rejects.toThrow(
    "choose the price book gone@1 for the cluster prod, and it is not registered",
  );
  expect((await database.primary.query("select from cluster_hour")).rowCount).toBe(0);
});

test("a version of the cluster's own book that an older copy of the database lacks is registered again", async () => {
  const cluster = await collectedBy(other);
  await database.primary.query("delete from price_book");

  await collectHour(cluster, HOUR, signal);

  const { rows } = await database.primary.query(
    "select price_book from cluster_hour where price_book in (select name || '@' || version from price_book)",
  );
  expect(rows).toEqual([{ price_book: "default-usd@1" }]);
});

test("names that there are not are refused with those that there are", async () => {
  await collectedBy(other);
  await collectedBy(other, "zagreb");

  const [book, cluster] = await Promise.allSettled([
    change({ priceBooks: { prod: "dear@1" } }),
    change({ priceBooks: { elsewhere: "default-usd@1" } }),
  ]);

  expect(String(book.status === "rejected" && book.reason)).toContain("wanted one of default-usd@1");
  expect(String(cluster.status === "rejected" && cluster.reason)).toContain(
    "there is no such cluster, wanted one of prod, zagreb",
  );
});

test("from the next hour on only labels of the list are kept of pods and namespaces, and all of nodes", async () => {
  const cluster = await collectedBy(other);

  await collectHour(cluster, HOUR, signal);
  await change({ labelAllowList: ["team", "app.kubernetes.io/name"] });
  await collectHour(cluster, HOUR + HOUR_MS, signal);

  const { rows } = await database.primary.query<Record<string, unknown>>(
    `select own.labels as pod, of_namespace.labels as namespace, of_node.labels as node from container_hour fact
     join label_set own on own.cluster_id = fact.cluster_id and own.label_set_id = fact.label_set_id
     join label_set of_namespace on of_namespace.cluster_id = fact.cluster_id
       and of_namespace.label_set_id = fact.namespace_label_set_id
     join node_hour on node_hour.cluster_id = fact.cluster_id and node_hour.hour = fact.hour and node_hour.node_id = fact.node_id
     join label_set of_node on of_node.cluster_id = node_hour.cluster_id and of_node.label_set_id = node_hour.label_set_id order by fact.hour`,
  );
  expect(rows).toEqual([
    { pod: LABELS, namespace: { owner: "x", team: "blue" }, node: { zone: "a" } },
    {
      pod: { team: "red", app_kubernetes_io_name: "web" },
      namespace: { team: "blue" },
      node: { zone: "a" },
    },
  ]);
});

test("a shorter retention is acted on at once by another replica, not an hour later", async () => {
  const start = Date.UTC(2026, 9, 5);
  const clusterId = await storeHours(database, "prod", hoursFrom(start, 21 * 24).map(changingHour));
  await makeDays(database, clusterId, start, 21);
  const { runtimeSettings } = other;
  const retention = () => {
    const { retentionHourlyDays, retentionDailyDays } = runtimeSettings.current();
    return { retentionHourlyDays, retentionDailyDays };
  };
  const events: string[] = [];
  const log = createLogger(readSettings({ ENVIRONMENT: "development" }), {
    write: (line: string) => void events.push(line),
  });
  const maintaining = startMaintaining({
    database,
    retention,
    onSettingsChange: (listener) => runtimeSettings.onChange(listener),
    log,
    now: () => start + 22 * DAY_MS,
  });
  undo.add(() => maintaining.stop());
  const weeks = async () =>
    (await readFactWeeks(database)).filter(({ end }) => end <= start + 21 * DAY_MS).length;
  await until("the first turn is over", () => events.some((line) => line.includes("sketches_closed")));
  const before = await weeks();

  await change({ retentionHourlyDays: 10 });

  await until("a week is dropped", async () => (await weeks()) < before);
  expect(before).toBe(3);
  expect(await weeks()).toBe(2);
});

test("another replica begins and ceases to ask ahead when it is told so", async () => {
  await storeHours(database, "prod", hoursFrom(HOUR, 2).map(labelledHour));
  await change({ cacheWarming: false });
  const settings = readSettings({ ENVIRONMENT: "development", KUBECENT_ROLE: "api" });
  const events: string[] = [];
  const log = createLogger(settings, { write: (line: string) => void events.push(line) });
  const rounds = () => events.filter((line) => line.includes("cache_warming.complete")).length;

  const warming = startWarming({ settings, services: other, log, undo });
  warming.runSoon();
  await sleep(0);
  const whileOff = rounds();
  await change({ cacheWarming: true });
  await until("it has asked", () => rounds() === 1);
  await change({ cacheWarming: false });
  await other.cache.clear();
  warming.runSoon();
  await until("its time to ask has come", () => sleep(2_500, true));

  expect(whileOff).toBe(0);
  expect(rounds()).toBe(1);
});
