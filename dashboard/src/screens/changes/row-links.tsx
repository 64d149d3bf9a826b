import type { CompareRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { exactMoney, money } from "../../format/money.ts";
import { useReader } from "../../format/use-reader.ts";
import { useHref, useView } from "../../url/use-view.ts";
import { TOTAL } from "../../why/why-target.ts";
import { rowName, rowScope } from "./compare-row.ts";

/** The name of what changed, which leads to what lies below it. */
export function RowLink({ row }: { row: CompareRow }): ReactElement {
  const { scope } = useView();
  const href = useHref();
  const below = rowScope(row, scope);
  const name = <bdi>{rowName(row)}</bdi>;
  return below ? <a href={href({ screen: "explore", scope: below })}>{name}</a> : name;
}

/** What it costs now, which opens its arithmetic. */
export function WhyCost({ row, currency }: { row: CompareRow; currency: string }): ReactElement {
  const { scope } = useView();
  const href = useHref();
  const { locale } = useReader();
  const below = rowScope(row, scope);
  const text = money(row.cost, { currency, locale });
  const exact = exactMoney(row.cost, { currency, locale });
  if (!below) return <span title={exact}>{text}</span>;
  return (
    <a
      className="amount"
      href={href({ screen: "explore", scope: below, why: TOTAL })}
      title={`${exact}: why?`}
    >
      {text}
    </a>
  );
}
