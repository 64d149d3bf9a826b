import { randomUUID } from "node:crypto";
import { FULL_SCOPE, HOUR_MS, type Scope } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { listAnomalyEvents } from "../../../server/src/store/anomalies/anomaly-events.ts";
import { listUnjudgedComing } from "../../../server/src/run/collecting/anomaly-watch.ts";
import { saveProgress } from "../../../server/src/store/collecting/collection.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callerWith, callWith, createTestServices } from "../../support/test-services.ts";
import { afterDay, day, judgeAll, storeWorld } from "./unusual-world.ts";

const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };
const UNTIL = day("07-11");

let database: TestDatabase;
let services: ApiServices;
let now = afterDay("06-20");

/** An office's shop and a search, each with a small spike in June and a large one on the same day of July; a batch at each month's end. */
function factor(namespace: string, at: number): number {
  const month = new Date(at).getUTCDate();
  if (namespace === "shop") {
    if (at === day("07-06")) return 3;
    const week = new Date(at).getUTCDay() % 6 === 0 ? 0.5 : 1;
    return at === day("06-05") || at === day("06-06") ? week * 1.5 : week;
  }
  if (namespace === "search") {
    if (at === day("07-08")) return 3;
    return at === day("06-08") ? 1.5 : 1;
  }
  return namespace === "batch" && month === 1 ? 2 : 1;
}

function seenHours(at: number): number {
  return at === day("05-20") ? 0 : at === day("05-21") ? 7 : 24;
}

beforeAll(async () => {
  database = await createTestDatabase(6);
  services = createTestServices(database, () => now);
  // Two days that were not seen: a gap is no fall, and what is behind it no rise.
  await storeWorld(database, "prod", { factor, hours: seenHours, until: UNTIL });
});
afterAll(() => database.drop());

const viewer = (scope: Scope = FULL_SCOPE) => callWith(callerWith("viewer", scope), services);
const editor = (scope: Scope = FULL_SCOPE) => callWith(callerWith("editor", scope), services);
const listed = async () =>
  (await viewer().anomalies.list({ limit: 1_000 })).rows.map(
    ({ openedDate, namespace, controller }) => `${openedDate} ${namespace}/${controller}`,
  );

const loseLease = () => Promise.reject(new Error("The lease is gone"));

test("each day is judged once, by the process that leads, and a day that is not over is not judged", async () => {
  await expect(judgeAll(services, "prod", loseLease)).rejects.toThrow("The lease is gone");
  expect((await viewer().anomalies.list({})).judged).toEqual([]);

  const both = await Promise.all([judgeAll(services, "prod"), judgeAll(services, "prod")]);
  expect(both[0] + both[1]).toBe(97);
  expect(await judgeAll(services, "prod")).toBe(0);
  expect((await viewer().anomalies.list({})).judged).toEqual([{ cluster: "prod", date: "2026-06-19" }]);
});

test("one incident is told of each excursion, where it can be acted on; a gap and a monthly batch are none", async () => {
  // The first batch that is known has no month before it to be held against; those after it are known.
  expect(await listed()).toEqual(["2026-06-08 search/web", "2026-06-05 shop/web", "2026-04-01 batch/web"]);
  const { rows } = await viewer().anomalies.list({ namespace: "shop" });
  const [{ id, cause, ...shop } = expect.fail("There is one")] = rows;

  expect(shop).toMatchObject({
    cluster: "prod",
    level: "workload",
    controllerKind: "Deployment",
    kind: "spike",
    direction: "up",
    state: "ended",
    openedDate: "2026-06-05",
    lastUnusualDate: "2026-06-06",
    endedDate: "2026-06-07",
    excessToMonthEndCost: null,
    currency: "EUR",
  });
  expect(Number(shop.cost) / Number(shop.expectedCost)).toBeCloseTo(1.5, 3);
  expect(cause).toMatchObject({ beforeDate: "2026-05-29", newCost: "0.000000000", goneCost: "0.000000000" });
  expect(Number(cause?.quantityChange)).toBeCloseTo(Number(cause?.cost) - Number(cause?.beforeCost), 6);
  const { days } = await viewer().anomalies.get({ id });
  expect(days.map(({ date }) => date)).toEqual(["2026-06-05", "2026-06-06"]);
  const { rows: all } = await viewer().anomalies.list({ all: true, namespace: "shop" });
  expect(all.map(({ level }) => level).toSorted()).toEqual(["namespace", "workload"]);
});

