import type { ReactElement } from "react";
import { exactMoney, money } from "../format/money.ts";
import { useReader } from "../format/use-reader.ts";
import type { ViewFilter } from "../url/view.ts";
import { useHref, useView } from "../url/use-view.ts";
import type { ViewChange } from "../url/change-view.ts";
import type { CostRow } from "./cost-rows.ts";
import { SPECIAL_ROWS } from "./special-rows.ts";

/** The name of a row, which leads to what lies below it. */
export function RowName({ row }: { row: CostRow }): ReactElement {
  const view = useView();
  const href = useHref();
  const change = wayDown(row, view.filters);
  const name = <bdi>{row.name}</bdi>;
  return (
    <span className="row-name" title={row.special ? SPECIAL_ROWS[row.special].title : row.name}>
      {change ? <a href={href(change)}>{name}</a> : <span>{name}</span>}
      {row.detail !== "" && (
        <span className="row-detail">
          {" "}
          <bdi>{row.detail}</bdi>
        </span>
      )}
    </span>
  );
}

/** The cost of a row, which opens its arithmetic. */
export function AmountLink({ row, currency }: { row: CostRow; currency: string }): ReactElement {
  const href = useHref();
  const { locale } = useReader();
  const style = { currency, locale };
  const { totalCost } = row.figures;
  return (
    <a
      className="amount"
      href={href({ why: row.key })}
      aria-keyshortcuts="x"
      title={`${exactMoney(totalCost, style)}: why?`}
    >
      {money(totalCost, style)}
    </a>
  );
}

/** What opening a row changes: the scope becomes the row's, or a filter picks its label. Null where nothing lies below. */
export function wayDown(
  { special, scope, filter }: CostRow,
  filters: readonly ViewFilter[],
): ViewChange | null {
  if (special) {
    const { screen } = SPECIAL_ROWS[special];
    return screen && { screen, scope: scope ?? {} };
  }
  // Below a value of a label are the namespaces that carry it.
  if (filter) return { screen: "explore", by: "namespace", filters: [...filters, filter] };
  return scope?.container === undefined ? scope && { screen: "explore", scope } : null;
}
