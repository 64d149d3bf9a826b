import type { PoolRates, WorkloadSurroundings } from "../asset-evidence.ts";
import type { WorkloadEvidence } from "../evidence.ts";
import type { CostRowKey, FreedCost, Recommendation, Warning } from "../recommendation.ts";
import { isWorthFreeing } from "../ledger/worth-freeing.ts";
import { perMonth } from "../sizing/freed-cost.ts";

const REPLICAS_WANTED = 2;
/** Kinds whose pods are all alike and keep nothing. */
const STATELESS = new Set(["Deployment", "ReplicaSet", "Rollout"]);

/** What the cluster itself cannot do without. */
const OF_THE_CLUSTER = "kube-system";

/**
 * Advises to move a workload to spot nodes: stateless, of two replicas or more, which may be taken away one by one. The money is the
 * difference to pools of spot nodes that the cluster has; without one there is none to tell.
 */
export function spotCandidate(
  workload: WorkloadEvidence,
  around: WorkloadSurroundings,
  spotPools: readonly PoolRates[],
): Recommendation | null {
  const { cluster, namespace, kind: controllerKind, name: controller, currency, window, replicas } = workload;
  if (!canMove(workload, around)) return null;

  const moves = spotPools.map((pool) => movedTo(pool, workload)).filter((freed) => sumOf(freed) > 0n);
  const ordered = moves.toSorted((a, b) => (sumOf(a) < sumOf(b) ? -1 : 1));
  const [least = [], most = least] = [ordered[0], ordered.at(-1)];
  if (least.length > 0 && !isWorthFreeing(least)) return null;
  return {
    kind: "spot-candidate",
    subject: { cluster, namespace, controllerKind, controller, container: "", asset: "" },
    currency,
    window,
    rule: `stateless, ${REPLICAS_WANTED} replicas or more, no volume, no disruption budget that allows nothing`,
    facts: [
      { name: "replicas", value: replicas, unit: "count" },
      { name: "spot_pools", value: spotPools.map(({ pool }) => pool).join(", ") || null, unit: "" },
    ],
    change: { to: "spot", replicas: Math.round(replicas) },
    insufficient: null,
    freed: least,
    bill: moves.length > 0 ? { atLeastNano: 0n, atMostNano: sumOf(most), until: [] } : null,
    confidence: around.isGuarded === "unknown" ? 0.5 : 1,
    warnings: warningsOf(around, moves.length > 0),
  };
}

function canMove({ namespace, kind, replicas }: WorkloadEvidence, around: WorkloadSurroundings): boolean {
  const isSafe = !around.hasVolumes && around.isGuarded !== true && namespace !== OF_THE_CLUSTER;
  return STATELESS.has(kind) && replicas >= REPLICAS_WANTED && around.isOnDemand && isSafe;
}

/** What would be free if the workload's hours were paid at a spot pool's rates. */
function movedTo(pool: PoolRates, workload: WorkloadEvidence): FreedCost[] {
  const { cluster, namespace, kind: controllerKind, name: controller, window } = workload;
  return workload.containers.flatMap(({ container, days }) => {
    const row = { cluster, namespace, controllerKind, controller, container, asset: "" };
    const sum = (of: (day: (typeof days)[number]) => bigint): bigint =>
      days.reduce((total, day) => total + of(day), 0n);
    const cpu = atRate(
      sum(({ cpuNanoCoreHours }) => cpuNanoCoreHours),
      pool.cpuNano,
      pool.cpuNanoCoreHours,
    );
    const ram = atRate(
      sum(({ ramNanoGibHours }) => ramNanoGibHours),
      pool.ramNano,
      pool.ramNanoGibHours,
    );
    const freedOf = (resource: CostRowKey["resource"], nano: bigint, thereNano: bigint): FreedCost => ({
      row: { ...row, resource },
      costNano: perMonth(nano, window),
      freedNano: perMonth(nano - thereNano, window),
    });
    return [
      freedOf(
        "cpu",
        sum(({ cpuNano }) => cpuNano),
        cpu,
      ),
      freedOf(
        "ram",
        sum(({ ramNano }) => ramNano),
        ram,
      ),
    ];
  });
}

function atRate(taken: bigint, nano: bigint, hours: bigint): bigint {
  return hours > 0n ? (taken * nano) / hours : 0n;
}

function sumOf(freed: readonly FreedCost[]): bigint {
  return freed.reduce((sum, { freedNano }) => sum + freedNano, 0n);
}

function warningsOf({ isGuarded }: WorkloadSurroundings, isPriced: boolean): Warning[] {
  const noBudget = "it was not told whether a disruption budget holds its pods";
  const noPrice = "no spot node of this cluster has a price on record: there is no money to tell";
  return [
    ...(isGuarded === "unknown" ? [{ code: "not_known", text: noBudget } as const] : []),
    ...(isPriced ? [] : [{ code: "not_known", text: noPrice } as const]),
  ];
}
