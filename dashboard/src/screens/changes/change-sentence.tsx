import type { CompareAnswer, CompareRow } from "@kubecent/shared";
import { formatNano } from "@kubecent/shared/money";
import type { ReactElement } from "react";
import { ChangeText } from "../../format/change-text.tsx";
import { MoneyText } from "../../format/money-text.tsx";
import { differenceOf } from "../../format/nano-sum.ts";
import { rowName } from "./compare-row.ts";
import type { ChangeStep } from "./split-change.ts";

interface ChangeSentenceProps {
  answer: CompareAnswer;
  steps: readonly ChangeStep[];
}

/** The change in one sentence: how much, the largest cause, the largest row. */
export function ChangeSentence({ answer: { rows, currency }, steps }: ChangeSentenceProps): ReactElement {
  const [before, after] = steps.filter(({ kind }) => kind === "total").map(({ nano }) => formatNano(nano));
  const cause = largestCause(steps);
  const [row] = rows;
  return (
    <p className="lead">
      <strong>
        <MoneyText amount={after ?? null} currency={currency} />
      </strong>
      ,{" "}
      <ChangeText
        change={differenceOf(after ?? "0", before ?? "0")}
        before={before ?? "0"}
        currency={currency}
      />{" "}
      against the earlier window.
      {cause && (
        <>
          {" "}
          The largest cause is <strong>{cause.label.toLowerCase()}</strong>.
        </>
      )}
      {row && <LargestRow row={row} currency={currency} />}
    </p>
  );
}

function LargestRow({ row, currency }: { row: CompareRow; currency: string }): ReactElement {
  return (
    <>
      {" "}
      <strong>
        <bdi>{rowName(row)}</bdi>
      </strong>{" "}
      changed most: <ChangeText change={row.changeCost} before={row.beforeCost} currency={currency} />.
    </>
  );
}

function largestCause(steps: readonly ChangeStep[]): ChangeStep | undefined {
  const changes = steps.filter(({ kind, nano }) => kind === "change" && nano !== 0n);
  return changes.toSorted((one, other) => (size(one.nano) < size(other.nano) ? 1 : -1))[0];
}

function size(nano: bigint): bigint {
  return nano < 0n ? -nano : nano;
}
