import { randomUUID } from "node:crypto";
import { type BudgetInput, FULL_SCOPE, HOUR_MS, type Scope } from "@kubecent/shared";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { askAlone } from "../../../server/src/api/budgets/ask-alone.ts";
import { askerWithin } from "../../../server/src/api/budgets/budget-asker.ts";
import { askTogether } from "../../../server/src/api/budgets/ask-together.ts";
import { type AssertLed, evaluateBudget } from "../../../server/src/api/budgets/evaluate-budget.ts";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { atNow } from "../../../server/src/api/budgets/budget-numbers.ts";
import { soFarOf } from "../../../server/src/api/budgets/spent-by.ts";
import { listBudgets, type StoredBudget } from "../../../server/src/store/budgets/stored-budgets.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import {
  createContainer,
  createFee,
  createNode,
  createObservation,
  createPod,
} from "../../support/observations.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callerWith, callWith, createTestServices } from "../../support/test-services.ts";

// A Saturday; in Berlin it is the first of the month two hours before in UTC.
const BEGIN = Date.parse("2026-08-01T00:00:00Z");
const HOURS = 30;
const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };

let database: TestDatabase;
let services: ApiServices;
let now = BEGIN + (HOURS + 4) * HOUR_MS;

beforeAll(async () => {
  database = await createTestDatabase(6);
  services = createTestServices(database, () => now);
  await storeHours(database, "prod", hoursFrom(BEGIN, HOURS).map(observed));
});
afterEach(async () => {
  now = BEGIN + (HOURS + 4) * HOUR_MS;
  await database.primary.query("delete from budget; ");
  await database.primary.query("delete from notify_channel");
});
afterAll(() => database.drop());

function observed(hour: number) {
  const pods = ["shop", "search", "kube-system"].map((namespace, index) =>
    createPod({
      namespace,
      name: namespace,
      labels: { team: namespace },
      containers: [createContainer({ cpuRequest: 0.37 * (index + 1) })],
    }),
  );
  return createObservation({
    hour,
    pods,
    nodes: [createNode({ cpuCores: 4 })],
    fee: createFee({ perHour: 0.1 }),
  });
}

const editor = (scope: Scope = FULL_SCOPE) => callWith(callerWith("editor", scope), services);
const budget = (more: Partial<BudgetInput> = {}): BudgetInput => ({
  name: randomUUID(),
  amount: "0.000001",
  currency: "EUR",
  period: { every: "month", zone: "UTC" },
  thresholds: [{ on: "spent", at: 0.8 }],
  ...more,
});
const look = async (each: StoredBudget, assertLed: AssertLed = () => Promise.resolve()): Promise<number> => {
  const numbers = await askAlone(askerWithin(services, each.scope), each.content, atNow(now));
  return evaluateBudget(services, each, { soFar: soFarOf(each.content, numbers, atNow(now)), assertLed });
};
const evaluate = async (): Promise<number> => {
  let told = 0;
  for (const each of await inTransaction(database, listBudgets)) {
    told += await look(each);
  }
  return told;
};
const chat = (): Promise<{ id: string }> =>
  editor().alerts.channels.create({
    name: randomUUID(),
    target: { kind: "webhook", url: "https://hooks.example.com/x" },
  });
const news = async (): Promise<{ phase: string; subject: string }[]> =>
  (await database.primary.query("select phase, subject from notification order by seq")).rows;
const MONTH = { start: "2026-08-01T00:00:00Z", end: "2026-09-01T00:00:00Z" };

test.each([
  ["one namespace", { namespace: "shop" }],
  ["a node, with idle", { node: "node-1", idle: "share" }],
  ["all, with idle shown", { idle: "show" }],
  ["shared costs", { idle: "share", shareNamespaces: "kube-system", shareFee: true, shareMonthly: "12.34" }],
] as const)(
  "what a budget of %s has spent is the number of cost.allocation, to the nano",
  async (_, question) => {
    const { id } = await editor().budgets.set(budget({ question }));
    const page = await editor().cost.allocation({ ...question, ...MONTH, aggregate: ["cluster"] });
    const { rows } = await editor().budgets.status({ id });

    expect(rows).toHaveLength(1);
    expect(rows[0]?.spent).toBe(page.totals.totalCost);
    expect(Number(page.totals.totalCost)).toBeGreaterThan(0);
  },
);

test("a budget for each namespace has a row for each that there is, with the page's numbers", async () => {
  const { id } = await editor().budgets.set(budget({ by: "namespace" }));
  const page = await editor().cost.allocation({ ...MONTH, aggregate: ["namespace"] });
  const { rows } = await editor().budgets.status({ id });

  expect(new Map(rows.map(({ key, spent }) => [key, spent]))).toEqual(
    new Map(page.rows.map(({ namespace, totalCost }) => [namespace, totalCost])),
  );
});

