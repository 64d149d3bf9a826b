import type { AssetRow, ExplainAnswer } from "@kubecent/shared";
import { assetCosts } from "../data/asset-questions.ts";
import { explainedCost } from "../data/cost-questions.ts";
import { useQuestion } from "../data/use-question.ts";
import { sumOf } from "../format/nano-sum.ts";
import type { Asked } from "../states/asked.ts";
import type { AssetPart, WhyTarget } from "./why-target.ts";

/** A part that is told by assets, with those that have any of it. */
export interface ToldPart {
  name: string;
  column: AssetPart["column"];
  rows: readonly AssetRow[];
  amount: string;
}

interface Why {
  explain: Asked<ExplainAnswer>;
  parts: readonly ToldPart[];
  /** What has to be answered before anything adds up. */
  asked: readonly Asked<unknown>[];
}

/** Asks what explains a number. */
export function useWhy({ explain: question, assets: wanted }: WhyTarget): Why {
  const explain = useQuestion(explainedCost(question && { ...question, condense: true }));
  const [first] = wanted;
  // All parts are columns of the same answer: only the kinds that are looked at differ.
  const assets = useQuestion(assetCosts(first ? first.input : null));
  const rows = assets.answer?.rows ?? [];
  const parts = wanted.map(({ name, column, nodes }) => {
    const of = rows.filter((row) => isOf(column, row) && (nodes?.includes(row.name) ?? true));
    return { name, column, rows: of, amount: sumOf(of.map((row) => row[column])) };
  });
  const asked = [...(question ? [explain] : []), ...(first ? [assets] : [])];
  return { explain, parts, asked };
}

/** The fee is an asset of its own; idle and unobserved are parts of others. */
function isOf(column: AssetPart["column"], row: AssetRow): boolean {
  return column === "totalCost" ? row.kind === "fee" : /[1-9]/.test(row[column]);
}
