import type { Fragment } from "../../connection/sql.ts";
import { filterCondition } from "./conditions.ts";
import { wantsNameless } from "./nameless.ts";
import type { CostSelection } from "./selection.ts";

/**
 * What a filter still asks of rows that the narrowing has picked. Where that leaves just the rows of the namespaces that are named,
 * their names need not be looked at again: the planner takes that for one row in thousands, and joined what it found in loops.
 */
export function conditionOnNarrowed(selection: CostSelection): Fragment {
  const { filter } = selection;
  return filterCondition(
    areNamespacesKnown(selection) ? { ...selection, filter: { ...filter, namespace: undefined } } : selection,
  );
}

/** Ids of namespaces that pods or workloads were found in say less; and of several clusters an id may be that of one of them alone. */
function areNamespacesKnown({ filter, clusterIds, narrowing }: CostSelection): boolean {
  const { namespace, pod, controller, controllerKind } = filter;
  const byNamespaceAlone = !pod && !controller && !controllerKind && !wantsNameless(namespace);
  return byNamespaceAlone && clusterIds.length === 1 && narrowing.namespace_id !== undefined;
}
