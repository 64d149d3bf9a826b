import type { AdviceOutcome, RecommendationState } from "@kubecent/shared";
import type { ReactElement } from "react";
import { Moment } from "../../../format/moment.tsx";
import { MoneyText } from "../../../format/money-text.tsx";
import { StateBadge } from "../settled-columns.tsx";

interface OutcomeProps {
  outcome: AdviceOutcome;
  state: RecommendationState;
  currency: string;
}

/** What became of advice after it was applied: promised, and measured. */
export function OutcomeView({ outcome, state, currency }: OutcomeProps): ReactElement {
  const { appliedAt, settledAt, promised, freed, text } = outcome;
  return (
    <>
      <h3>What became of it</h3>
      <p>
        <StateBadge state={state} /> Applied on <Moment at={Date.parse(appliedAt)} />
        {settledAt !== null && (
          <>
            , settled on <Moment at={Date.parse(settledAt)} />
          </>
        )}
        .
      </p>
      <p>
        Promised <MoneyText amount={promised} currency={currency} /> a month, measured{" "}
        <MoneyText amount={freed} currency={currency} reason="Its days have not been measured yet" />.
      </p>
      <p>
        <bdi>{text}</bdi>
      </p>
    </>
  );
}
