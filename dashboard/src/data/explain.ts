import type { ExplainAnswer, ExplainAssetsAnswer, ExplainAssetsQuery, ExplainQuery } from "@kubecent/shared";
import type { Asked } from "../states/asked.ts";
import { useQuestions } from "./use-question.ts";

/** How several costs came about, line by line. */
export function useExplains(inputs: readonly ExplainQuery[]): Asked<ExplainAnswer>[] {
  return useQuestions<ExplainQuery, ExplainAnswer>(
    inputs.map((input) => ({
      name: "cost.explain",
      input,
      ask: (client, asked, options) => client.cost.explain.query(asked, options),
    })),
  );
}

/** How the costs of assets came about, whoever took them. */
export function useExplainsOfAssets(inputs: readonly ExplainAssetsQuery[]): Asked<ExplainAssetsAnswer>[] {
  return useQuestions<ExplainAssetsQuery, ExplainAssetsAnswer>(
    inputs.map((input) => ({
      name: "cost.explainAssets",
      input,
      ask: (client, asked, options) => client.cost.explainAssets.query(asked, options),
    })),
  );
}
