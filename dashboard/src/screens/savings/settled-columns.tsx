import type { RecommendationRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { Moment } from "../../format/moment.tsx";
import { MoneyText } from "../../format/money-text.tsx";
import { compareAmounts, sumOf } from "../../format/nano-sum.ts";
import { signedShare } from "../../format/share.ts";
import { useReader } from "../../format/use-reader.ts";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
import { ADVICE_HEAD, type AdviceColumn, byText, costColumn, freedColumn } from "./advice-columns.tsx";
import { reasonInWords, stateInWords } from "./advice-words.ts";

/** What stands in the list of what was applied: what was promised, and what came of it. */
export function appliedColumns(currency: string): readonly AdviceColumn[] {
  return [
    ...ADVICE_HEAD,
    {
      key: "state",
      name: "What became of it",
      cell: ({ state }) => <StateBadge state={state} />,
      compare: byText(({ state }) => state),
    },
    freedColumn(currency, "Promised a month"),
    {
      key: "saved",
      name: "Really saved a month",
      cell: ({ id, outcome }) =>
        outcome?.freed ? (
          <WhyLink why={whyKey("saved", id)} amount={outcome.freed} currency={currency} />
        ) : (
          <MoneyText amount={null} currency={currency} reason="Its days have not been measured yet" />
        ),
      compare: (one, other) => compareAmounts(savedOf(one) ?? "-1", savedOf(other) ?? "-1"),
      foot: (rows) => (
        <MoneyText
          amount={sumOf(
            rows.filter(({ state }) => state === "verified").flatMap((row) => savedOf(row) ?? []),
          )}
          currency={currency}
        />
      ),
      isNumber: true,
    },
    {
      key: "usage",
      name: "Usage since",
      title: "Of a replica, against before",
      cell: ({ outcome }) => <Usage outcome={outcome} />,
    },
    {
      key: "days",
      name: "Days",
      title: "Closed days that were looked at since",
      cell: ({ outcome }) => outcome?.days ?? "–",
      compare: (one, other) => (one.outcome?.days ?? -1) - (other.outcome?.days ?? -1),
      isNumber: true,
    },
    {
      key: "applied",
      name: "Applied",
      cell: ({ outcome }) => momentOr(outcome?.appliedAt ?? null, "–"),
      compare: byText(({ outcome }) => outcome?.appliedAt ?? ""),
    },
  ];
}

/** What stands in the list of what was put aside. */
export function dismissedColumns(currency: string): readonly AdviceColumn[] {
  return [
    ...ADVICE_HEAD,
    freedColumn(currency),
    {
      key: "reason",
      name: "Because",
      cell: ({ dismissed }) => <CellText text={dismissed?.reason ?? "–"} />,
      compare: byText(({ dismissed }) => dismissed?.reason ?? ""),
    },
    {
      key: "by",
      name: "By",
      cell: ({ dismissed }) => <bdi>{dismissed?.by ?? "–"}</bdi>,
      compare: byText(({ dismissed }) => dismissed?.by ?? ""),
    },
    { key: "at", name: "On", cell: ({ dismissed }) => momentOr(dismissed?.at ?? null, "–") },
    { key: "until", name: "Until", cell: ({ dismissed }) => momentOr(dismissed?.until ?? null, "for good") },
  ];
}

/** What stands in the list of what nothing can be advised for. */
export function noAdviceColumns(currency: string): readonly AdviceColumn[] {
  return [
    ...ADVICE_HEAD,
    costColumn(currency),
    {
      key: "reason",
      name: "Why there is no number",
      cell: ({ insufficient }) => insufficient && <CellText text={reasonInWords(insufficient.reason)} />,
      compare: byText(({ insufficient }) => insufficient?.reason ?? ""),
    },
    { key: "found", name: "Found", cell: ({ insufficient }) => <CellText text={insufficient?.text ?? ""} /> },
  ];
}

/** A state, with a colour for those that want a look. */
export function StateBadge({ state }: Pick<RecommendationRow, "state">): ReactElement {
  return (
    <span className="badge" data-kind={state === "regressed" ? "warn" : undefined}>
      {stateInWords(state)}
    </span>
  );
}

/** A text that may be long; its end is in its title. */
function CellText({ text }: { text: string }): ReactElement {
  return (
    <span className="cell-text" title={text}>
      <bdi>{text}</bdi>
    </span>
  );
}

function Usage({ outcome }: Pick<RecommendationRow, "outcome">): ReactElement | string {
  const { locale } = useReader();
  const { cpuUsageRatio = null, ramUsageRatio = null } = outcome ?? {};
  const parts = [
    ...(cpuUsageRatio === null ? [] : [`CPU ${signedShare(cpuUsageRatio - 1, locale)}`]),
    ...(ramUsageRatio === null ? [] : [`memory ${signedShare(ramUsageRatio - 1, locale)}`]),
  ];
  return parts.length === 0 ? <span title="Not known">–</span> : parts.join(", ");
}

function savedOf({ outcome }: RecommendationRow): string | null {
  return outcome?.freed ?? null;
}

function momentOr(instant: string | null, otherwise: string): ReactElement | string {
  return instant === null ? otherwise : <Moment at={Date.parse(instant)} />;
}
