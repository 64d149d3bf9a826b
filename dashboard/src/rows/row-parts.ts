import type { CostFigures, MoneyColumn } from "@kubecent/sdk";
import type { AssetLine, ExplainLine } from "@kubecent/shared";
import { plainQuestion } from "../data/view-question.ts";
import type { IdleChoice, View } from "../url/view.ts";
import { type WholeName, type WholePlace, wholeParts } from "../why/whole-parts.ts";
import type { AssetsPart, PaidPart, ToldPart } from "../why/why-target.ts";

type Part = AssetsPart | PaidPart | ToldPart;

/** What of a cost is borne for others. */
export type Shares = Pick<CostFigures, "idleCost" | "sharedCost">;

/** A cost that bears nothing for others. */
export const NO_SHARES: Shares = { idleCost: "0.000000000", sharedCost: "0.000000000" };

/** Which of its columns a cost is explained in: all of it, or one. */
export type CostColumn = MoneyColumn;

/** What a view is about, in parts: what containers paid, and what clusters as a whole cost beside that. */
export function costParts(view: View, idle: IdleChoice, figures: Shares): Part[] {
  const paid: Part = { kind: "paid", input: plainQuestion(view) };
  const whole = wholeOf(view, idle);
  return whole.length > 0 ? [paid, ...whole] : [paid, ...shareParts(figures)];
}

/** What a row bears for others. */
function shareParts({ idleCost, sharedCost }: Shares): Part[] {
  const shares = [
    {
      name: SHARE_OF_IDLE,
      amount: idleCost,
      note: "What its nodes had free, as the switch of idle spreads it.",
    },
    { name: SHARE_OF_SHARED, amount: sharedCost, note: "What serves all, as the question spreads it." },
  ];
  return shares.filter(({ amount }) => /[1-9]/.test(amount)).map((share) => ({ kind: "told", ...share }));
}

const SHARE_OF_IDLE = "Share of idle";
const SHARE_OF_SHARED = "Share of what serves all";

const WHOLE = new Set(["cluster", "node"]);

/** Idle, unobserved and fee are in the cost of clusters and nodes as a whole; whatever is narrower bears shares of them. */
function wholeOf(view: View, idle: IdleChoice): Part[] {
  const names = [...Object.keys(view.scope), ...view.filters.map(({ field }) => field)];
  if (idle === "hide" || !names.every((name) => WHOLE.has(name))) return [];
  const isNode = names.includes("node");
  return specialParts(
    view,
    isNode ? ["__idle__", "__unobserved__"] : ["__idle__", "__unobserved__", "__fee__"],
  );
}

/** What clusters cost beside their containers, asset by asset. */
export function specialParts(view: View, names: readonly WholeName[]): AssetsPart[] {
  const { window, start, end, timeZone, currency, cluster, node } = plainQuestion(view);
  const place: WholePlace = { window, start, end, timeZone, currency, cluster };
  return wholeParts(place, names, { nodes: node === undefined ? undefined : [node].flat() });
}

const RESOURCE_OF: Readonly<Partial<Record<CostColumn, ExplainLine["part"]>>> = {
  cpuCost: "cpu",
  ramCost: "ram",
  gpuCost: "gpu",
  volumeCost: "volume",
  networkCost: "network",
  loadBalancerCost: "loadBalancer",
};

/** Of a cost's parts what one of its columns has of them. */
export function inColumn(parts: readonly Part[], column: CostColumn): Part[] {
  return column === "totalCost" ? [...parts] : parts.flatMap((part) => partIn(part, column));
}

function partIn(part: Part, column: CostColumn): Part[] {
  const resource = RESOURCE_OF[column];
  if (part.kind === "paid") return resource ? [{ ...part, only: [resource] }] : [];
  if (part.kind === "told") {
    const own = column === "idleCost" ? SHARE_OF_IDLE : column === "sharedCost" ? SHARE_OF_SHARED : undefined;
    return part.name === own ? [part] : [];
  }
  if (part.column === "unobservedCost")
    return resource ? [{ ...part, isOf: (line) => resourceOf(line) === resource }] : [];
  const own = part.column === "idleCost" ? "idleCost" : "sharedCost";
  return column === own ? [part] : [];
}

function resourceOf({ part, kind }: AssetLine): string {
  return part === "" ? kind : part;
}
