import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BudgetInput, formatNano, FULL_SCOPE, HOUR_MS, parseNano } from "@kubecent/shared";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { askTogether } from "../../../server/src/api/budgets/ask-together.ts";
import { lookAtBudget } from "../../../server/src/api/budgets/evaluate-budget.ts";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { createLogger } from "../../../server/src/log/logger.ts";
import { followBudgetsFile, readBudgetsFile } from "../../../server/src/run/collecting/budgets-file.ts";
import { createToken, revokeToken } from "../../../server/src/store/access/stored-tokens.ts";
import { lastClosedEnd } from "../../../server/src/domain/windows/due.ts";
import { listUnfinished } from "../../../server/src/store/budgets/periods.ts";
import { listBudgets } from "../../../server/src/store/budgets/stored-budgets.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { createContainer, createNode, createObservation, createPod } from "../../support/observations.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, TEST_WRITER, type TestDatabase } from "../../support/test-database.ts";
import { callerWith, callWith, createTestServices } from "../../support/test-services.ts";

// A Monday; each hour costs the same.
const BEGIN = Date.parse("2026-06-01T00:00:00Z");
const DAYS = 9;
const origin = { writer: TEST_WRITER, userId: "test" };

let database: TestDatabase;
let services: ApiServices;
let folder: string;
let now = 0;

beforeAll(async () => {
  database = await createTestDatabase(6);
  services = createTestServices(database, () => now);
  folder = await mkdtemp(path.join(tmpdir(), "kubecent-budgets-"));
  await storeHours(
    database,
    "prod",
    hoursFrom(BEGIN, DAYS * 24).map((hour) => observed(hour)),
  );
});
afterEach(async () => {
  await database.primary.query("delete from budget; ");
  await database.primary.query("delete from notify_channel");
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await database.drop();
});

function observed(hour: number, cpuRequest = 1) {
  const containers = [createContainer({ cpuRequest })];
  const pods = [createPod({ namespace: "shop", name: "shop", containers })];
  return createObservation({ hour, pods, nodes: [createNode({ cpuCores: 4 })] });
}

const editor = (caller = callerWith("editor", FULL_SCOPE)) => callWith(caller, services);
const day = (number: number): number => BEGIN + number * 24 * HOUR_MS + HOUR_MS / 2;
const budget = (more: Partial<BudgetInput> = {}): BudgetInput => ({
  name: "shop",
  amount: "1000000",
  currency: "EUR",
  period: { every: "week", zone: "UTC" },
  thresholds: [{ on: "spent", at: 1 }],
  ...more,
});
async function evaluate(): Promise<number> {
  const numbersOf = askTogether(services);
  const unfinished = await inTransaction(database, (client) => listUnfinished(client, lastClosedEnd(now)));
  let told = 0;
  for (const each of await inTransaction(database, listBudgets)) {
    const look = { numbersOf, now, unfinished, assertLed: () => Promise.resolve() };
    told += (await lookAtBudget(services, each, look)).told;
  }
  return told;
}
const channel = (name: string, fallbackId?: string): Promise<{ id: string }> =>
  editor().alerts.channels.create({
    name,
    ...(fallbackId !== undefined && { fallbackId }),
    target: { kind: "webhook", url: "https://hooks.example.com/x" },
  });
async function messages(): Promise<{ channel: string; title: string; facts: Record<string, string> }[]> {
  const { rows } = await database.primary.query(
    `select channel.name as channel, message ->> 'title' as title,
       (select jsonb_object_agg(fact ->> 'name', fact ->> 'value') from jsonb_array_elements(message -> 'facts') fact) as facts
     from notification join notify_channel channel using (channel_id) order by seq`,
  );
  return rows;
}
const row = async (id: string) => (await editor().budgets.status({ id })).rows[0];

test("what is expected is what was spent and the days to come; the low bound comes later than the middle", async () => {
  now = day(9);
  const { id } = await editor().budgets.set(budget());
  const before = await row(id);
  const daily = Number(before?.spent) / 2;
  expect(Number(before?.expected?.mid)).toBeCloseTo(7 * daily, 2);
  expect(before?.expected).toMatchObject({ level: 0.8, method: "mean", wide: true, notEnoughHistory: true });

  const amount = (7 * daily * 0.999).toFixed(2);
  const bounds = (["low", "mid", "high"] as const).map((bound) => ({
    on: "expected" as const,
    at: 1,
    bound,
  }));
  await editor().budgets.set(budget({ amount, thresholds: bounds }));
  expect(await evaluate()).toBe(2);
  const after = await row(id);

  expect(after?.thresholds.map(({ state }) => state)).toEqual(["below", "crossed", "crossed"]);
  expect(after?.exhaustsAt?.slice(0, 10)).toBe("2026-06-14");
});

