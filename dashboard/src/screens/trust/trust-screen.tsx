import type { ClusterStatusRow } from "@kubecent/sdk";
import type { ReactElement } from "react";
import { useExportable } from "../../export/exportable.ts";
import { NothingToShow } from "../../panels/nothing-to-show.tsx";
import { useMay } from "../../session/signed-in.tsx";
import { NoRight } from "../../states/no-right.tsx";
import type { Asked } from "../../states/asked.ts";
import { ScreenStates } from "../../states/screen-states.tsx";
import { useView } from "../../url/use-view.ts";
import { LazyWhy } from "../../why/lazy-why.tsx";
import { CalendarPanel } from "./calendar-panel.tsx";
import { CollectionPanel } from "./collection-panel.tsx";
import { FindingsPanel } from "./findings-panel.tsx";
import { PricesPanel } from "./prices-panel.tsx";
import { ReconcilePanel } from "./reconcile-panel.tsx";
import type { ReconcileAnswer } from "./reconcile-answer.ts";
import { reconcileWhy } from "./reconcile-why.ts";
import { TrustNumbers } from "./trust-numbers.tsx";
import { useTrust } from "./use-trust.ts";

/** Whether the numbers can be believed: what was seen, whether it adds up, at whose prices, how fresh it is. */
export default function TrustScreen(): ReactElement {
  const maySee = useMay("cluster:view");
  return (
    <>
      <header className="screen-head">
        <p className="kicker">Trust</p>
        <h1>Can I believe it?</h1>
      </header>
      {maySee ? <TrustContent /> : <NoRight detail="Whether hours add up is said of whole clusters." />}
    </>
  );
}

function TrustContent(): ReactElement {
  const view = useView();
  const { question, maySeeWhole, status, reconciled, costs, prices } = useTrust(view);
  useExportable(maySeeWhole ? { procedure: "cost.reconcile", input: question } : null);
  const isTopSettled = !maySeeWhole || [reconciled, costs, prices].every(isSettled);
  const clusters = status.answer?.rows.filter(
    ({ cluster }) => view.scope.cluster === undefined || cluster === view.scope.cluster,
  );
  return (
    <>
      {!maySeeWhole && (
        <NoRight detail="Whether hours add up, and at which prices, is said of whole clusters." />
      )}
      {maySeeWhole && (
        <ScreenStates asked={[reconciled, status]} skeletonRem={36}>
          {reconciled.answer && clusters && (
            <>
              <HoursAndSums answer={reconciled.answer} clusters={clusters} />
              {!reconciled.isOld && (
                <LazyWhy
                  target={reconcileWhy({ why: view.why, question, answer: reconciled.answer })}
                  window={reconciled.answer.window}
                />
              )}
            </>
          )}
        </ScreenStates>
      )}
      {maySeeWhole && [reconciled, status].every(isSettled) && (
        <ScreenStates asked={[costs, prices]} skeletonRem={12}>
          {costs.answer && prices.answer && (
            <PricesPanel shares={costs.answer.priceSources} prices={prices.answer} />
          )}
        </ScreenStates>
      )}
      {isTopSettled && (
        <ScreenStates asked={[status]} skeletonRem={24}>
          {clusters && (
            <>
              <FindingsPanel clusters={clusters} />
              <CollectionPanel clusters={clusters} />
            </>
          )}
        </ScreenStates>
      )}
    </>
  );
}

interface HoursAndSumsProps {
  answer: ReconcileAnswer;
  clusters: readonly ClusterStatusRow[];
}

/** What was seen, and whether it adds up. Of hours that are not stored nothing adds up to zero. */
function HoursAndSums({ answer, clusters }: HoursAndSumsProps): ReactElement {
  if (answer.rows.length === 0)
    return (
      <>
        <NothingToShow />
        <CalendarPanel answer={answer} />
      </>
    );
  return (
    <>
      <TrustNumbers answer={answer} clusters={clusters} />
      <CalendarPanel answer={answer} />
      <ReconcilePanel answer={answer} />
    </>
  );
}

/** How tall a panel will be is not known before: what stands below it would be moved. */
function isSettled({ answer, state }: Asked<unknown>): boolean {
  return answer !== undefined || state.kind !== "loading";
}
