import { randomUUID } from "node:crypto";
import { DAY_MS, FULL_SCOPE, type RecommendationRow, type Scope } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { saveProgress } from "../../../server/src/store/collecting/collection.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callerWith, callWith, createTestServices } from "../../support/test-services.ts";
import { startEdge } from "../../unit/http/edge.ts";
import { cellsOf, csvRows, ndjsonRows } from "../exports/exporting-edge.ts";
import { MIB } from "../../unit/domain/advice/truth.ts";
import { AdvisedWorld, BEGIN, type Told } from "./advised-world.ts";

// A container is advised 115 thousandths of a core (a sketch is within 1 %) and 230 Mi. Days are counted from 0.
const LARGE = { cpuCores: 2, ramBytes: 4_096 * MIB };
const APPLIED_ON = 3;
const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };

let database: TestDatabase;
let services: ApiServices;
let world: AdvisedWorld;
let advised = { cpuCores: 0.115, ramBytes: 230 * MIB };

const steady = (namespace: string, name: string, more: Partial<Told> = {}): Told => ({
  namespace,
  name,
  requests: () => LARGE,
  cpuCores: () => 0.1,
  ...more,
});
/** Asks for what is advised from a day on. */
const applying =
  (day: number): Told["requests"] =>
  (at) =>
    at < day ? LARGE : advised;

beforeAll(async () => {
  database = await createTestDatabase(6);
  world = new AdvisedWorld(database, [
    steady("shop", "web"),
    steady("pay", "web"),
    steady("shop", "applied", { requests: applying(APPLIED_ON) }),
    steady("shop", "killed", {
      requests: applying(APPLIED_ON),
      oomKills: [{ hour: BEGIN + 5 * DAY_MS, limitBytes: 230 * MIB }],
    }),
    steady("shop", "busier", {
      requests: applying(APPLIED_ON),
      cpuCores: (day) => (day < APPLIED_ON ? 0.1 : 0.112),
    }),
    steady("shop", "grown", {
      requests: applying(APPLIED_ON),
      cpuCores: (day) => (day < APPLIED_ON ? 0.1 : 0.13),
    }),
  ]);
  services = createTestServices(database, () => world.end + 3_600_000);
  for (let day = 0; day < APPLIED_ON; day++) await world.closeDay();
});
afterAll(() => database.drop());

const as = (role: "viewer" | "editor", scope: Scope = FULL_SCOPE) =>
  callWith(callerWith(role, scope), services);
const named = (rows: readonly RecommendationRow[]) =>
  rows.map(({ namespace, controller }) => `${namespace}/${controller}`).toSorted();
const stateOf = async (controller: string): Promise<RecommendationRow[]> => {
  const state = ["open", "dismissed", "applied", "verified", "regressed", "not_comparable", "gone"] as const;
  return (await as("viewer").recommendations.list({ controller, namespace: "shop", state: [...state] })).rows;
};

test("as NDJSON and CSV the list has the rows of the JSON answer", async () => {
  const edge = await startEdge({ services });
  const path = "/api/v1/recommendations?sort=-freed";
  const json = await edge.ask(path);
  const csv = await edge.ask(path, { headers: { accept: "text/csv" } });
  const ndjson = await edge.ask(path, { headers: { accept: "application/x-ndjson" } });
  await edge.close();

  const rows: Record<string, unknown>[] = JSON.parse(json.text).rows;
  expect(rows.length).toBeGreaterThan(0);
  expect(csvRows(csv)).toEqual(rows.map(cellsOf));
  expect(ndjsonRows(ndjson)).toEqual(rows);
});

test("lists what is advised with what it frees; list and summary say the same", async () => {
  const answer = await as("viewer").recommendations.list({});
  const summary = await as("viewer").recommendations.summary({});
  expect(named(answer.rows)).toEqual([
    "pay/web",
    "shop/applied",
    "shop/busier",
    "shop/grown",
    "shop/killed",
    "shop/web",
  ]);
  expect(summary.totals).toEqual(answer.totals);
  expect(summary.dataVersion).toBe(answer.dataVersion);
  expect(answer.until).toBe("2026-08-06T00:00:00Z");
  for (const row of answer.rows) expect(Number(row.freed)).toBeLessThanOrEqual(Number(row.cost));
  const change = (await stateOf("web"))[0]?.change;
  if (change?.to !== "size") throw new Error("no size is advised");
  advised = change.advised.requests;
  expect(advised).toEqual({ cpuCores: expect.closeTo(0.115, 2), ramBytes: 230 * MIB });
});

test("pages by what is freed, and compares by preset", async () => {
  const first = await as("viewer").recommendations.list({ limit: 4 });
  const rest = await as("viewer").recommendations.list({ limit: 4, cursor: first.nextCursor ?? "" });
  expect(new Set([...first.rows, ...rest.rows].map(({ id }) => id)).size).toBe(6);
  const krr = await as("viewer").recommendations.list({
    preset: "krr",
    controller: "web",
    namespace: "shop",
  });
  expect(krr.rows[0]?.change).toMatchObject({ advised: { requests: { cpuCores: expect.closeTo(0.1, 2) } } });
});

test("one is found by its id, and by one from before ids told their cluster", async () => {
  const [row] = (await as("viewer", SHOP).recommendations.list({ controller: "web" })).rows;
  if (!row) throw new Error("nothing is advised");
  const { id, ...rest } = row;
  expect(await as("viewer", SHOP).recommendations.get({ id })).toEqual(row);

  const older = randomUUID();
  const rename = "update recommendation set recommendation_id = $1 where recommendation_id = $2";
  await database.primary.query(rename, [older, id]);
  expect(await as("viewer", SHOP).recommendations.get({ id: older })).toEqual({ id: older, ...rest });
  await database.primary.query(rename, [id, older]);
});

