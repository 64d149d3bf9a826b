import { create as bindingCreate } from "./access/bindings/create.ts";
import { remove as bindingDelete } from "./access/bindings/delete.ts";
import { list as bindingList } from "./access/bindings/list.ts";
import { create as revocationCreate } from "./access/revocations/create.ts";
import { remove as revocationDelete } from "./access/revocations/delete.ts";
import { list as revocationList } from "./access/revocations/list.ts";
import { create as tokenCreate } from "./access/tokens/create.ts";
import { list as tokenList } from "./access/tokens/list.ts";
import { revoke as tokenRevoke } from "./access/tokens/revoke.ts";
import { checkpoint } from "./audit/checkpoint.ts";
import { list as auditList } from "./audit/list-records.ts";
import { verify } from "./audit/verify-chain.ts";
import { list as clusterList } from "./clusters/list-clusters.ts";
import { prices } from "./clusters/cluster-prices.ts";
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
  access: {
    tokens: { create: tokenCreate, list: tokenList, revoke: tokenRevoke },
    bindings: { create: bindingCreate, list: bindingList, delete: bindingDelete },
    revocations: { create: revocationCreate, list: revocationList, delete: revocationDelete },
  },
});

export type AppRouter = typeof appRouter;
