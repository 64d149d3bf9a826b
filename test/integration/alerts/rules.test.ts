import { randomUUID } from "node:crypto";
import { type AlertRuleInput, FULL_SCOPE, HOUR_MS, type Scope } from "@kubecent/shared";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { lookAtRules } from "../../../server/src/api/alerts/watch/look-at-rules.ts";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { createToken, revokeToken } from "../../../server/src/store/access/stored-tokens.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { claimDue } from "../../../server/src/store/notify/claim.ts";
import { createContainer, createNode, createObservation, createPod } from "../../support/observations.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, TEST_WRITER, type TestDatabase } from "../../support/test-database.ts";
import { callerWith, callWith, createTestServices } from "../../support/test-services.ts";

const BEGIN = Date.parse("2026-08-01T00:00:00Z");
const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };

let database: TestDatabase;
let services: ApiServices;
let now = 0;
/** Cores that namespaces request, by day. */
const cores: Record<string, readonly number[]> = {
  shop: [1, 1, 3, 3],
  search: [1, 1, 1, 1],
  fresh: [0, 0, 0, 2],
};
const at = (day: number, hours = 4): number => BEGIN + (day * 24 + hours) * HOUR_MS;

beforeAll(async () => {
  database = await createTestDatabase(6);
  services = createTestServices(database, () => now);
  await storeHours(
    database,
    "prod",
    hoursFrom(BEGIN, 96).map((hour) => observed(hour)),
  );
  // Four weeks before, of which the records alone are left: seen, and without cost.
  await database.primary.query(
    `insert into cluster_hour select (jsonb_populate_record(stored, jsonb_build_object('hour', hour - back))).*
     from cluster_hour stored, (select make_interval(days => days) as back from generate_series(4, 32, 4) days) earlier`,
  );
});
afterEach(async () => {
  await database.primary.query("delete from alert_definition; ");
  await database.primary.query("delete from notify_channel");
});
afterAll(() => database.drop());

function observed(hour: number, factor = 1) {
  const day = Math.floor((hour - BEGIN) / (24 * HOUR_MS));
  const pods = Object.entries(cores).flatMap(([namespace, all]) => {
    const cpuRequest = (all[day] ?? 0) * factor;
    const containers = [createContainer({ cpuRequest })];
    return cpuRequest === 0
      ? []
      : [createPod({ namespace, name: namespace, labels: { team: namespace }, containers })];
  });
  return createObservation({ hour, pods, nodes: [createNode({ cpuCores: 16 })] });
}

const editor = (scope: Scope = FULL_SCOPE, id = "token:1") =>
  callWith({ ...callerWith("editor", scope), id }, services);
const rule = (more: Partial<AlertRuleInput> & Pick<AlertRuleInput, "when">): AlertRuleInput => ({
  name: randomUUID(),
  ...more,
});
async function look(): Promise<number> {
  const failures: unknown[] = [];
  const told = await lookAtRules({
    services,
    now,
    budgets: [],
    assertLed: () => Promise.resolve(),
    onFailure: (_, error) => failures.push(error),
  });
  expect(failures).toEqual([]);
  return told;
}
const hook = (name = "hook", scope?: Scope): Promise<{ id: string }> =>
  editor().alerts.channels.create({
    name,
    scope,
    target: { kind: "webhook", url: "https://hooks.example.com/x" },
  });
const chat = (name: string): Promise<{ id: string }> =>
  editor().alerts.channels.create({ name, target: { kind: "slack", url: "https://hooks.example.com/x" } });
async function news(): Promise<string[]> {
  const { rows } = await database.primary.query<{ text: string }>(
    `select channel.name || ': ' || (message ->> 'title') as text
     from notification join notify_channel channel using (channel_id) order by seq`,
  );
  return rows.map(({ text }) => text);
}
const firing = async (scope?: Scope): Promise<string[]> =>
  (await editor(scope).cost.alerts()).rows.map(({ title }) => title).toSorted();

const SPEND = { kind: "spend", days: 1, by: 0.5 } as const;

