import type { ReactElement } from "react";
import { useClusterCosts } from "../../data/costs.ts";
import { plainQuestion } from "../../data/view-question.ts";
import { MoneyText } from "../../format/money-text.tsx";
import { ScreenStates } from "../../states/screen-states.tsx";
import { useView } from "../../url/use-view.ts";

/** What is spent, whether it is more, and whether it is true. */
export default function OverviewScreen(): ReactElement {
  const view = useView();
  const costs = useClusterCosts(plainQuestion(view));
  return (
    <ScreenStates asked={[costs]}>
      {costs.answer && (
        <h1>
          <MoneyText amount={costs.answer.totals.totalCost} currency={costs.answer.currency} />
        </h1>
      )}
    </ScreenStates>
  );
}
