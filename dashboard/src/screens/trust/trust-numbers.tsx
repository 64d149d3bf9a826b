import type { ClusterStatusRow } from "@kubecent/sdk";
import type { ReactElement } from "react";
import { Moment } from "../../format/moment.tsx";
import { exactMoney } from "../../format/money.ts";
import { seenShare } from "../../format/share.ts";
import { useReader } from "../../format/use-reader.ts";
import { BigNumber, BigNumbers } from "../../panels/big-number.tsx";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
import { TOTAL } from "../../why/why-target.ts";
import type { ReconcileAnswer } from "./reconcile-answer.ts";

interface TrustNumbersProps {
  answer: ReconcileAnswer;
  clusters: readonly ClusterStatusRow[];
}

/** The three things that numbers are believed for: seen, adding up, fresh. */
export function TrustNumbers({ answer, clusters }: TrustNumbersProps): ReactElement {
  const { locale } = useReader();
  const { coverage, totals, rows, currency } = answer;
  const open = rows.filter(({ closes }) => !closes).length;
  const oldest = clusters
    .flatMap(({ end }) => (end === null ? [] : [Date.parse(end)]))
    .toSorted((one, other) => one - other)[0];
  return (
    <BigNumbers>
      <BigNumber name="Seen" notes={[gapsInWords(coverage.gaps.length)]}>
        {seenShare(coverage.ratio, locale)}
      </BigNumber>
      <BigNumber
        name="Difference"
        notes={[
          open === 0
            ? `All ${rows.length} hours close: assets are what was allocated, idle and the rest.`
            : `${open} of ${rows.length} hours do not close.`,
        ]}
      >
        <WhyLink
          why={whyKey("differenceCost", TOTAL)}
          amount={totals.differenceCost}
          currency={currency}
          isMain
        >
          {exactMoney(totals.differenceCost, { currency, locale })}
        </WhyLink>
      </BigNumber>
      <BigNumber name="Collected up to" notes={["The cluster that is furthest behind."]}>
        {oldest === undefined ? <span title="No hour is stored yet">–</span> : <Moment at={oldest} />}
      </BigNumber>
    </BigNumbers>
  );
}

function gapsInWords(count: number): string {
  if (count === 0) return "No gap in this window.";
  return count === 1 ? "One gap in this window." : `${count} gaps in this window.`;
}
