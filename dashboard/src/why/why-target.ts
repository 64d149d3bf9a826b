import type {
  AssetLine,
  AssetLineFigures,
  ExplainAssetsQuery,
  ExplainLine,
  ExplainQuery,
} from "@kubecent/shared";
import type { Amount } from "../format/money.ts";
import { negated } from "../format/nano-sum.ts";

/** `why=total`: the number that a screen is about. */
export const TOTAL = "total";

/** What containers paid, resource by resource: told by `cost.explain`. */
export interface PaidPart {
  kind: "paid";
  /** Before the names of the resources, where there are two of these: "Before: CPU". */
  name?: string | undefined;
  input: ExplainQuery;
  /** Only these resources; all of them where nothing is said. */
  only?: readonly ExplainLine["part"][] | undefined;
  /** Only what was paid for the node, volume or service of this name. */
  of?: string | undefined;
  isTakenOff?: boolean | undefined;
}

/** What assets cost, or what became of it, asset by asset: told by `cost.explainAssets`. */
export interface AssetsPart {
  kind: "assets";
  name: string;
  note: string;
  input: ExplainAssetsQuery;
  column: keyof AssetLineFigures;
  /** Which lines of the answer it is; all of them where nothing is said. */
  isOf?: ((line: AssetLine) => boolean) | undefined;
  isTakenOff?: boolean | undefined;
}

/** An amount that the screen's own answer has, and how it came about in words. Below zero where it is taken off. */
export interface ToldPart {
  kind: "told";
  name: string;
  amount: Amount;
  note?: string | undefined;
}

/** A change, resource by resource: what of it is quantity at the earlier price, and what is price. */
export interface ChangePart {
  kind: "change";
  before: ExplainQuery;
  now: ExplainQuery;
  of: "quantity" | "price";
}

export type WhyPart = PaidPart | AssetsPart | ToldPart | ChangePart;

/** A sum over a window, told as the sum of a month. */
export interface Pace {
  /** How long the window is. */
  windowMs: number;
}

/** A number that was clicked, and what explains it. */
export interface WhyTarget {
  /** What it is the cost of. */
  title: string;
  amount: Amount;
  currency: string;
  /** What adds up to it, or to what it is the pace of. */
  parts: readonly WhyPart[];
  pace?: Pace | undefined;
}

type EarlierPart = Exclude<WhyPart, ChangePart>;

/** The parts of an earlier number, as a change has them: each below zero, and told as of before. */
export function takenOff(parts: readonly EarlierPart[]): EarlierPart[] {
  return parts.map((part) => {
    if (part.kind === "told") return { ...part, name: `Before: ${part.name}`, amount: negated(part.amount) };
    const name = part.kind === "paid" ? "Before" : `Before: ${part.name}`;
    return { ...part, name, isTakenOff: true };
  });
}
