import type { AnomalyAnswer, AnomalyCause, AnomalyRow } from "@kubecent/shared";
import { parseNano } from "@kubecent/shared/money";
import type { ReactElement } from "react";
import { StackChart } from "../../../charts/drawing/stack-chart.tsx";
import type { Bucket } from "../../../charts/geometry/chart-parts.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { oneAnomaly } from "../../../data/watch-questions.ts";
import { exactMoney } from "../../../format/money.ts";
import { useReader } from "../../../format/use-reader.ts";
import { shownName } from "../../../rows/special-rows.ts";
import { ScreenStates } from "../../../states/screen-states.tsx";
import { useHref } from "../../../url/use-view.ts";
import type { ViewScope } from "../../../url/view.ts";
import { AnomalyFeedback } from "./anomaly-feedback.tsx";

const DAY_MS = 86_400_000;

/** What an anomaly consists of: its days against what is usual, and why the last one cost what it did. */
export function AnomalyEvidence({ anomaly }: { anomaly: AnomalyRow }): ReactElement {
  const href = useHref();
  const days = useQuestion(oneAnomaly({ id: anomaly.id }));
  const window = { from: anomaly.openedDate, to: dayAfter(anomaly.lastUnusualDate) };
  return (
    <div className="anomaly-evidence">
      <p>
        <a href={href({ screen: "explore", scope: scopeOf(anomaly), window, timeZone: "UTC" })}>
          These days in Explore
        </a>
      </p>
      <h3>Its unusual days</h3>
      <ScreenStates asked={[days]} skeletonRem={18}>
        {days.answer && <Days answer={days.answer} />}
      </ScreenStates>
      {anomaly.cause && <Cause cause={anomaly.cause} currency={anomaly.currency} />}
      <h3>What do you say of it?</h3>
      <AnomalyFeedback anomaly={anomaly} />
    </div>
  );
}

function Days({ answer: { days, currency } }: { answer: AnomalyAnswer }): ReactElement {
  return (
    <StackChart
      caption="Cost of each unusual day (UTC); the line is what is usual"
      currency={currency}
      buckets={days.map(
        ({ date }): Bucket => ({ start: Date.parse(date), end: Date.parse(date) + DAY_MS, state: "seen" }),
      )}
      series={[
        { key: "cost", label: "cost", kind: "named", amounts: days.map(({ cost }) => parseNano(cost)) },
      ]}
      ghost={{ label: "usual", amounts: days.map(({ expectedCost }) => parseNano(expectedCost)) }}
    />
  );
}

/** Why the day cost what it did, against an earlier day of the same weekday: the steps add up to its cost. */
function Cause({ cause, currency }: { cause: AnomalyCause; currency: string }): ReactElement {
  const { locale } = useReader();
  const steps = [
    [`Cost on ${cause.beforeDate}`, cause.beforeCost],
    ["Quantity", cause.quantityChange],
    ["Price", cause.priceChange],
    ["New", cause.newCost],
    ["Gone", `-${cause.goneCost}`.replace("--", "")],
    ["Its cost then", cause.cost],
  ] as const;
  const write = (amount: string): string => exactMoney(amount, { currency, locale });
  return (
    <>
      <h3>Against {cause.beforeDate}</h3>
      <dl className="steps">
        {steps.map(([name, amount]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{write(amount)}</dd>
          </div>
        ))}
      </dl>
      {cause.children.length > 0 && (
        <>
          <h3>What changed most</h3>
          <dl className="steps">
            {cause.children.map(({ name, changeCost }) => (
              <div key={name}>
                <dt>
                  <bdi>{shownName(name)}</bdi>
                </dt>
                <dd>{write(changeCost)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </>
  );
}

function scopeOf({ cluster, namespace, controllerKind, controller }: AnomalyRow): ViewScope {
  if (namespace === null) return { cluster };
  return controller === null
    ? { cluster, namespace }
    : { cluster, namespace, controllerKind: controllerKind ?? "", controller };
}

function dayAfter(date: string): string {
  return new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10);
}
