import type { CompareRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { useHref, useView } from "../../url/use-view.ts";
import { rowName, rowScope } from "./compare-row.ts";

/** The name of what changed, which leads to what lies below it. */
export function RowLink({ row }: { row: CompareRow }): ReactElement {
  const { scope } = useView();
  const href = useHref();
  const below = rowScope(row, scope);
  const name = <bdi>{rowName(row)}</bdi>;
  return below ? <a href={href({ screen: "explore", scope: below })}>{name}</a> : name;
}