test("budgets that ask together get the numbers that each gets alone", async () => {
  const questions: BudgetInput["question"][] = [
    {},
    { namespace: "shop" },
    { namespace: ["shop", "search", "nowhere"], cluster: "prod" },
    { cluster: "nowhere" },
    { label: { team: ["shop", "search"] } },
    { label: { team: "shop" }, namespace: "search" },
  ];
  const views: BudgetInput["question"][] = [{ idle: "hide" }, { idle: "show" }];
  const bys = [undefined, "namespace", "label:team"] as const;
  const period = { every: "week", zone: "Asia/Kathmandu" } as const;
  const asked = questions.flatMap((question) => bys.map((by) => ({ question, by })));
  const wide = asked.map(({ question, by }, index) =>
    budget({ question: { ...question, ...views[index % 2] }, by, period }),
  );
  const narrow = asked.map(({ question, by }) => budget({ question, by, rollover: "carry" }));
  await editor().budgets.setAll({ budgets: wide });
  await editor(SHOP).budgets.setAll({ budgets: narrow });
  const numbersOf = askTogether(services);
  const all = await inTransaction(database, listBudgets);
  for (const each of all) {
    const alone = await askAlone(askerWithin(services, each.scope), each.content, atNow(now));
    const together = await numbersOf(each, atNow(now));

    const { days: _days, dataVersion: _version, ...numbers } = alone;
    expect({ ...together, of: each.content }).toMatchObject({ ...numbers, of: each.content });
    expect(soFarOf(each.content, together, atNow(now)).spent).toEqual(
      soFarOf(each.content, alone, atNow(now)).spent,
    );
  }
  expect(all).toHaveLength(wide.length + narrow.length);
});

test("standings are what each budget's status says, in pages by name; one that cannot be answered hides no other", async () => {
  const names = ["a", "b", "c"].map((letter) => `${letter} ${randomUUID()}`);
  const [a = "", b = "", c = ""] = names;
  await editor().budgets.setAll({
    budgets: [budget({ name: c, question: { namespace: "shop" } }), budget({ name: a, by: "namespace" })],
  });
  await editor(SHOP).budgets.setAll({
    budgets: [budget({ name: a }), budget({ name: b, question: { node: "node-1", idle: "share" } })],
  });
  const standings = editor().budgets.standings;

  const first = await standings({ limit: 2 });
  const next = await standings({ limit: 2, after: first.nextAfter ?? "" });
  const rows = [...first.rows, ...next.rows];
  expect(rows.map((row) => row.budget.name).slice(0, 3)).toEqual([a, a, b]);
  expect([first.count, next.nextAfter]).toEqual([4, null]);
  expect(rows.map(({ status, failure }) => [status === null, failure === null])).toEqual([
    [false, true],
    [false, true],
    [true, false],
    [false, true],
  ]);
  for (const { budget: of, status } of rows.filter((row) => row.status))
    expect(await editor().budgets.status({ id: of.id })).toMatchObject({ ...status, budget: of });
  await expect(standings({ after: randomUUID() })).rejects.toMatchObject({
    cause: { code: "CURSOR_INVALID" },
  });
  const own = await editor(SHOP).budgets.standings();
  expect(own.rows.map((row) => [row.budget.name, row.budget.scope])).toEqual([
    [a, SHOP],
    [b, SHOP],
  ]);
});

test("a threshold is told once, whatever is written again, and by however many processes", async () => {
  const { id: channelId } = await chat();
  await editor().budgets.set(
    budget({
      channels: [channelId],
      thresholds: [
        { on: "spent", at: 0.8 },
        { on: "spent", at: 1 },
      ],
    }),
  );

  const counts = await Promise.all([evaluate(), evaluate(), evaluate()]);
  await evaluate();

  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(await news()).toHaveLength(2);
});

test("numbers that go back are shown, and told no second time when they come again", async () => {
  const { id: channelId } = await chat();
  const page = await editor().cost.allocation({ ...MONTH, namespace: "shop", aggregate: ["cluster"] });
  const amount = (Number(page.totals.totalCost) * 1.1).toFixed(9);
  const { id } = await editor().budgets.set(
    budget({ amount, question: { namespace: "shop" }, channels: [channelId] }),
  );
  const stateOf = async (): Promise<string | undefined> =>
    (await editor().budgets.status({ id })).rows[0]?.thresholds[0]?.state;

  expect([await evaluate(), await stateOf()]).toEqual([1, "crossed"]);
  await storeHours(
    database,
    "prod",
    hoursFrom(BEGIN, 12).map((hour) => createObservation({ hour })),
  );
  expect([await evaluate(), await stateOf()]).toEqual([0, "back"]);
  await storeHours(database, "prod", hoursFrom(BEGIN, 12).map(observed));
  expect([await evaluate(), await stateOf()]).toEqual([0, "crossed"]);
  expect(await news()).toHaveLength(1);
});

