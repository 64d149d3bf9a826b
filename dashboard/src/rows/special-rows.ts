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

// A map, for names of things in a cluster may be those of an object's own properties, such as constructor.
const NAMELESS: ReadonlyMap<string, string> = new Map([
  ["__unallocated__", "No name at this level"],
  ["__unmounted__", "Volumes that nobody mounts"],
  ["__overhead__", "Overhead of the pod's runtime"],
]);

/** Whether a name stands for what has none. */
export function isNameless(name: string): boolean {
  return NAMELESS.has(name);
}

/** A name as it is shown: in words where it stands for what has none. */
export function shownName(name: string): string {
  return NAMELESS.get(name) ?? name;
}
