import { checkpoint } from "./audit/checkpoint.ts";
import { list as auditList } from "./audit/list.ts";
import { verify } from "./audit/verify.ts";
import { list as clusterList } from "./clusters/list.ts";
import { prices } from "./clusters/prices.ts";
import { status } from "./clusters/status.ts";
import { allocation } from "./cost/allocation.ts";
import { assets } from "./cost/assets.ts";
import { cluster } from "./cost/cluster.ts";
import { compare } from "./cost/compare.ts";
import { explain } from "./cost/explain.ts";
import { labels } from "./cost/labels.ts";
import { namespaces } from "./cost/namespaces.ts";
import { nodes as nodeCosts } from "./cost/nodes.ts";
import { pods as podCosts } from "./cost/pods.ts";
import { reconcile } from "./cost/reconcile.ts";
import { timeseries } from "./cost/timeseries.ts";
import { workloads } from "./cost/workloads.ts";
import { nodes as nodeMetrics } from "./metrics/nodes.ts";
import { pods as podMetrics } from "./metrics/pods.ts";
import { get as getSettings } from "./settings/get.ts";
import { update as updateSettings } from "./settings/update.ts";
import { health } from "./system/health.ts";
import { info } from "./system/info.ts";
import { router } from "./trpc.ts";

/** Every procedure there is, by router and name. REST, OpenAPI and the SDK's types are made from it. */
export const appRouter = router({
  system: { health, info },
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
  },
  metrics: { nodes: nodeMetrics, pods: podMetrics },
  clusters: { list: clusterList, status, prices },
  audit: { list: auditList, verify, checkpoint },
  settings: { get: getSettings, update: updateSettings },
});

export type AppRouter = typeof appRouter;
