import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage, type Instant } from "@kubecent/shared";
import { lookAtRules } from "../../api/alerts/watch/look-at-rules.ts";
import type { LookedBudget } from "../../api/alerts/watch/observe-others.ts";
import { askTogether } from "../../api/budgets/ask-together.ts";
import { type AssertLed, lookAtBudget } from "../../api/budgets/evaluate-budget.ts";
import type { ApiServices } from "../../api/context.ts";
import { createWorkQueue } from "../../collector/run-work.ts";
import { lastClosedEnd, lastDueEnd } from "../../domain/windows/due.ts";
import type { Log } from "../../log/logger.ts";
import type { LeaderWatch } from "./leader-watch.ts";
import { readDefinitionsMark } from "../../store/alerts/definitions.ts";
import { listUnfinished } from "../../store/budgets/periods.ts";
import { listBudgets, type StoredBudget } from "../../store/budgets/stored-budgets.ts";
import { assertLease } from "../../store/collecting/leases.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import { sparingMemory } from "../start/bound-heap.ts";
import { followBudgetsFile } from "./budgets-file.ts";

/** Looks at all budgets and alert rules. */
interface BudgetsAndRules extends Required<LeaderWatch> {
  /** How budgets stood when they were all looked at last; null where this process does not lead, or has not looked yet. */
  looked(this: void): readonly LookedBudget[] | null;
}

interface WatchOptions {
  readonly services: ApiServices;
  readonly log: Log;
  /** The operator's file of budgets. */
  readonly budgetsFile?: string | undefined;
  readonly lookEveryMs?: number;
}

const LOOK_EVERY_MS = 30_000;

/**
 * Budgets and rules are looked at when hours were written, when an hour has become due, and when one of them was changed: so a
 * threshold is told a minute after its hour is stored.
 */
export function watchBudgets({
  services,
  log,
  budgetsFile,
  lookEveryMs = LOOK_EVERY_MS,
}: WatchOptions): BudgetsAndRules {
  let changes = 0;
  let known: readonly LookedBudget[] | null = null;
  const follow = followBudgetsFile(budgetsFile, { services, log });
  return {
    dataChanged: () => {
      changes += 1;
    },
    looked: () => known,
    run: async (lease, signal) => {
      const seen = new Map<string, string>();
      const looked = new Map<string, LookedBudget>();
      const assertLed: AssertLed = (client) => assertLease(client, lease);
      while (!signal.aborted) {
        await follow(assertLed);
        const now = services.now();
        const moment = `${changes} ${lastDueEnd(now)}`;
        const look = { services, log, assertLed, seen, looked, moment, now };
        try {
          await sparingMemory(() => lookAtAll(look, signal));
          if (!signal.aborted) known = [...looked.values()];
        } catch (error) {
          if (!signal.aborted) log.warn("budgets.failed", { error: errorMessage(error) });
        }
        await sparingMemory(() => lookAtAlerts(look)).catch((error: unknown) => {
          if (!signal.aborted) log.warn("alerts.failed", { error: errorMessage(error) });
        });
        await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
      known = null;
    },
  };
}

interface Look {
  readonly services: ApiServices;
  readonly log: Log;
  readonly assertLed: AssertLed;
  /** The moment and the revision of the last look, by budget; under `rules` that of all rules. */
  readonly seen: Map<string, string>;
  readonly looked: Map<string, LookedBudget>;
  readonly moment: string;
  readonly now: Instant;
}

/** A budget mostly waits for the database; more at a time would take connections from those who ask. */
const BUDGETS_AT_A_TIME = 4;

/** Looks at budgets, a few at a time. */
export async function severalAtATime(
  budgets: readonly StoredBudget[],
  look: (budget: StoredBudget) => Promise<void>,
): Promise<void> {
  const queue = createWorkQueue(BUDGETS_AT_A_TIME);
  await Promise.all(budgets.map((budget) => queue(() => look(budget))));
}

async function lookAtAll(look: Look, signal: AbortSignal): Promise<void> {
  const { services, log, assertLed, seen, looked, moment, now } = look;
  const numbersOf = askTogether(services);
  const budgets = await inTransaction(services.database, listBudgets);
  const unfinished = await inTransaction(services.database, (client) =>
    listUnfinished(client, lastClosedEnd(now)),
  );
  const ids = new Set(budgets.map(({ budgetId }) => budgetId));
  for (const id of looked.keys()) if (!ids.has(id)) looked.delete(id);
  await severalAtATime(budgets, async (budget) => {
    const { budgetId, revision } = budget;
    const state = `${moment} ${revision}`;
    if (signal.aborted || seen.get(budgetId) === state) return;
    try {
      const { told, soFar } = await lookAtBudget(services, budget, { numbersOf, now, assertLed, unfinished });
      if (told > 0) log.info("budget.crossed", { budget_id: budgetId, thresholds: told });
      looked.set(budgetId, { budget, soFar });
      seen.set(budgetId, state);
    } catch (error) {
      log.warn("budget.failed", { budget_id: budgetId, error: errorMessage(error) });
    }
  });
}

async function lookAtAlerts({ services, log, assertLed, seen, looked, moment, now }: Look): Promise<void> {
  const state = `${moment} ${await inTransaction(services.database, readDefinitionsMark)}`;
  if (seen.get("rules") === state) return;
  const told = await lookAtRules({
    services,
    now,
    budgets: [...looked.values()],
    assertLed,
    onFailure: ({ name }, error) => log.warn("alert_rule.failed", { rule: name, error: errorMessage(error) }),
  });
  if (told > 0) log.info("alerts.told", { alerts: told });
  seen.set("rules", state);
}
