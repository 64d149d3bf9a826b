import type { AssetKindName, AssetLine, WindowQuery } from "@kubecent/shared";
import type { AssetsPart } from "./why-target.ts";

/** Which clusters, and which time, as questions about assets take them. */
export interface WholePlace extends WindowQuery {
  cluster?: string | string[] | undefined;
  currency?: string | undefined;
}

/** Money of clusters that is no container's. */
export type WholeName = "__idle__" | "__unobserved__" | "__fee__";

const TOLD = {
  __idle__: {
    name: "Idle",
    column: "idleCost",
    kind: ["node"],
    note: "What these nodes cost, less what containers took of them.",
  },
  __unobserved__: {
    name: "Unobserved",
    column: "unobservedCost",
    kind: undefined,
    note: "What these cost in minutes that nobody saw: never guessed, never free.",
  },
  __fee__: {
    name: "Cluster fee",
    column: "cost",
    kind: ["fee"],
    note: "What the provider takes for running the cluster.",
  },
} as const satisfies Record<
  WholeName,
  Pick<AssetsPart, "name" | "column" | "note"> & { kind: readonly AssetKindName[] | undefined }
>;

interface WholeOptions {
  /** Only what these nodes have of it. */
  nodes?: readonly string[] | undefined;
  /** Only this part of nodes: what columns such as CPU have of it. */
  part?: AssetLine["part"] | undefined;
}

/** Idle, unobserved and the fee, each asset by asset. */
export function wholeParts(
  place: WholePlace,
  names: readonly WholeName[],
  { nodes, part }: WholeOptions = {},
): AssetsPart[] {
  return names.map((which) => {
    const { name, column, kind, note } = TOLD[which];
    const ofNodes = nodes ? (["node"] as const) : kind;
    return {
      kind: "assets",
      name,
      note,
      column,
      input: {
        ...place,
        ...(ofNodes && { kind: [...ofNodes] }),
        ...(nodes && { name: [...nodes] }),
      },
      ...(part !== undefined && { isOf: (line: AssetLine) => line.part === part }),
    };
  });
}
