import type { AssetKindName } from "@kubecent/shared";

/** Kinds of assets by the tabs that have them, in the order in which they usually cost. */
export const KIND_TABS = [
  { key: "nodes", kind: "node", name: "Nodes" },
  { key: "volumes", kind: "volume", name: "Volumes" },
  { key: "load-balancers", kind: "loadBalancer", name: "Load balancers" },
  { key: "traffic", kind: "network", name: "Traffic" },
  { key: "fees", kind: "fee", name: "Fees" },
] as const satisfies readonly { key: string; kind: AssetKindName; name: string }[];

/** The kind whose tab an address names; the first one where it names none. */
export function kindOfTab(tab: string | null | undefined): AssetKindName {
  return (KIND_TABS.find(({ key }) => key === tab) ?? KIND_TABS[0]).kind;
}

/** What the assets of a kind are called in a sentence. */
export function kindName(kind: AssetKindName): string {
  return KIND_TABS.find((tab) => tab.kind === kind)?.name.toLowerCase() ?? kind;
}