test("what a week left is added to the next one, once, and a week may have an amount of its own", async () => {
  now = day(9);
  const { id } = await editor().budgets.set(
    budget({ amount: "500", amounts: { "2026-06-01": "800", "2026-06": "400" }, rollover: "carry" }),
  );
  const first = await editor().cost.allocation({
    start: "2026-06-01T00:00:00Z",
    end: "2026-06-08T00:00:00Z",
    aggregate: ["cluster"],
  });
  const found = await row(id);
  await evaluate();

  expect(Number(found?.carried)).toBeCloseTo(800 - Number(first.totals.totalCost), 6);
  expect(Number(found?.amount)).toBeCloseTo(400 + Number(found?.carried), 6);
  expect((await editor().budgets.periods({ id })).rows[0]?.amount).toBe(found?.amount);
});

test("a custom period that has not begun has cost nothing, and ends as a period does", async () => {
  const { id: channelId } = await channel("hook");
  now = day(9);
  const period = { every: "custom", zone: "UTC", from: "2026-06-03", until: "2026-06-20" } as const;
  const { id } = await editor().budgets.set(
    budget({ name: "later", period: { ...period, from: "2027-01-01", until: "2027-02-01" } }),
  );
  await editor().budgets.set(budget({ amount: "0.01", period, channels: [channelId] }));
  await evaluate();
  await editor().budgets.set(budget({ amount: "1000", period, channels: [channelId] }));
  await evaluate();

  expect((await row(id))?.spent).toBe("0.000000000");
  expect((await messages()).map(({ title }) => title)).toEqual([
    "The budget shop has spent 100 % of its amount",
    "The budget shop has spent 100 % of its amount",
  ]);
});

test("new prices that lower what was spent tell nothing, and the next message says so", async () => {
  const { id: channelId } = await channel("hook");
  now = day(9);
  const { id } = await editor().budgets.set(budget({ question: { namespace: "shop" } }));
  const spent = Number((await row(id))?.spent);
  const thresholds = [0.5, 0.9].map((at) => ({ on: "spent" as const, at }));
  const amount = (spent * 1.2).toFixed(9);
  await editor().budgets.set(
    budget({ question: { namespace: "shop" }, amount, thresholds, channels: [channelId] }),
  );
  expect(await evaluate()).toBe(1);
  await storeHours(
    database,
    "prod",
    hoursFrom(day(7) - HOUR_MS / 2, 24).map((hour) => observed(hour, 0.5)),
  );
  expect(await evaluate()).toBe(0);
  now = day(10);
  await storeHours(
    database,
    "prod",
    hoursFrom(BEGIN + DAYS * 24 * HOUR_MS, 24).map((hour) => observed(hour, 3)),
  );
  expect(await evaluate()).toBe(1);
  const [first, second] = await messages();
  await storeHours(
    database,
    "prod",
    hoursFrom(day(7) - HOUR_MS / 2, 24).map((hour) => observed(hour)),
  );

  expect(first?.facts["taken back"]).toBeUndefined();
  expect(second?.facts["taken back"]).toContain("EUR by late hours or new prices");
});

test("a period is judged and kept with its last hours too, which are stored when it is over", async () => {
  // Hours that no other test has written.
  const start = BEGIN + (DAYS + 2) * 24 * HOUR_MS;
  const store = (from: number, hours: number): Promise<number> =>
    storeHours(
      database,
      "prod",
      hoursFrom(start + from * HOUR_MS, hours).map((hour) => observed(hour)),
    );
  const phases = async (): Promise<string[]> =>
    (await database.primary.query<{ phase: string }>("select phase from notification order by seq")).rows.map(
      ({ phase }) => phase,
    );
  now = day(DAYS + 3) - HOUR_MS;
  await store(0, 23);
  const window = { start: "2026-06-12T00:00:00Z", end: "2026-06-12T23:00:00Z" };
  const { totals } = await editor().cost.allocation({ ...window, aggregate: ["cluster"] });
  const amount = formatNano((parseNano(totals.totalCost) / 23n) * 24n);
  const { id: hook } = await channel("hook");
  const daily = budget({ amount, period: { every: "day", zone: "UTC" }, channels: [hook] });
  const { id } = await editor().budgets.set(daily);
  await database.primary.query("update budget set changed_at = $1", [new Date(BEGIN)]);
  expect(await evaluate()).toBe(0);

  await store(23, 1);
  now = day(DAYS + 3);
  // One that was made since says nothing of the day before.
  await editor().budgets.set({ ...daily, name: "new" });
  expect(await evaluate()).toBe(1);
  expect((await editor().budgets.periods({ id })).rows).toContainEqual(
    expect.objectContaining({ start: "2026-06-12T00:00:00Z", spent: amount, spentRatio: 1 }),
  );
  expect(await evaluate()).toBe(0);
  expect(await phases()).toEqual(["firing"]);

  now = day(DAYS + 3) + 3 * HOUR_MS;
  expect(await evaluate()).toBe(0);
  expect(await phases()).toEqual(["firing", "resolved"]);
});