test("a namespace that costs more than the day before fires once, and ends when it does not", async () => {
  const { id } = await hook();
  await editor().alerts.rules.set(rule({ when: SPEND, channels: [id] }));
  now = at(2);
  expect(await look()).toBe(0);
  now = at(3);
  expect([await look(), await look(), await firing()]).toEqual([
    1,
    0,
    ["shop in prod costs 200 % more than before"],
  ]);
  now = at(4);
  await look();

  expect(await news()).toEqual([
    "hook: shop in prod costs 200 % more than before",
    "hook: Over: shop in prod costs 0 % more than before",
  ]);
  const { rows } = await editor().cost.alerts({ phase: "resolved" });
  expect(rows).toMatchObject([{ phase: "resolved", labels: { namespace: "shop", kind: "spend" } }]);
});

test("older hours that are written anew raise nothing, nor do days of which much was not seen", async () => {
  await editor().alerts.rules.set(rule({ when: SPEND }));
  now = at(2);
  await look();
  await storeHours(
    database,
    "prod",
    hoursFrom(BEGIN, 24).map((hour) => observed(hour, 0.25)),
  );
  expect([await look(), await firing()]).toEqual([0, []]);
  await storeHours(
    database,
    "prod",
    hoursFrom(BEGIN, 24).map((hour) => observed(hour)),
  );
  await look();
  await database.primary.query("update cluster_hour set seen_seconds = 1800 where hour >= $1 and hour < $2", [
    new Date(at(2, 0)),
    new Date(at(3, 0)),
  ]);
  now = at(3);
  await look();
  expect(await firing()).toEqual([]);
  await database.primary.query("update cluster_hour set seen_seconds = 3600");
  await look();

  expect(await firing()).toEqual(["shop in prod costs 200 % more than before"]);
});

test.each([
  [
    "a team that is new",
    { when: { kind: "newSpender", days: 1, least: "0.5" }, by: "label:team" },
    ["fresh is new and costs money"],
  ],
  ["a workload", { when: SPEND, by: "workload" }, []],
  [
    "requests that are not used",
    { when: { kind: "efficiency", days: 1, below: 0.6 }, filter: { namespace: "search" } },
    ["search in prod uses 0 % of what it requests"],
  ],
  [
    "prices by default",
    { when: { kind: "prices", of: "default", above: 0.5, days: 1 }, by: "cluster" },
    ["100 % of the cost of prod is priced by defaults"],
  ],
  ["numbers that are late", { when: { kind: "late", hours: 3 } }, ["The numbers of prod are 4 hours old"]],
  ["hours that were not seen", { when: { kind: "coverage", below: 0.95 } }, []],
] as const)("%s", async (_, more, wanted) => {
  await editor().alerts.rules.set(rule(more));
  now = at(4);
  await look();

  expect(await firing()).toEqual(wanted);
});

test("alerts go to the first route that takes them; people are told a group together, and the rest goes by the default", async () => {
  const [{ id: shop }, { id: ops }] = [await chat("shop"), await chat("ops")];
  await editor().alerts.routes.set({ name: "rest", channels: [ops] });
  await editor().alerts.routes.set({ name: "shop", match: { namespace: "sho*" }, channels: [shop] });
  for (const name of ["one", "two"])
    await editor().alerts.rules.set(rule({ name, when: { kind: "efficiency", days: 1, below: 0.6 } }));
  now = at(4);
  await look();

  expect((await news()).toSorted()).toEqual([
    "ops: fresh in prod uses 0 % of what it requests (and 1 more)",
    "ops: fresh in prod uses 0 % of what it requests (and 1 more)",
    "shop: shop in prod uses 0 % of what it requests",
    "shop: shop in prod uses 0 % of what it requests",
  ]);
});

test("what a channel of people has not got yet is not lost to newer news of its group about something else", async () => {
  const { id } = await chat("chat");
  await editor().alerts.routes.set({ name: "all", channels: [id], groupBy: [] });
  now = at(3);
  await editor().alerts.rules.set(rule({ when: { kind: "efficiency", below: 0.9, days: 1 } }));
  await look();
  await editor().alerts.rules.set(rule({ when: SPEND }));
  await look();

  await claimDue(database, { paceOf: () => ({ everyMs: 0, digestAbove: null }), claimForMs: 60_000 });

  const { rows } = await database.primary.query("select state from notification");
  expect(rows).toEqual([{ state: "queued" }, { state: "queued" }]);
});

