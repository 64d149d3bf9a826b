import type { ReactElement } from "react";
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