test("what a period has crossed is told where nothing ran at its end and its last hours come late", async () => {
  const start = BEGIN + (DAYS + 5) * 24 * HOUR_MS;
  const store = (from: number, hours: number): Promise<number> =>
    storeHours(
      database,
      "prod",
      hoursFrom(start + from * HOUR_MS, hours).map((hour) => observed(hour)),
    );
  now = start + 12.5 * HOUR_MS;
  await store(0, 12);
  const { id: hook } = await channel("hook");
  const window = { start: "2026-06-15T00:00:00Z", end: "2026-06-15T12:00:00Z" };
  const { totals } = await editor().cost.allocation({ ...window, aggregate: ["cluster"] });
  const amount = formatNano((parseNano(totals.totalCost) * 18n) / 12n);
  await editor().budgets.set(budget({ amount, period: { every: "day", zone: "UTC" }, channels: [hook] }));
  await database.primary.query("update budget set changed_at = $1", [new Date(BEGIN)]);
  const looksAre = (at: number) =>
    database.primary.query("update budget_period set evaluated_at = $1", [new Date(at)]);
  expect(await evaluate()).toBe(0);
  await looksAre(now);

  now = start + 34.5 * HOUR_MS;
  expect(await evaluate()).toBe(0);
  await looksAre(now);
  await store(12, 12);
  const phases = async () =>
    (await database.primary.query("select phase from notification order by seq")).rows;
  expect(await evaluate()).toBe(1);
  expect(await phases()).toEqual([{ phase: "firing" }]);
  await looksAre(now);
  expect(await evaluate()).toBe(0);
  expect(await phases()).toEqual([{ phase: "firing" }, { phase: "resolved" }]);
});

test("where the maker's token is revoked nothing is sent; that is told once, elsewhere, and audited", async () => {
  now = day(9);
  const token = { name: "ann", role: "editor" as const, scope: FULL_SCOPE, hash: "ann", expiresAt: null };
  const { tokenId } = await inTransaction(
    database,
    async (client) => (await createToken(client, token, origin)).token,
  );
  const { id: ops } = await channel("ops");
  const { id: chat } = await channel("chat", ops);
  const ann = editor({ ...callerWith("editor", FULL_SCOPE), id: `token:${tokenId}`, name: "ann" });
  const thresholds = [0.1, 0.2].map((at) => ({ on: "spent" as const, at }));
  await ann.budgets.set(budget({ amount: "0.01", thresholds: thresholds.slice(0, 1), channels: [chat] }));
  await evaluate();
  await inTransaction(database, (client) => revokeToken(client, { name: "ann" }, origin));
  await ann.budgets.set(budget({ amount: "0.01", thresholds, channels: [chat] }));
  await evaluate();
  await evaluate();
  const audit = await database.primary.query(
    "select action from audit_logs where action like 'BUDGET_%MUTED'",
  );

  expect((await messages()).map(({ channel: name, title }) => [name, title])).toEqual([
    ["chat", "The budget shop has spent 10 % of its amount"],
    ["chat", "The budget shop has spent 10 % of its amount"],
    ["ops", "The budget shop is not told any more"],
  ]);
  expect(audit.rows).toEqual([{ action: "BUDGET_MUTED" }]);
  expect((await editor().budgets.list()).rows[0]?.mutedAt).not.toBeNull();
});

test("budgets of the operator's file are set, changed and deleted by it alone", async () => {
  now = day(9);
  await channel("chat");
  const file = path.join(folder, "budgets.json");
  const lines: string[] = [];
  const log = createLogger({ LOG_LEVEL: "info" }, { write: (line) => void lines.push(line) });
  const follow = followBudgetsFile(file, { services, log });
  const look = (budgets: unknown): Promise<void> => {
    writeFileSync(file, JSON.stringify(budgets));
    return follow(() => Promise.resolve());
  };
  const names = async (): Promise<string[]> =>
    (await editor().budgets.list()).rows.map(
      ({ name, managedBy, amount }) => `${name} ${managedBy} ${amount}`,
    );

  await editor().budgets.set(budget({ name: "by hand" }));
  await editor().budgets.set(budget({ name: "taken over" }));
  await look([budget({ name: "a", channels: ["chat"] }), budget({ name: "taken over" })]);
  expect(await names()).toEqual(["a file 1000000", "by hand api 1000000", "taken over file 1000000"]);
  const [first] = (await editor().budgets.list()).rows;
  await expect(editor().budgets.set(budget({ name: "a", amount: "5" }))).rejects.toThrow("operator's file");
  await expect(editor().budgets.delete({ id: first?.id ?? "" })).rejects.toThrow("operator's file");
  await look([budget({ name: "a", channels: ["nobody"] })]);
  await look([budget({ name: "a", channels: ["nobody"] })]);
  expect(await names()).toHaveLength(3);
  await look([budget({ name: "a", amount: "5" })]);

  expect(await names()).toEqual(["a file 5", "by hand api 1000000"]);
  expect(lines.filter((line) => line.includes("budgets.file_failed"))).toHaveLength(1);
  writeFileSync(file, JSON.stringify([{ name: "a" }]));
  await expect(readBudgetsFile(file)).rejects.toThrow("BUDGETS_FILE");
});