test("what is silenced is shown and not told, and told when the silence is over", async () => {
  const { id } = await hook();
  const silence = { name: "move", match: { namespace: "shop" }, until: new Date(at(3, 8)).toISOString() };
  await editor().alerts.silences.set(silence);
  await editor().alerts.rules.set(rule({ when: SPEND, channels: [id] }));
  now = at(2);
  await look();
  now = at(3);
  expect(await look()).toBe(0);
  expect((await editor().cost.alerts()).rows).toMatchObject([{ silenced: true, toldAt: null }]);
  now = at(3, 9);

  expect(await look()).toBe(1);
  await expect(
    editor().alerts.silences.set({ ...silence, plan: { cron: "* * * * *", zone: "UTC", hours: 1 } }),
  ).rejects.toThrow("more often than hourly");
});

test("rules, routes and silences are seen by those who see all of their scope, and look at nothing beyond it", async () => {
  const wide = await editor().alerts.rules.set(rule({ when: SPEND }));
  const own = await editor(SHOP).alerts.rules.set(
    rule({ when: { kind: "efficiency", days: 1, below: 0.6 } }),
  );
  now = at(3);
  await look();

  expect(await firing(SHOP)).toEqual(["shop in prod uses 0 % of what it requests"]);
  expect((await editor(SHOP).alerts.rules.list()).rows.map(({ id }) => id)).toEqual([own.id]);
  await expect(editor(SHOP).alerts.rules.delete({ id: wide.id })).rejects.toThrow("There is no rule");
  await expect(editor(SHOP).alerts.rules.set(rule({ when: SPEND, scope: FULL_SCOPE }))).rejects.toThrow(
    "beyond yours",
  );
  const { id: narrow } = await hook("narrow", SHOP);
  await expect(editor().alerts.rules.set(rule({ when: SPEND, channels: [narrow] }))).rejects.toThrow(
    "does not hold",
  );
});

test("a rule that is changed begins anew, one that is deleted tells its end, and the same twice is no change", async () => {
  const { id } = await hook();
  const first = rule({ when: SPEND, channels: [id] });
  now = at(3);
  const made = await editor().alerts.rules.set(first);
  expect(await editor().alerts.rules.set(first)).toEqual(made);
  await look();
  const changed = await editor().alerts.rules.set({ ...first, when: { ...SPEND, by: 9 } });
  await look();
  await editor().alerts.rules.set(first);
  await look();
  await editor().alerts.rules.delete({ id: made.id });

  expect([made.revision, changed.revision]).toEqual([1, 2]);
  const [fired, over] = [
    "hook: shop in prod costs 200 % more than before",
    "hook: Over: shop in prod costs 200 % more than before",
  ];
  expect(await news()).toEqual([fired, over, fired, over]);
});

test("nothing is told by a process that lost its lease, nor with the rights of somebody who has gone", async () => {
  const { id } = await hook();
  const origin = { writer: TEST_WRITER, userId: "test" };
  const token = { name: "ann", role: "editor" as const, scope: FULL_SCOPE, hash: "ann", expiresAt: null };
  const made = await inTransaction(database, (client) => createToken(client, token, origin));
  await editor(FULL_SCOPE, `token:${made.token.tokenId}`).alerts.rules.set(
    rule({ when: SPEND, channels: [id] }),
  );
  now = at(3);
  const lost = { services, now, budgets: [], onFailure: () => undefined };
  await expect(lookAtRules({ ...lost, assertLed: () => Promise.reject(new Error("lost")) })).rejects.toThrow(
    "lost",
  );
  await inTransaction(database, (client) => revokeToken(client, { name: "ann" }, origin));

  expect([await look(), await news(), await firing()]).toEqual([
    0,
    [],
    ["shop in prod costs 200 % more than before"],
  ]);
});