test("pages follow each other, newest first", async () => {
  const first = await viewer().anomalies.list({ limit: 1 });
  const second = await viewer().anomalies.list({ limit: 1, before: first.nextBefore ?? "" });
  const third = await viewer().anomalies.list({ before: second.nextBefore ?? "" });
  const all = [first, second, third].flatMap(({ rows }) => rows.map(({ namespace }) => namespace));
  expect(all).toEqual(["search", "shop", "batch"]);
  expect(third.nextBefore).toBeNull();
});

test("an incident is seen by those who see its rows; for others it is not there", async () => {
  const [search, shop] = (await viewer().anomalies.list({})).rows;
  const own = await viewer(SHOP).anomalies.list({ all: true });
  expect(own.rows.map(({ namespace }) => namespace)).toEqual(["shop", "shop"]);
  await expect(viewer(SHOP).anomalies.get({ id: search?.id ?? "" })).rejects.toThrow(
    `There is no anomaly ${search?.id}.`,
  );
  const unknown = randomUUID();
  await expect(viewer(SHOP).anomalies.get({ id: unknown })).rejects.toThrow(
    `There is no anomaly ${unknown}.`,
  );
  const verdict = "false" as const;
  await expect(editor(SHOP).anomalies.feedback({ id: search?.id ?? "", verdict })).rejects.toThrow(
    "There is no anomaly",
  );
  await expect(viewer().anomalies.feedback({ id: shop?.id ?? "", verdict })).rejects.toThrow(
    "The role viewer does not grant",
  );
  const days = { first: "2026-07-08", last: "2026-07-08" };
  await expect(
    editor(SHOP).anomalies.plan({ cluster: "prod", namespace: "search", ...days }),
  ).rejects.toThrow("you do not see");
  await expect(editor(SHOP).anomalies.plan({ cluster: "prod", ...days })).rejects.toThrow(
    "all of the cluster",
  );
  const { id } = await editor().anomalies.plan({ cluster: "prod", namespace: "kube-system", ...days });
  expect((await viewer(SHOP).anomalies.plans()).rows).toEqual([]);
  await expect(editor(SHOP).anomalies.unplan({ id })).rejects.toThrow(`There is no plan ${id}.`);
  await editor().anomalies.unplan({ id });
});

test("costs that are restated or priced anew raise nothing: a day is judged once", async () => {
  const before = await viewer().anomalies.list({ all: true });
  const restated = "cpu_nano = cpu_nano * 3, ram_nano = ram_nano * 3";
  for (const table of ["controller_hour", "container_hour", "namespace_hour"]) {
    await database.primary.query(`update ${table} set ${restated} where hour < $1`, [new Date(UNTIL)]);
  }
  expect(await judgeAll(services, "prod")).toBe(0);
  expect(await viewer().anomalies.list({ all: true })).toEqual(before);
});

test("what was planned or expected silences its like of the next month; what was not is told", async () => {
  const { rows } = await viewer().anomalies.list({ all: true, namespace: "shop" });
  for (const { id } of rows) {
    const answer = await editor().anomalies.feedback({ id, verdict: "planned", note: "the sale" });
    expect(answer.feedback).toMatchObject({ verdict: "planned", note: "the sale" });
  }
  now = afterDay("07-11");
  expect(await judgeAll(services, "prod")).toBe(21);
  // The shop's spike of July is three times as high as the one of June, but it was said to come.
  expect((await listed()).filter((each) => each > "2026-07")).toEqual(["2026-07-08 search/web"]);
});

const hear = (after: bigint) => inTransaction(database, (client) => listAnomalyEvents(client, after));

test("what became of incidents can be heard in order, each thing once", async () => {
  const all = (await hear(0n)).filter(({ stored: { key } }) => key.level === "workload");
  expect(all.map(({ event, isPast, stored: { key } }) => [key.namespace, event, isPast])).toEqual([
    ["batch", "opened", true],
    ["batch", "ended", true],
    ["shop", "opened", true],
    ["search", "opened", true],
    ["shop", "ended", true],
    ["search", "ended", true],
    ["search", "opened", false],
  ]);
  expect(await hear(all.at(-1)?.seq ?? 0n)).toEqual([]);
});

