import type { RecommendationSavings, RecommendationSummary } from "@kubecent/shared";
import type { ReactElement, ReactNode } from "react";
import { MoneyText } from "../../format/money-text.tsx";
import { bytes, cores, count } from "../../format/quantities.ts";
import { useReader } from "../../format/use-reader.ts";
import { BigNumber, BigNumbers } from "../../panels/big-number.tsx";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
import { TOTAL } from "../../why/why-target.ts";
import { BillText } from "./bill-text.tsx";

interface SavingsNumbersProps {
  sums: RecommendationSummary;
  saved: RecommendationSavings;
  /** Why the bill is not told, where it is not. */
  whyNoBill: string;
}

/** What a month would free, what would come off the bill, and what was saved. They are never added up. */
export function SavingsNumbers({ sums, saved, whyNoBill }: SavingsNumbersProps): ReactElement {
  const { currency, totals, bill } = sums;
  const { locale } = useReader();
  return (
    <BigNumbers>
      <BigNumber
        name="Freed on nodes, a month"
        notes={[
          `${count(totals.count, locale)} ${totals.count === 1 ? "recommendation" : "recommendations"}. Whoever is charged for it pays less at once; the nodes cost the same until there are fewer of them.`,
          ...moreNotes(sums),
        ]}
      >
        <WhyLink why={whyKey("freed", TOTAL)} amount={totals.freed} currency={currency} isMain />
      </BigNumber>
      <BigNumber name="Off the bill, a month" notes={bill ? untilNotes(bill.until, locale) : [whyNoBill]}>
        <BillText bill={bill} currency={currency} reason={whyNoBill} />
      </BigNumber>
      <SavedNumber saved={saved} />
    </BigNumbers>
  );
}

/** What asks for more is not taken off what is freed. */
function moreNotes({ totals, currency }: RecommendationSummary): ReactNode[] {
  if (!/[1-9]/.test(totals.more)) return [];
  return [
    <>
      Asking for more where it is short costs{" "}
      <WhyLink why={whyKey("more", TOTAL)} amount={totals.more} currency={currency} /> a month. It is not
      taken off.
    </>,
  ];
}

type Until = NonNullable<RecommendationSummary["bill"]>["until"];
const MOST_POOLS = 3;

function untilNotes(until: Until, locale: string): ReactNode[] {
  return [
    "By packing all of it anew: a range, and no sum of the rows.",
    ...until.slice(0, MOST_POOLS).map((gap) => (
      <>
        For one node fewer in <bdi>{gap.pool}</bdi>, {gapInWords(gap, locale)} more have to become free.
      </>
    )),
  ];
}

/** What has to become free, without what is enough already. */
export function gapInWords({ cpuCores, ramBytes, pods }: Until[number], locale: string): string {
  return [
    ...(cpuCores > 0 ? [cores(cpuCores, locale)] : []),
    ...(ramBytes > 0 ? [bytes(ramBytes, locale)] : []),
    ...(pods > 0 ? [`${count(pods, locale)} ${pods === 1 ? "pod" : "pods"}`] : []),
  ].join(", ");
}

function SavedNumber({ saved }: { saved: RecommendationSavings }): ReactElement {
  const { currency, totals } = saved;
  const { locale } = useReader();
  const failed = [
    ...(totals.regressed > 0 ? [`${count(totals.regressed, locale)} regressed`] : []),
    ...(totals.notComparable > 0 ? [`${count(totals.notComparable, locale)} cannot be compared`] : []),
  ];
  return (
    <BigNumber
      name="Really saved, a month"
      notes={[
        "Measured on the days after it was applied.",
        ...(/[1-9]/.test(totals.applied)
          ? [
              <>
                <MoneyText amount={totals.applied} currency={currency} /> more is applied and promised, not
                measured yet.
              </>,
            ]
          : []),
        ...(failed.length > 0 ? [`${failed.join(", ")}.`] : []),
      ]}
    >
      <MoneyText amount={totals.verified} currency={currency} />
    </BigNumber>
  );
}
