import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage } from "@kubecent/shared";
import { askTogether } from "../../api/budgets/ask-together.ts";
import { soFarOf } from "../../api/budgets/spent-by.ts";
import { evaluateBudget } from "../../api/budgets/evaluate-budget.ts";
import type { ApiServices } from "../../api/context.ts";
import { lastDueEnd } from "../../domain/windows/due.ts";
import type { Log } from "../../log/logger.ts";
import { followBudgetsFile } from "./budgets-file.ts";
import { listBudgets } from "../../store/budgets/stored-budgets.ts";
import { assertLease, type Lease } from "../../store/collecting/leases.ts";
import { inTransaction } from "../../store/connection/transaction.ts";

/** Looks at all budgets while its process leads. */
export interface BudgetWatch {
  /** Hours were written: the next look is at all budgets. */
  dataChanged(): void;
  /** Looks for as long as the lease is held. */
  run(lease: Lease, signal: AbortSignal): Promise<void>;
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
 * Budgets are looked at when hours were written, when an hour has become due, and when a budget was changed: so a threshold is
 * told a minute after its hour is stored.
 */
export function watchBudgets({
  services,
  log,
  budgetsFile,
  lookEveryMs = LOOK_EVERY_MS,
}: WatchOptions): BudgetWatch {
  let changes = 0;
  const follow = followBudgetsFile(budgetsFile, { services, log });
  return {
    dataChanged: () => {
      changes += 1;
    },
    run: async (lease, signal) => {
      const seen = new Map<string, string>();
      while (!signal.aborted) {
        await follow((client) => assertLease(client, lease));
        const moment = `${changes} ${lastDueEnd(services.now())}`;
        await lookAtAll({ services, log, lease, seen, moment }, signal).catch((error: unknown) => {
          if (!signal.aborted) log.warn("budgets.failed", { error: errorMessage(error) });
        });
        await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

interface Look {
  readonly services: ApiServices;
  readonly log: Log;
  readonly lease: Lease;
  /** The moment and the revision of the last look, by budget. */
  readonly seen: Map<string, string>;
  readonly moment: string;
}

async function lookAtAll({ services, log, lease, seen, moment }: Look, signal: AbortSignal): Promise<void> {
  const now = services.now();
  const numbersOf = askTogether(services, now);
  for (const budget of await inTransaction(services.database, listBudgets)) {
    if (signal.aborted) return;
    const { budgetId, revision } = budget;
    const state = `${moment} ${revision}`;
    if (seen.get(budgetId) === state) continue;
    try {
      const led = {
        soFar: soFarOf(budget.content, await numbersOf(budget), now),
        assertLed: (client: Parameters<typeof assertLease>[0]) => assertLease(client, lease),
      };
      const told = await evaluateBudget(services, budget, led);
      if (told > 0) log.info("budget.crossed", { budget_id: budgetId, thresholds: told });
      seen.set(budgetId, state);
    } catch (error) {
      log.warn("budget.failed", { budget_id: budgetId, error: errorMessage(error) });
    }
  }
}
