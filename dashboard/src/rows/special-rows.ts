import type { Screen } from "../url/view.ts";

/** Money that belongs to no workload: what its row is called, what it is, and which screen tells more. */
interface SpecialRow {
  name: string;
  title: string;
  screen: Screen | null;
}

export const SPECIAL_ROWS = {
  __idle__: { name: "Idle", title: "What nodes cost and no container took", screen: "idle" },
  __unobserved__: {
    name: "Unobserved",
    title: "What stood there in minutes that nobody saw",
    screen: "trust",
  },
  __fee__: {
    name: "Cluster fee",
    title: "What the provider takes for running the cluster",
    screen: "assets",
  },
  __shared__: { name: "Shared", title: "What was to be shared, and nobody is left to bear", screen: null },
} as const satisfies Record<string, SpecialRow>;

export type SpecialName = keyof typeof SPECIAL_ROWS;

export function isSpecial(name: string): name is SpecialName {
  return Object.hasOwn(SPECIAL_ROWS, name);
}

/** Names that stand for what has none, in words. */
export const NAMELESS: Readonly<Record<string, string>> = {
  __unallocated__: "No name at this level",
  __unmounted__: "Volumes that nobody mounts",
  __overhead__: "Overhead of the pod's runtime",
};
