import { type AlertCondition, type AlertRuleInput, type BudgetInput, FULL_SCOPE } from "@kubecent/shared";
import { lookAtRules } from "../../server/src/api/alerts/watch/look-at-rules.ts";
import type { LookedBudget } from "../../server/src/api/alerts/watch/observe-others.ts";
import { askTogether } from "../../server/src/api/budgets/ask-together.ts";
import { lookAtBudget } from "../../server/src/api/budgets/evaluate-budget.ts";
import { severalAtATime } from "../../server/src/run/collecting/budget-watch.ts";
import type { ApiServices } from "../../server/src/api/context.ts";
import { listBudgets } from "../../server/src/store/budgets/stored-budgets.ts";
import { createPool } from "../../server/src/store/connection/pool.ts";
import { inTransaction } from "../../server/src/store/connection/transaction.ts";
import { databaseOf } from "../../server/src/run/start/open-database.ts";
import { callerWith, callWith, createTestServices } from "../../test/support/test-services.ts";
import type { BenchDatabase } from "../load/bench-database.ts";
import { watchStatements } from "../measure/plans.ts";
import type { Figure } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";
import { loadedCluster } from "./history.ts";

const BUDGETS = 200;
const RULES = 100;
const ROUNDS = 3;
const TARGET_MS = 5_000;
/** What forecasts of budgets and comparisons of rules look back over, and a little more. */
const DAYS = 40;

/** One look at all budgets and rules, as the collector takes it after each hour. */
export async function benchWatch(bench: BenchDatabase, options: BenchOptions): Promise<Figure[]> {
  const cluster = await loadedCluster(bench.database, { ...options, days: Math.min(options.days, DAYS) });
  // Connections of its own, of which every statement is noted.
  const pool = createPool({
    connectionString: bench.url,
    dbPoolMax: 10,
    dbConnectTimeoutMs: 60_000,
    dbQueryTimeoutMs: 600_000,
    onError: () => undefined,
  });
  const database = databaseOf({ primary: pool });
  const statements = watchStatements(database);
  try {
    const services = createTestServices(database, () => cluster.dueEnd + 20 * 60_000);
    await defineAll(services);
    const took: number[] = [];
    let asked = 0;
    for (let round = 0; round < ROUNDS; round++) {
      statements.length = 0;
      const startedAt = performance.now();
      await watchRound(services);
      took.push(performance.now() - startedAt);
      asked = statements.filter(({ text }) => /\w_(hour|day)\b/.test(text)).length;
    }
    return figuresOf(took, asked, options);
  } finally {
    await pool.end();
  }
}

function assertLed(): Promise<void> {
  return Promise.resolve();
}

function onFailure({ name }: { readonly name: string }, cause: unknown): never {
  throw new Error(`The rule ${name} could not be looked at`, { cause });
}

/** Looks at everything once. */
async function watchRound(services: ApiServices): Promise<void> {
  const now = services.now();
  const numbersOf = askTogether(services);
  const budgets: LookedBudget[] = [];
  await severalAtATime(await inTransaction(services.database, listBudgets), async (budget) => {
    const { soFar } = await lookAtBudget(services, budget, {
      numbersOf,
      now,
      assertLed,
      unfinished: new Set(),
    });
    budgets.push({ budget, soFar });
  });
  await lookAtRules({ services, now, budgets, assertLed, onFailure });
}

async function defineAll(services: ApiServices): Promise<void> {
  const { rows } = await services.database.primary.query<{ name: string }>(
    "select distinct name from namespace where name not like '\\_\\_%' order by name limit 50",
  );
  const namespaces = rows.map(({ name }) => name);
  const editor = callWith(callerWith("editor", FULL_SCOPE), services);
  await editor.budgets.setAll({
    budgets: Array.from({ length: BUDGETS }, (_, index) => budgetOf(index, namespaces)),
  });
  for (let index = 0; index < RULES; index++) await editor.alerts.rules.set(ruleOf(index, namespaces));
}

const ZONES = ["UTC", "Europe/Berlin"] as const;

/** Most are of a namespace; some of each of them, of all with idle, and one in fifty asks alone, for it shares idle. */
function budgetOf(index: number, namespaces: readonly string[]): BudgetInput {
  const zone = ZONES[Number(index % 10 === 0)] ?? "UTC";
  const namespace = namespaces[index % namespaces.length] ?? "";
  return {
    name: `budget-${index}`,
    amount: "1000",
    currency: "USD",
    period: { every: index % 4 === 0 ? "week" : "month", zone },
    thresholds: [
      { on: "spent", at: 0.8 },
      { on: "expected", at: 1 },
      { on: "pace", at: 1.2 },
    ],
    ...(index % 25 === 1 ? { by: "namespace" } : { question: { namespace } }),
    ...(index % 25 === 2 && { question: { idle: "show" } }),
    ...(index % 50 === 3 && { question: { namespace, idle: "share" } }),
  };
}

const CONDITIONS: readonly AlertCondition[] = [
  { kind: "budget", on: "spent", at: 0.9 },
  { kind: "spend", by: 0.3, least: "10" },
  { kind: "anomaly", least: "10" },
  { kind: "efficiency", below: 0.4, least: "10" },
  { kind: "newSpender", least: "5" },
  { kind: "prices", of: "default", above: 0.2 },
  { kind: "coverage", below: 0.9 },
  { kind: "late", hours: 3 },
  { kind: "recommendations", above: "100" },
];
const COST_KINDS = new Set(["spend", "efficiency", "newSpender", "prices"]);

function ruleOf(index: number, namespaces: readonly string[]): AlertRuleInput {
  const when = CONDITIONS[index % CONDITIONS.length] ?? { kind: "late", hours: 3 };
  const isOfWorkloads = COST_KINDS.has(when.kind) && index % 3 === 0;
  const namespace = namespaces[index % namespaces.length] ?? "";
  return {
    name: `rule-${index}`,
    when,
    ...(isOfWorkloads && { by: "workload" }),
    ...(COST_KINDS.has(when.kind) && index % 2 === 0 && { filter: { namespace } }),
  };
}

function figuresOf(took: readonly number[], asked: number, { containers }: BenchOptions): Figure[] {
  const [first = 0, ...others] = took;
  const next = Math.max(...others);
  const what = `a look at ${BUDGETS} budgets and ${RULES} rules, ${containers} containers`;
  return [
    { part: "h", what: `${what}: the first`, measured: `${(first / 1_000).toFixed(2)} s` },
    {
      part: "h",
      what: `${what}: the slowest of ${others.length} further ones`,
      measured: `${(next / 1_000).toFixed(2)} s`,
      target: `≤ ${TARGET_MS / 1_000} s`,
      isMet: next <= TARGET_MS,
    },
    { part: "h", what: "questions about costs in one look", measured: String(asked) },
  ];
}
