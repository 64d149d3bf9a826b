import type { RecommendationRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { count } from "../../../format/quantities.ts";
import { share } from "../../../format/share.ts";
import { exactStretch } from "../../../format/times.ts";
import { useReader } from "../../../format/use-reader.ts";
import { advicePlace, kindInWords, reasonInWords } from "../advice-words.ts";
import { BillText } from "../bill-text.tsx";
import { gapInWords } from "../savings-numbers.tsx";
import { AdvicePatch } from "./advice-patch.tsx";
import { AdvisedChangeView } from "./advised-change-view.tsx";
import { Dismissal } from "./dismissal.tsx";
import { Facts } from "./facts.tsx";
import { OutcomeView } from "./outcome-view.tsx";
import "./evidence.css";

interface AdviceEvidenceProps {
  advice: RecommendationRow;
  currency: string;
}

/** All that speaks for a recommendation and against it, and what can be done with it. */
export function AdviceEvidence({ advice, currency }: AdviceEvidenceProps): ReactElement {
  const { kind, rule, change, insufficient, warnings, outcome } = advice;
  return (
    <div className="evidence">
      <h3>{kindInWords(kind)}</h3>
      <p className="row-detail">
        <bdi>{advicePlace(advice)}</bdi>
      </p>
      {change && <AdvisedChangeView advice={advice} change={change} />}
      {insufficient && (
        <p className="evidence-warning">
          There is no number: {reasonInWords(insufficient.reason)}. <bdi>{insufficient.text}</bdi>
        </p>
      )}
      {rule !== "" && (
        <p>
          <strong>Why:</strong> <bdi>{rule}</bdi>.
        </p>
      )}
      <Bill advice={advice} currency={currency} />
      {outcome && <OutcomeView outcome={outcome} state={advice.state} currency={currency} />}
      {warnings.length > 0 && (
        <>
          <h3>To know before</h3>
          <ul className="evidence-warnings">
            {warnings.map(({ code, text }) => (
              <li key={`${code} ${text}`}>
                <bdi>{text}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>What was looked at</h3>
      <LookedAt advice={advice} />
      <Facts facts={advice.facts} hasBars={change?.to === "size"} />
      {kind === "container-size" && advice.state === "open" && change && <AdvicePatch advice={advice} />}
      <Dismissal advice={advice} />
    </div>
  );
}

function Bill({ advice: { bill }, currency }: AdviceEvidenceProps): ReactElement {
  const { locale } = useReader();
  return (
    <>
      <p>
        <strong>Off the bill by this one alone, a month:</strong>{" "}
        <BillText bill={bill} currency={currency} reason={NO_BILL} />
        {bill === null && <span className="row-detail"> ({NO_BILL})</span>}
      </p>
      {bill?.until.map((gap) => (
        <p key={gap.pool} className="row-detail">
          A node of <bdi>{gap.pool}</bdi> can go once {gapInWords(gap, locale)} more have become free.
        </p>
      ))}
    </>
  );
}

const NO_BILL = "what nodes can give to pods is not known, or you see a part of the cluster";

function LookedAt({ advice: { window, confidence } }: Pick<AdviceEvidenceProps, "advice">): ReactElement {
  const reader = useReader();
  const [start, end] = [Date.parse(window.start), Date.parse(window.end)];
  const hours = (end - start) / HOUR_MS;
  return (
    <p className="row-detail">
      {exactStretch({ start, end }, reader)}: {count(window.seenHours, reader.locale)} of{" "}
      {count(hours, reader.locale)} hours seen. Confidence {share(confidence, reader.locale)}.
    </p>
  );
}

const HOUR_MS = 3_600_000;
