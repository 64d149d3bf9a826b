import type {
  AlertsAnswer,
  AnomalyListAnswer,
  BudgetStandingsAnswer,
  ForecastAnswer,
} from "@kubecent/shared";
import type { ReactElement, ReactNode } from "react";
import { MoneyText } from "../../format/money-text.tsx";
import { money } from "../../format/money.ts";
import { sumOf } from "../../format/nano-sum.ts";
import { count } from "../../format/quantities.ts";
import { seenShare } from "../../format/share.ts";
import { useReader } from "../../format/use-reader.ts";
import { BigNumber, BigNumbers } from "../../panels/big-number.tsx";
import type { Asked } from "../../states/asked.ts";
import { useView } from "../../url/use-view.ts";
import { isAboutScope, needsLook } from "./budgets/standing-words.ts";
import { firingInScope } from "./alerts/alert-words.ts";

interface WatchNumbersProps {
  standings: Asked<BudgetStandingsAnswer>;
  alerts: Asked<AlertsAnswer>;
  found: Asked<AnomalyListAnswer>;
  coming: Asked<ForecastAnswer>;
}

/** How much of each wants a look. Each number waits for its own answer, and is a dash where that does not come. */
export function WatchNumbers({ standings, alerts, found, coming }: WatchNumbersProps): ReactElement {
  return (
    <BigNumbers>
      <NumberOf name="Budgets that are crossed" asked={standings} waitingNote="of 0 budgets">
        {(answer) => <CrossedBudgets answer={answer} />}
      </NumberOf>
      <NumberOf name="Alerts that fire" asked={alerts} waitingNote="and 0 are pending">
        {(answer) => <FiringAlerts answer={answer} />}
      </NumberOf>
      <NumberOf name="Open anomalies" asked={found} waitingNote="nothing so far">
        {(answer) => <OpenAnomalies answer={answer} />}
      </NumberOf>
      <NumberOf
        name="This month, expected"
        asked={coming}
        waitingNote="80% of such months end between $0,000.00 and $0,000.00"
      >
        {(answer) => <MonthExpected answer={answer} />}
      </NumberOf>
    </BigNumbers>
  );
}

interface NumberOfProps<Answer> {
  name: string;
  asked: Asked<Answer>;
  /** Keeps the room of the note that will come. */
  waitingNote: string;
  children: (answer: Answer) => ReactElement;
}

function NumberOf<Answer>({ name, asked, waitingNote, children }: NumberOfProps<Answer>): ReactElement {
  const { answer, state } = asked;
  if (answer !== undefined) return children(answer);
  const isLoading = state.kind === "loading";
  const trouble = "trouble" in state ? state.trouble.title : "You are offline";
  return (
    <BigNumber name={name} isWaiting={isLoading} notes={[isLoading ? waitingNote : `${trouble}.`]}>
      <span title={isLoading ? undefined : trouble}>–</span>
    </BigNumber>
  );
}

function CrossedBudgets({ answer }: { answer: BudgetStandingsAnswer }): ReactElement {
  const { locale } = useReader();
  const { scope } = useView();
  const rows = answer.rows.filter(({ budget }) => isAboutScope(budget, scope));
  const crossed = rows.filter(needsLook).length;
  const all = answer.nextAfter === null ? rows.length : answer.count;
  return (
    <BigNumber
      name="Budgets that are crossed"
      notes={[
        answer.nextAfter === null
          ? `of ${count(all, locale)} ${all === 1 ? "budget" : "budgets"}`
          : `of the first ${count(rows.length, locale)}, of ${count(all, locale)}`,
      ]}
    >
      {count(crossed, locale)}
    </BigNumber>
  );
}

function FiringAlerts({ answer }: { answer: AlertsAnswer }): ReactElement {
  const { locale } = useReader();
  const { scope } = useView();
  const { firing, silenced, pending } = firingInScope(answer.rows, scope);
  const notes: ReactNode[] = [
    `${count(pending, locale)} ${pending === 1 ? "is" : "are"} pending${silenced > 0 ? `, ${count(silenced, locale)} silenced` : ""}`,
  ];
  return (
    <BigNumber name="Alerts that fire" notes={notes}>
      {count(firing, locale)}
    </BigNumber>
  );
}

function OpenAnomalies({ answer }: { answer: AnomalyListAnswer }): ReactElement {
  const reader = useReader();
  const { rows, judged } = answer;
  const [currency, ...others] = [...new Set(rows.map((row) => row.currency))];
  const more = rows
    .filter(({ direction }) => direction === "up")
    .map(({ excessSoFarCost }) => excessSoFarCost);
  const note =
    judged.length === 0
      ? "no day was judged yet"
      : currency === undefined || others.length > 0
        ? "each day against what is usual"
        : `${money(sumOf(more), { currency, locale: reader.locale })} more than usual so far`;
  return (
    <BigNumber name="Open anomalies" notes={[note]}>
      {judged.length === 0 ? <span title="No day was judged yet">–</span> : count(rows.length, reader.locale)}
    </BigNumber>
  );
}

function MonthExpected({ answer }: { answer: ForecastAnswer }): ReactElement {
  const { locale } = useReader();
  const { currency, level, totals } = answer;
  const { expected } = totals;
  return (
    <BigNumber
      name="This month, expected"
      notes={[
        expected ? (
          <>
            {seenShare(level, locale)} of such months end between{" "}
            <MoneyText amount={expected.lowCost} currency={currency} /> and{" "}
            <MoneyText amount={expected.highCost} currency={currency} />
          </>
        ) : (
          "fewer than three closed days are known"
        ),
      ]}
    >
      <MoneyText
        amount={expected?.cost ?? null}
        currency={currency}
        reason="Fewer than three closed days are known"
      />
    </BigNumber>
  );
}
