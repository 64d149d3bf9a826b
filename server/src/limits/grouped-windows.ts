import type { SharedSpending, SharedSpent, SharedWindows } from "./shared-limiter.ts";

/** Spends several at once, each as if it came after the one before it. */
export type SpendAll = (spendings: readonly SharedSpending[]) => Promise<readonly SharedSpent[]>;

interface Waiting {
  readonly spending: SharedSpending;
  readonly resolve: (spent: SharedSpent) => void;
  readonly reject: (error: unknown) => void;
}

/** A group is one statement, which locks the windows of its callers until it ends. */
const MOST_TOGETHER = 100;

/**
 * Requests that come while a query is under way are sent together in the next one: the busier a replica is, the fewer
 * queries a request costs, and a single request does not wait.
 */
export function groupSpendings(spendAll: SpendAll): SharedWindows {
  const waiting: Waiting[] = [];
  let isUnderWay = false;
  const sendAll = async (): Promise<void> => {
    isUnderWay = true;
    while (waiting.length > 0) await send(waiting.splice(0, MOST_TOGETHER), spendAll);
    isUnderWay = false;
  };
  return {
    spend: (spending) => {
      const { promise, resolve, reject } = Promise.withResolvers<SharedSpent>();
      waiting.push({ spending, resolve, reject });
      if (!isUnderWay) void sendAll();
      return promise;
    },
  };
}

/** Never rejects: a failure rejects those who wait. */
async function send(group: readonly Waiting[], spendAll: SpendAll): Promise<void> {
  try {
    const spent = await spendAll(group.map(({ spending }) => spending));
    for (const [place, { resolve, reject }] of group.entries()) {
      const own = spent[place];
      if (own) resolve(own);
      else reject(new Error(`Spent ${spent.length} times, wanted ${group.length}`));
    }
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}
