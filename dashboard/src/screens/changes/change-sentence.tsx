import type { CompareAnswer, CompareRow } from "@kubecent/shared";
import { formatNano } from "@kubecent/shared/money";
import type { ReactElement } from "react";
import { ChangeText } from "../../format/change-text.tsx";
import { differenceOf } from "../../format/nano-sum.ts";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
import { TOTAL } from "../../why/why-target.ts";
import { rowName } from "./compare-row.ts";
import type { ChangeStep } from "./split-change.ts";

interface ChangeSentenceProps {
  answer: CompareAnswer;
  steps: readonly ChangeStep[];
}

/** The change in one sentence: how much, the largest cause, the largest row. */
export function ChangeSentence({ answer: { rows, currency }, steps }: ChangeSentenceProps): ReactElement {
  const [before = "0", after = "0"] = steps
    .filter(({ kind }) => kind === "total")
    .map(({ nano }) => formatNano(nano));
  const change = differenceOf(after, before);
  const cause = largestCause(steps);
  const [row] = rows;
  return (
    <p className="lead">
      <strong>
        <WhyLink why={TOTAL} amount={after} currency={currency} isMain />
      </strong>
      ,{" "}
      <WhyLink why={whyKey("change", TOTAL)} amount={change} currency={currency}>
        <ChangeText change={change} before={before} currency={currency} />
      </WhyLink>{" "}
      against the earlier window,{" "}
      <WhyLink why={whyKey("before", TOTAL)} amount={before} currency={currency} />.
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