test("a cluster is not judged before its history is in, and is where none comes any more", async () => {
  const clusterId = await storeWorld(database, "new", { factor: () => 1, until: day("03-20") });
  const startedAt = Date.now();
  const isComing = async () => (await inTransaction(database, listUnjudgedComing)).has("new");
  const cameBefore = (age: string) =>
    database.primary.query(
      "update cluster_hour set collected_at = now() - $2::interval where cluster_id = $1",
      [clusterId, age],
    );

  await cameBefore("1 minute");
  await saveProgress(database, clusterId, { startedAt, done: 20, total: 480 });
  expect(await isComing()).toBe(true);
  await cameBefore("11 minutes");
  expect(await isComing()).toBe(false);
  await cameBefore("1 minute");
  await saveProgress(database, clusterId, { startedAt, done: 480, total: 480 });
  expect(await isComing()).toBe(false);
  await saveProgress(database, clusterId, { startedAt, done: 0, total: 1 });
  await judgeAll(services, "new");
  expect(await isComing()).toBe(false);
});

test("costs that rise because another price book prices them are no news, with the history priced anew or not", async () => {
  const at = day("06-10");
  const price = (_: string, each: number): number => (each >= at ? 2 : 1);
  await storeWorld(database, "dear", { factor: price, isPrice: true, until: UNTIL });
  await database.primary.query(
    "update cluster_hour set price_book = 'new@2' from cluster where cluster.cluster_id = cluster_hour.cluster_id and name = 'dear' and hour >= $1",
    [new Date(at)],
  );
  expect(await judgeAll(services, "dear")).toBe(118);
  expect((await viewer().anomalies.list({ cluster: "dear", all: true })).rows).toEqual([]);
});

/** What was told of days before the 20th of June, and of what they were judged. */
async function toldBefore(cluster: string, end = "2026-06-20") {
  const { rows } = await viewer().anomalies.list({ cluster, all: true, limit: 1_000 });
  // Rows of one day are sorted by their ids, which clusters do not share.
  const known = rows
    .filter(({ openedDate }) => openedDate < end)
    .toSorted((a, b) => a.level.localeCompare(b.level));
  return Promise.all(
    known.map(async ({ id, level, namespace, openedDate, cause, score }) => {
      const { days } = await viewer().anomalies.get({ id });
      const before = days.filter(({ date }) => date < end);
      return { level, namespace, openedDate, cause, score, days: before };
    }),
  );
}

test("what is told of a day is the same whatever comes after it", async () => {
  const until = day("06-20");
  const wild = (namespace: string, at: number): number =>
    at < until ? factor(namespace, at) : new Date(at).getUTCDate() % 3 === 0 ? 9 : 0.1;
  const hours = (at: number): number => (at < until ? seenHours(at) : 20);
  await storeWorld(database, "later", { factor: wild, hours, until: UNTIL });
  await judgeAll(services, "later");

  const told = await toldBefore("prod");
  expect(told.length).toBeGreaterThan(3);
  expect(await toldBefore("later")).toEqual(told);
});

test("what a part is told does not depend on what lies beyond it", async () => {
  const other = await createTestDatabase(4);
  try {
    const others = createTestServices(other, () => now);
    const quiet = (namespace: string, at: number): number =>
      namespace === "shop" ? factor(namespace, at) : at >= day("06-05") && at < day("06-07") ? 4 : 1;
    await storeWorld(other, "prod", { factor: quiet, until: UNTIL });
    now = afterDay("06-20");
    await judgeAll(others, "prod");
    const elsewhere = await callWith(callerWith("viewer", SHOP), others).anomalies.list({});
    const here = await viewer(SHOP).anomalies.list({});

    expect(elsewhere.rows.map(({ openedDate, ...row }) => [openedDate, row.id, row.cost])).toEqual(
      here.rows
        .filter(({ openedDate }) => openedDate < "2026-07")
        .map(({ openedDate, ...row }) => [openedDate, row.id, row.cost]),
    );
    // Who sees the whole cluster is told once of what rose together.
    const whole = await callWith(callerWith("viewer", FULL_SCOPE), others).anomalies.list({});
    expect(whole.rows.map(({ level, openedDate }) => [level, openedDate])).toEqual([
      ["cluster", "2026-06-05"],
    ]);
  } finally {
    now = afterDay("07-11") + HOUR_MS;
    await other.drop();
  }
});
