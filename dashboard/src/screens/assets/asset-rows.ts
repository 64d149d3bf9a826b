import type { AssetRow, ExplainAnswer, PriceRow } from "@kubecent/shared";
import { formatNano, parseNano } from "@kubecent/shared/money";

/** What a reader should look at first. */
export type AssetWarning = "unmounted" | "mounted in part" | "nothing behind it";

/** One asset with what it is priced at. */
export interface PricedAsset {
  readonly row: AssetRow;
  readonly key: string;
  readonly prices: readonly PriceRow[];
  /** Part of its cost for which nobody had it mounted, "0.000000000" for what is no volume; null where that is not known. */
  readonly unmountedCost: string | null;
  readonly warning: AssetWarning | null;
}

interface AssetFacts {
  readonly prices: readonly PriceRow[];
  /** By cluster, how the cost of `__unmounted__` came about: a line for each volume, unless there are too many. */
  readonly unmounted: ReadonlyMap<string, ExplainAnswer>;
  /** Namespaces in which a container ran, as `namespaceKey` writes them; undefined where that is not known. */
  readonly busy: ReadonlySet<string> | undefined;
}

/** Assets with their prices; those that nobody uses stand first, then by cost. */
export function pricedAssets(rows: readonly AssetRow[], facts: AssetFacts): PricedAsset[] {
  const prices = Map.groupBy(facts.prices, priceKey);
  const unmounted = new Map([...facts.unmounted].map(([cluster, told]) => [cluster, unmountedCosts(told)]));
  const all = rows.map((row) => {
    const costs = unmounted.get(row.cluster);
    const unmountedNano = row.kind !== "volume" ? 0n : costs === null ? null : (costs?.get(row.name) ?? 0n);
    return {
      row,
      key: assetKey(row),
      prices: prices.get(priceKey(row)) ?? [],
      unmountedCost: unmountedNano === null ? null : formatNano(unmountedNano),
      warning: warningOf(row, unmountedNano ?? 0n, facts.busy),
    };
  });
  return all.toSorted((one, other) => weightOf(other) - weightOf(one));
}

/** Names an asset in the address. What has no name at a place is left out there. */
function assetKey({ cluster, namespace, name, providerId, type, pool, capacityType }: AssetRow): string {
  const names = [cluster, namespace, name, providerId, type, pool, capacityType ?? ""];
  return names.filter((each) => each !== "").join(" ");
}

/** Names a namespace of a cluster. */
export function namespaceKey({ cluster, namespace }: { cluster: string; namespace: string }): string {
  return JSON.stringify([cluster, namespace]);
}

function priceKey({
  cluster,
  kind,
  namespace,
  name,
}: Pick<PriceRow, "cluster" | "kind" | "namespace" | "name">): string {
  return JSON.stringify([cluster, kind, namespace, name]);
}

/** By the volume's name; null where there were so many that lines were added up. */
function unmountedCosts({ condensed, lines }: ExplainAnswer): ReadonlyMap<string, bigint> | null {
  if (condensed) return null;
  const costs = new Map<string, bigint>();
  for (const { of, cost } of lines) costs.set(of, (costs.get(of) ?? 0n) + parseNano(cost));
  return costs;
}

function warningOf(
  row: AssetRow,
  unmounted: bigint,
  busy: ReadonlySet<string> | undefined,
): AssetWarning | null {
  if (row.kind === "volume") return volumeWarning(parseNano(row.totalCost), unmounted);
  const isEmpty = row.kind === "loadBalancer" && busy !== undefined && !busy.has(namespaceKey(row));
  return isEmpty ? "nothing behind it" : null;
}

/** Less than this part of the time is a pod that moved, and no reason to look. */
const LEAST_PERCENT = 1n;

function volumeWarning(cost: bigint, unmounted: bigint): AssetWarning | null {
  if (unmounted === 0n || unmounted * 100n < cost * LEAST_PERCENT) return null;
  return unmounted >= cost ? "unmounted" : "mounted in part";
}

function weightOf({ warning }: PricedAsset): number {
  return warning === null ? 0 : warning === "mounted in part" ? 1 : 2;
}
