import type { SharedSpending, SharedSpent, SharedWindows } from "./shared-limiter.ts";

/** Spends several at once, each as if it came after the one before it. */
export type SpendAll = (spendings: readonly SharedSpending[]) => Promise<readonly SharedSpent[]>;

interface Waiting {
  readonly spending: SharedSpending;
  readonly resolve: (spent: SharedSpent) => void;
  readonly reject: (error: unknown) => void;
}

/** A group is one statement, and holds the windows of its callers until it is through. */
const MOST_TOGETHER = 100;

/**
 * Sends what is to be spent while a question is under way together in the next one: the busier a replica is, the fewer
 * questions a request costs, and one that comes alone waits for nobody.
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

/** Never rejects: what goes wrong is told to those who wait. */
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
