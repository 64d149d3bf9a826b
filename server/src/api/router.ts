import { bindings } from "./access/access-bindings.ts";
import { revocations } from "./access/access-revocations.ts";
import { signIn } from "./access/sign-in.ts";
import { tokens } from "./access/access-tokens.ts";
import { channels } from "./alerts/channels.ts";
import { deliveries } from "./alerts/deliveries.ts";
import { routes } from "./alerts/rules/alert-routes.ts";
import { rules } from "./alerts/rules/alert-rules.ts";
import { silences } from "./alerts/rules/alert-silences.ts";
import { alerts } from "./alerts/rules/alerts.ts";
import { anomalies } from "./anomalies/anomalies.ts";
import { audit } from "./audit.ts";
import { budgets } from "./budgets/budgets.ts";
import { prices } from "./clusters/cluster-prices.ts";
import { list } from "./clusters/list-clusters.ts";
import { status } from "./clusters/status.ts";
import { allocation } from "./cost/allocation.ts";
import { assets } from "./cost/asset-costs.ts";
import { cluster } from "./cost/cluster.ts";
import { compare } from "./cost/compare-costs.ts";
import { labels, namespaces, pods as podCosts, workloads } from "./cost/cost-rows.ts";
import { explainAssets } from "./cost/explain-assets.ts";
import { explain } from "./cost/explain-cost.ts";
import { nodes as nodeCosts } from "./cost/node-costs.ts";
import { reconcile } from "./cost/reconcile-hours.ts";
import { forecastCost } from "./forecast/forecast-cost.ts";
import { timeseries } from "./cost/timeseries.ts";
import { nodes as nodeMetrics } from "./metrics/node-metrics.ts";
import { pods as podMetrics } from "./metrics/pod-metrics.ts";
import { dismiss, restore } from "./recommendations/dismiss-recommendations.ts";
import { get as getAdvice, list as listAdvice } from "./recommendations/list-recommendations.ts";
import { patch } from "./recommendations/patch-recommendations.ts";
import { savings, summary } from "./recommendations/sum-recommendations.ts";
import { settings } from "./settings.ts";
import { system } from "./system.ts";
import { router } from "./trpc.ts";

/** Every procedure there is, by router and name. REST, OpenAPI and the SDK's types are made from it. */
export const appRouter = router({
  system,
  cost: {
    cluster,
    allocation,
    namespaces,
    workloads,
    pods: podCosts,
    nodes: nodeCosts,
    labels,
    timeseries,
    assets,
    compare,
    reconcile,
    explain,
    alerts,
    explainAssets,
    forecast: forecastCost,
  },
  metrics: { nodes: nodeMetrics, pods: podMetrics },
  clusters: { list, status, prices },
  alerts: { channels, deliveries, rules, routes, silences },
  anomalies,
  budgets,
  recommendations: { list: listAdvice, summary, get: getAdvice, patch, savings, dismiss, restore },
  audit,
  settings,
  access: { tokens, bindings, revocations, signIn },
});

export type AppRouter = typeof appRouter;
