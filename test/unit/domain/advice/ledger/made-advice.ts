import type { RecommendationKind } from "@kubecent/shared";
import type { Amounts } from "../../../../../server/src/domain/advice/evidence.ts";
import type {
  Change,
  FreedCost,
  Recommendation,
} from "../../../../../server/src/domain/advice/recommendation.ts";
import { windowOf } from "../truth.ts";

/** A recommendation about a workload of the namespace `shop`, or about a node or a volume. */
export function madeAdvice(
  kind: RecommendationKind,
  name: string,
  told: Partial<Recommendation> = {},
): Recommendation {
  const isAsset = kind === "unmounted-volume" || kind === "idle-node";
  return {
    kind,
    subject: {
      cluster: "prod",
      namespace: isAsset ? "" : "shop",
      controllerKind: isAsset ? "" : "Deployment",
      controller: isAsset ? "" : name,
      container: kind === "container-size" ? "app" : "",
      asset: isAsset ? name : "",
    },
    currency: "USD",
    window: windowOf(14),
    rule: "",
    facts: [],
    change: { to: "delete" },
    insufficient: null,
    freed: [],
    bill: null,
    confidence: 1,
    warnings: [],
    ...told,
  };
}

/** What a workload's container costs by CPU, and what of it is to be free. */
export function freedCpu(controller: string, costNano: bigint, freedNano: bigint): FreedCost {
  const owner = { cluster: "prod", namespace: "shop", controllerKind: "Deployment", controller };
  return { row: { ...owner, container: "app", asset: "", resource: "cpu" }, costNano, freedNano };
}

/** Other requests, without limits. */
export function sizeChange(now: Amounts, advised: Amounts): Change {
  const limits = { cpuCores: null, ramBytes: null };
  return {
    to: "size",
    now: { requests: now, limits },
    advised: { requests: advised, limits },
    byPool: [],
    pod: "",
    helm: null,
  };
}
