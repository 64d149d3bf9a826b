import type { RecommendationRow } from "@kubecent/shared";
import { scopeShows, scopeShowsWhole } from "@kubecent/shared/scopes";
import { type ReactElement, useState } from "react";
import { useChange } from "../../../data/use-change.ts";
import { ChangeTrouble } from "../../../dialogs/change-trouble.tsx";
import { Moment } from "../../../format/moment.tsx";
import { useCaller } from "../../../session/signed-in.tsx";
import { DismissDialog } from "./dismiss-dialog.tsx";

/** Puts a recommendation aside for everybody, or takes it up again; for those alone who may. */
export function Dismissal({ advice }: { advice: RecommendationRow }): ReactElement {
  const { dismissed, state } = advice;
  const [isAsked, setAsked] = useState(false);
  const mayEdit = useMayEdit(advice);
  const restore = useChange({
    make: ({ recommendations }, input: { id: string }) => recommendations.restore.mutate(input),
    touches: ["recommendations."],
  });
  return (
    <>
      {dismissed && (
        <p>
          Put aside by <bdi>{dismissed.by}</bdi> on <Moment at={Date.parse(dismissed.at)} />,{" "}
          {dismissed.until === null ? (
            "for good"
          ) : (
            <>
              until <Moment at={Date.parse(dismissed.until)} />
            </>
          )}
          : <bdi>{dismissed.reason}</bdi>
        </p>
      )}
      {mayEdit && state === "open" && (
        <button type="button" onClick={() => setAsked(true)}>
          Put it aside …
        </button>
      )}
      {mayEdit && state === "dismissed" && (
        <button type="button" disabled={restore.isPending} onClick={() => restore.mutate({ id: advice.id })}>
          Take it up again
        </button>
      )}
      {restore.error && <ChangeTrouble error={restore.error} />}
      {isAsked && <DismissDialog advice={advice} onClose={() => setAsked(false)} />}
    </>
  );
}

/** What belongs to a cluster as a whole is changed by those alone who see all of it. */
function useMayEdit({ cluster, namespace }: RecommendationRow): boolean {
  const { permissions, scope } = useCaller();
  if (!permissions.includes("alert:edit")) return false;
  return namespace === null ? scopeShowsWhole(scope, cluster) : scopeShows(scope, cluster, namespace);
}
