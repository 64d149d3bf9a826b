import { DAY_MS } from "@kubecent/shared";
import { lookAtRules } from "../../../server/src/api/alerts/watch/look-at-rules.ts";
import { namespaceKey } from "../../../server/src/domain/anomalies/series-key.ts";
import { saveIncident } from "../../../server/src/store/anomalies/incidents.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { createTestServices } from "../../support/test-services.ts";
import { DEMO_CLUSTER, DEMO_NOW } from "./demo-days.ts";
import type { DashboardService } from "./dashboard-service.ts";

const TODAY = Math.floor(DEMO_NOW / DAY_MS);
const NANO = 1_000_000_000n;
export const SEARCH_ALONE = { clusters: "all" as const, namespaces: { "*": ["search"] } };

/** What there is to watch in the demo: budgets, a rule and what it finds, an anomaly, a channel and its messages. */
export async function storeWatched({ sdk, database }: DashboardService): Promise<void> {
  const month = { every: "month", zone: "UTC" } as const;
  const thresholds = [
    { on: "spent", at: 0.8 },
    { on: "expected", at: 1 },
  ] as const;
  const common = { currency: "USD", period: month, thresholds: [...thresholds] };
  await sdk.budgets.setAll.mutate({
    budgets: [
      {
        ...common,
        name: "search",
        amount: "50",
        question: { namespace: "search" },
        owner: "team-search",
      },
      { ...common, name: "each namespace", amount: "100000", by: "namespace" },
      { ...common, name: "the whole cluster", amount: "100000", question: { idle: "show" } },
    ],
  });
  const { id } = await sdk.alerts.channels.create.mutate({
    name: "team-hook",
    target: { kind: "webhook", url: "https://hooks.example.com/x" },
  });
  await sdk.alerts.channels.test.mutate({ id });
  await sdk.alerts.rules.set.mutate({
    name: "little is used",
    when: { kind: "efficiency", below: 0.9, days: 1 },
    severity: "critical",
    owner: "finops",
  });
  await sdk.alerts.routes.set.mutate({ name: "all", channels: [id] });
  await sdk.alerts.silences.set.mutate({
    name: "rollout",
    match: { namespace: "staging" },
    until: "2026-12-01T00:00:00Z",
    reason: "it is <b>planned</b>",
  });
  await sdk.anomalies.plan.mutate({
    cluster: DEMO_CLUSTER,
    first: "2026-12-24",
    last: "2026-12-26",
    note: "sale",
  });
  const services = createTestServices(database, () => DEMO_NOW);
  await lookAtRules({
    services,
    now: DEMO_NOW,
    budgets: [],
    assertLed: () => Promise.resolve(),
    onFailure: fail,
  });
  await inTransaction(database, (client) =>
    saveIncident(client, {
      cluster: DEMO_CLUSTER,
      key: namespaceKey("search"),
      currency: "USD",
      incident: {
        openedDay: TODAY - 3,
        kind: "step",
        direction: "up",
        doubledDay: null,
        endedDay: null,
        days: [3, 2].map((ago) => ({
          day: TODAY - ago,
          costNano: 30n * NANO + BigInt(ago),
          expectedNano: 20n * NANO,
          score: 6.2,
          by: "level" as const,
          silent: null,
        })),
      },
      cause: {
        beforeDay: TODAY - 10,
        beforeNano: 20n * NANO,
        nano: 30n * NANO,
        quantityNano: 7n * NANO,
        priceNano: 1n * NANO,
        newNano: 4n * NANO,
        goneNano: 2n * NANO,
        children: [{ name: "Deployment/search-api", changeNano: 7n * NANO }],
      },
      sensitivity: "normal",
      isToldInNamespace: false,
      isToldInCluster: false,
      event: "opened",
      day: TODAY - 3,
      isPast: true,
    }),
  );
}

function fail(_rule: unknown, error: unknown): void {
  throw error;
}