test("the same days again change nothing", async () => {
  expect(await world.round()).toBe(0);
});

test("who sees a namespace sees its advice alone, and nothing of the bill", async () => {
  const scoped = await as("viewer", SHOP).recommendations.list({});
  expect(new Set(scoped.rows.map(({ namespace }) => namespace))).toEqual(new Set(["shop"]));
  const pay = (await as("viewer").recommendations.list({ namespace: "pay" })).rows[0]?.id ?? "";
  for (const id of [pay, randomUUID()]) {
    await expect(as("viewer", SHOP).recommendations.get({ id })).rejects.toThrow(
      `There is no recommendation ${id}`,
    );
    await expect(as("editor", SHOP).recommendations.dismiss({ id, reason: "no" })).rejects.toThrow(
      `There is no recommendation ${id}`,
    );
  }
  expect((await as("viewer", SHOP).recommendations.summary({})).bill).toBeNull();
});

test("editors put advice aside until a moment, by whatever preset, and take it up again", async () => {
  const [row] = (await as("viewer").recommendations.list({ namespace: "pay" })).rows;
  const id = row?.id ?? "";
  const until = new Date(world.end + 2 * DAY_MS).toISOString();
  await expect(as("viewer").recommendations.dismiss({ id, reason: "later" })).rejects.toThrow("alert:edit");
  const aside = await as("editor").recommendations.dismiss({ id, reason: "later", until });
  expect(aside).toMatchObject({ state: "dismissed", dismissed: { reason: "later" } });
  expect((await as("viewer").recommendations.list({ namespace: "pay" })).rows).toEqual([]);
  expect((await as("viewer").recommendations.list({ namespace: "pay", preset: "vpa" })).rows).toEqual([]);
  expect((await as("viewer").recommendations.summary({})).dismissed.count).toBe(1);
  await as("editor").recommendations.restore({ id });
  expect((await as("viewer").recommendations.list({ namespace: "pay" })).rows).toHaveLength(1);
  await expect(
    as("editor").recommendations.dismiss({ id, reason: "late", until: new Date(BEGIN).toISOString() }),
  ).rejects.toThrow("in the future");
  const { rows } = await database.primary.query<{ action: string }>(
    "select action from audit_logs where resource_id = $1 and status = 'SUCCESS' order by id",
    [id],
  );
  expect(rows.map(({ action }) => action)).toEqual(["RECOMMENDATION_DISMISSED", "RECOMMENDATION_RESTORED"]);
});

test("writes patches for a cluster", async () => {
  const found = await as("viewer", SHOP).recommendations.patch({ cluster: "prod" });
  expect(found.files.map(({ path }) => path)).toEqual(["shop.yaml", "kustomization.yaml"]);
  expect(found.commands).toContainEqual(
    expect.stringMatching(
      /^kubectl --namespace=shop set resources deploy\/web --containers=app --requests=cpu=11[56]m,memory=230Mi/,
    ),
  );
});

test("what is applied is found by its requests, and judged by seven closed days", async () => {
  await world.closeDay();
  expect((await stateOf("applied"))[0]).toMatchObject({ state: "applied", outcome: { days: 1 } });
  for (let day = 1; day < 6; day++) await world.closeDay();
  expect((await stateOf("killed")).map(({ state }) => state).toSorted()).toEqual(["open", "regressed"]);
  expect((await stateOf("applied"))[0]?.state).toBe("applied");
  await world.closeDay();
  const [verified] = await stateOf("applied");
  expect(verified).toMatchObject({
    state: "verified",
    outcome: { days: 7, settledAt: "2026-08-13T00:00:00Z" },
  });
  expect(Number(verified?.outcome?.freed) / Number(verified?.outcome?.promised)).toBeCloseTo(1, 1);
  expect((await stateOf("busier"))[0]?.state).toBe("verified");
  expect((await stateOf("grown"))[0]?.state).toBe("not_comparable");
  const savings = await as("viewer").recommendations.savings({});
  expect(savings.totals).toMatchObject({ regressed: 1, notComparable: 1 });
  expect(Number(savings.totals.verified)).toBeGreaterThan(0);
  expect(savings.days.at(-1)?.day).toBe("2026-08-12");
});

test("what holds no longer is gone, and comes back as what it was", async () => {
  const before = (await stateOf("web")).find(({ state }) => state === "open");
  const web = world.workloads[0];
  if (!web) throw new Error("there is no workload");
  world.workloads[0] = { ...web, oomKills: [], requests: () => ({ cpuCores: 0.125, ramBytes: 250 * MIB }) };
  await world.closeDay();
  expect((await stateOf("web"))[0]?.state).toBe("gone");
  world.workloads[0] = web;
  await world.closeDay();
  expect((await stateOf("web"))[0]).toMatchObject({ state: "open", id: before?.id });
});

test("while older hours come in, a window that is not whole waits for them", async () => {
  const { rows } = await database.primary.query<{ id: number }>("select cluster_id as id from cluster");
  const progress = { startedAt: Date.now(), done: 1, total: 100 };
  await saveProgress(database, rows[0]?.id ?? 0, progress);
  await database.primary.query("update cluster_hour set collected_at = now()");

  expect(await world.closeDay()).toBe(0);
  await database.primary.query("update cluster_hour set collected_at = now() - interval '11 minutes'");
  expect(await world.round()).toBe(1);
});
