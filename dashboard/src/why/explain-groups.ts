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

const NAMES: Readonly<Record<ExplainLine["part"], string>> = {
  cpu: "CPU",
  ram: "Memory",
  gpu: "GPU",
  volume: "Storage",
  network: "Network",
  loadBalancer: "Load balancers",
};
const ORDER = Object.keys(NAMES);

/** Lines by resource, in the order of the table's columns. */
export function explainGroups(lines: readonly ExplainLine[]): ExplainGroup[] {
  const groups = [...Map.groupBy(lines, ({ part }) => part)];
  return groups
    .toSorted(([one], [other]) => ORDER.indexOf(one) - ORDER.indexOf(other))
    .map(([part, of]) => ({
      part,
      name: NAMES[part],
      lines: of,
      cost: sumOf(of.map(({ cost }) => cost)),
      quantity: total(of.map(({ quantity }) => quantity)) ?? 0,
      unit: of[0]?.unit ?? "hours",
      requested: total(of.map(({ requested }) => requested)),
      used: total(of.map(({ used }) => used)),
    }));
}

function total(amounts: readonly (number | null)[]): number | null {
  return amounts.reduce(
    (sum: number | null, amount) => (sum === null || amount === null ? null : sum + amount),
    0,
  );
}