test("a changed budget is a new revision, which is told anew; the same once more is no change", async () => {
  const { id: channelId } = await chat();
  const first = budget({ channels: [channelId] });
  const made = await editor().budgets.set(first);
  expect(await editor().budgets.set(first)).toEqual(made);
  await evaluate();
  const raised = await editor().budgets.set({ ...first, amount: "0.000002" });
  await evaluate();

  expect([made.revision, raised.revision, raised.id]).toEqual([1, 2, made.id]);
  expect((await news()).map(({ phase }) => phase)).toEqual(["firing", "resolved", "firing"]);
});

test("a new period begins anew, and programs hear that the old one has ended", async () => {
  const { id: channelId } = await chat();
  const daily = budget({ period: { every: "day", zone: "UTC" }, channels: [channelId] });
  const { id } = await editor().budgets.set(daily);
  now = BEGIN + 20 * HOUR_MS;
  await evaluate();
  now = BEGIN + 28 * HOUR_MS;
  await evaluate();
  const { rows } = await editor().budgets.periods({ id });

  expect((await news()).map(({ phase }) => phase)).toEqual(["firing", "resolved", "firing"]);
  expect(rows.map(({ start, amount }) => [start, amount])).toEqual([
    ["2026-08-02T00:00:00Z", "0.000001000"],
    ["2026-08-01T00:00:00Z", "0.000001000"],
  ]);
});

test("a deleted budget tells programs its end, and leaves nothing", async () => {
  const { id: channelId } = await chat();
  const { id } = await editor().budgets.set(budget({ channels: [channelId] }));
  await evaluate();
  await editor().budgets.delete({ id });

  expect((await news()).map(({ phase }) => phase)).toEqual(["firing", "resolved"]);
  expect((await database.primary.query("select from budget_crossing")).rowCount).toBe(0);
});

test("nothing is noted or told by a process that lost its lease", async () => {
  const { id: channelId } = await chat();
  await editor().budgets.set(budget({ channels: [channelId] }));
  const [each] = await inTransaction(database, listBudgets);
  if (!each) throw new Error("There is a budget");
  const lost = look(each, () => Promise.reject(new Error("lost")));
  await expect(lost).rejects.toThrow("lost");

  expect(await news()).toEqual([]);
  expect(await evaluate()).toBe(1);
});

test("a budget holds its scope's money alone, and does not exist for those who do not see all of it", async () => {
  const all = await editor().budgets.set(budget());
  const shop = await editor(SHOP).budgets.set(budget());
  const page = await editor().cost.allocation({ ...MONTH, namespace: "shop", aggregate: ["cluster"] });

  expect((await editor().budgets.status({ id: shop.id })).rows[0]?.spent).toBe(page.totals.totalCost);
  expect((await editor(SHOP).budgets.list()).rows.map(({ id }) => id)).toEqual([shop.id]);
  await expect(editor(SHOP).budgets.status({ id: all.id })).rejects.toThrow("There is no budget");
  await expect(editor(SHOP).budgets.delete({ id: all.id })).rejects.toThrow("There is no budget");
  await expect(editor(SHOP).budgets.set(budget({ scope: FULL_SCOPE }))).rejects.toThrow("beyond yours");
  await expect(editor(SHOP).budgets.set(budget({ question: { idle: "share" } }))).rejects.toThrow(
    "Idle and shared",
  );
});

test("a budget names channels that its maker sees and that may see all of it", async () => {
  const { id: wide } = await chat();
  const { id: narrow } = await editor().alerts.channels.create({
    name: "shop",
    scope: SHOP,
    target: { kind: "webhook", url: "https://hooks.example.com/x" },
  });

  await expect(editor(SHOP).budgets.set(budget({ channels: [wide] }))).rejects.toThrow("there is no channel");
  await expect(editor().budgets.set(budget({ channels: [narrow] }))).rejects.toThrow("does not hold all");
});

test("a currency that no cluster has is refused", async () => {
  await expect(editor().budgets.set(budget({ currency: "USD" }))).rejects.toThrow("found USD");
});

test("many budgets are set at once, all or none", async () => {
  const names = Array.from({ length: 50 }, (_, number) => `team-${number}`);
  const wanted = names.map((name) => budget({ name }));
  const first = await editor().budgets.setAll({ budgets: wanted });
  const second = await editor().budgets.setAll({ budgets: wanted });
  const bad = [budget({ name: "new" }), budget({ name: "bad", channels: [randomUUID()] })];
  await expect(editor().budgets.setAll({ budgets: bad })).rejects.toThrow("there is no channel");
  const foreign = [budget({ name: "new" }), budget({ name: "bad", currency: "USD" })];
  await expect(editor().budgets.setAll({ budgets: foreign })).rejects.toThrow(
    "wanted the currency of a cluster",
  );

  expect(second).toEqual(first);
  expect((await editor().budgets.list()).rows.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
});
