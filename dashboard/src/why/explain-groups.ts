import type { ExplainLine } from "@kubecent/shared";
import { sumOf } from "../format/nano-sum.ts";

/** The lines of one resource, with their sums. */
export interface ExplainGroup {
  part: ExplainLine["part"];
  name: string;
  lines: readonly ExplainLine[];
  cost: string;
  quantity: number;
  unit: ExplainLine["unit"];
  /** Parts of the quantity that were asked for and used; null where the resource knows no such thing. */
  requested: number | null;
  used: number | null;
}

/** What can be paid for, in the order of the table's columns. */
export const RESOURCES = [
  { part: "cpu", name: "CPU" },
  { part: "ram", name: "Memory" },
  { part: "gpu", name: "GPU" },
  { part: "volume", name: "Storage" },
  { part: "network", name: "Network" },
  { part: "loadBalancer", name: "Load balancers" },
] as const satisfies readonly { part: ExplainLine["part"]; name: string }[];

/** Lines by resource. */
export function explainGroups(lines: readonly ExplainLine[]): ExplainGroup[] {
  return RESOURCES.flatMap(({ part, name }) => {
    const of = lines.filter((line) => line.part === part);
    const [first] = of;
    if (!first) return [];
    return [
      {
        part,
        name,
        lines: of,
        cost: sumOf(of.map(({ cost }) => cost)),
        quantity: total(of.map(({ quantity }) => quantity)) ?? 0,
        unit: first.unit,
        requested: total(of.map(({ requested }) => requested)),
        used: total(of.map(({ used }) => used)),
      },
    ];
  });
}

function total(amounts: readonly (number | null)[]): number | null {
  return amounts.reduce(
    (sum: number | null, amount) => (sum === null || amount === null ? null : sum + amount),
    0,
  );
}
