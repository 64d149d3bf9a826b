import { type BudgetInput, DAY_MS, FULL_SCOPE, HOUR_MS, type Instant, type Scope } from "@kubecent/shared";
import { judgeCluster } from "../../../server/src/api/anomalies/judge-cluster.ts";
import { askTogether } from "../../../server/src/api/budgets/ask-together.ts";
import { lookAtBudget } from "../../../server/src/api/budgets/evaluate-budget.ts";
import type { ApiServices } from "../../../server/src/api/context.ts";
import type { EvidenceReaders } from "../../../server/src/api/recommendations/round/evidence-readers.ts";
import { recommendRound } from "../../../server/src/api/recommendations/round/recommend-round.ts";
import { readClusterEvidence } from "../../../server/src/store/advice/cluster/read-cluster-evidence.ts";
import { readEvidence } from "../../../server/src/store/advice/evidence/read-evidence.ts";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { SEEN_ALL } from "../../../server/src/store/access/visibility.ts";
import { listBudgets } from "../../../server/src/store/budgets/stored-budgets.ts";
import { inMoment, inTransaction } from "../../../server/src/store/connection/transaction.ts";
import {
  findClusters,
  type StoredCluster,
} from "../../../server/src/store/queries/clusters/stored-clusters.ts";
import { daysFrom, storeScaledDays } from "../../support/scaled-days.ts";
import { callerWith, callWith } from "../../support/test-services.ts";
import { FIRST_HOUR, type Surroundings, WHOLE_DAY } from "./scoped-worlds.ts";

/** When the hours after the world's whole day have closed. */
const LOOKED_AT = WHOLE_DAY + DAY_MS + 4 * HOUR_MS;
const DAYS_BEFORE = 16;
/** The last day before the world's hours. */
const LAST_DAY = Math.floor(FIRST_HOUR / DAY_MS) * DAY_MS - DAY_MS;

const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };
const nobody = (): Promise<void> => Promise.resolve();

/**
 * Stores days before the world's, has all days judged and advised upon, and makes budgets: of the part that is the same in all worlds,
 * and of what only the busy one has. Each finds something in it.
 */
export async function storeActions(services: ApiServices, surroundings: Surroundings): Promise<void> {
  const { database } = services;
  const then = { ...services, now: () => LOOKED_AT };
  const clusters = await inMoment(database, (client) => findClusters(client, {}, SEEN_ALL));
  for (const { clusterId } of clusters) {
    const days = daysFrom(LAST_DAY - (DAYS_BEFORE - 1) * DAY_MS, DAYS_BEFORE);
    await storeScaledDays(database, { clusterId, template: WHOLE_DAY, days, factor: costOn });
  }
  await judgeAndAdvise(then, clusters);
  await storeBudgets(then, surroundings);
  // Rounds mark the data anew.
  await database.primary.query("update cluster set data_mark = name");
}

/** What a namespace costs on a day, as a factor of the whole day's. Others are unusual on the same day, and on one of their own. */
function costOn(namespace: string, day: Instant): number {
  const isOwn = namespace === "shop" || namespace === "shop-eu";
  const ago = (LAST_DAY - day) / DAY_MS;
  if (ago === 0) return isOwn ? 1 : 40;
  if (ago === 1) return namespace === "shop-eu" ? 1 : 8;
  return 1;
}

/** What is stored of the whole day, as if the day before had been the same: of one day alone nothing is advised. */
const ALIKE: EvidenceReaders = {
  cluster: readClusterEvidence,
  async *workloads(client, place) {
    for await (const workload of readEvidence(client, place)) {
      const containers = workload.containers.map((each) => ({
        ...each,
        days: [...each.days.map((one) => ({ ...one, day: one.day - DAY_MS })), ...each.days],
      }));
      yield { ...workload, containers };
    }
  },
};

async function judgeAndAdvise(services: ApiServices, clusters: readonly StoredCluster[]): Promise<void> {
  const { database } = services;
  const rules = { sensitivity: "normal", leastNano: 10_000_000n, leastShare: 0.15 } as const;
  const judging = { services, rules, assertLed: nobody };
  for (const cluster of clusters) await judgeCluster(judging, cluster, new AbortController().signal);
  await recommendRound({
    database,
    readers: ALIKE,
    until: LOOKED_AT,
    assertHeld: nobody,
    signal: AbortSignal.timeout(60_000),
  });
}

const MONTH = { every: "month", zone: "UTC" } as const;
const spends: BudgetInput = {
  name: "",
  amount: "0.50",
  currency: "EUR",
  period: MONTH,
  thresholds: [{ on: "spent", at: 0.5 }],
};
const OWN: readonly BudgetInput[] = [
  { ...spends, name: "shop", scope: SHOP },
  { ...spends, name: "shop by team", scope: SHOP, by: "label:team" },
  { ...spends, name: "shop's pods", scope: SHOP, question: { pod: ["web-0", "pay-1"] } },
];
const OTHERS: readonly BudgetInput[] = [
  { ...spends, name: "all" },
  { ...spends, name: "billing", scope: { clusters: ["prod"], namespaces: { prod: ["billing"] } } },
];

async function storeBudgets(services: ApiServices, surroundings: Surroundings): Promise<void> {
  const { database } = services;
  const editor = callWith(callerWith("editor", FULL_SCOPE), services);
  const wanted = surroundings === "busy" ? [...OTHERS, ...OWN] : OWN;
  for (const budget of wanted) await editor.budgets.set(budget);
  await nameBudgets(database);
  const numbersOf = askTogether(services);
  for (const budget of await inTransaction(database, listBudgets))
    await lookAtBudget(services, budget, {
      numbersOf,
      now: LOOKED_AT,
      assertLed: nobody,
      unfinished: new Set(),
    });
  await database.primary.query("update budget_crossing set crossed_at = $1", [new Date(LOOKED_AT)]);
}

/** A UUID of one's own making (version 8). */
const ID = `overlay(overlay(md5(name) placing '8' from 13) placing '8' from 17)::uuid`;

/** What is random, and what the clock says, is the same in every world. */
async function nameBudgets({ primary }: Database): Promise<void> {
  await primary.query("update budget set name = 'old ' || name");
  await primary.query(
    `insert into budget select (jsonb_populate_record(budget, jsonb_build_object(
       'budget_id', ${ID}, 'name', substr(name, 5), 'created_at', $1::text, 'changed_at', $1::text))).*
     from budget`,
    [new Date(LAST_DAY).toISOString()],
  );
  await primary.query(
    `update budget_revision set budget_id = ${ID} from budget where budget.budget_id = budget_revision.budget_id`,
  );
  await primary.query("delete from budget where name like 'old %'");
}
