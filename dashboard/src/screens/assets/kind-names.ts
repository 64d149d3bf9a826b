import type { AssetKindName } from "@kubecent/shared";

/** Kinds of assets as the tabs have them, in the order in which they usually cost. */
export const KIND_TABS: readonly { key: AssetKindName; name: string }[] = [
  { key: "node", name: "Nodes" },
  { key: "volume", name: "Volumes" },
  { key: "loadBalancer", name: "Load balancers" },
  { key: "network", name: "Traffic" },
  { key: "fee", name: "Fees" },
];

/** What the assets of a kind are called in a sentence. */
export function kindName(kind: AssetKindName): string {
  return KIND_TABS.find(({ key }) => key === kind)?.name.toLowerCase() ?? kind;
}
