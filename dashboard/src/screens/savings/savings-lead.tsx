import type { RecommendationSummary } from "@kubecent/shared";
import type { ReactElement } from "react";
import { Moment } from "../../format/moment.tsx";
import { useView } from "../../url/use-view.ts";

/** By which days it goes, and what of the address says nothing here. */
export function SavingsLead({ sums }: { sums: RecommendationSummary }): ReactElement {
  const { scope, filters } = useView();
  const untold = [
    ...(scope.node === undefined ? [] : ["node"]),
    ...(scope.pod === undefined ? [] : ["pod"]),
    ...filters.filter(({ field }) => /^(node|pod|label:)/.test(field)).map(({ field }) => field),
  ];
  return (
    <p className="lead">
      Advice of the last 14 closed days up to <Moment at={Date.parse(sums.until ?? "")} />, or of as many as
      there are; a month is 730 hours. KubeCent changes nothing itself.
      {untold.length > 0 && (
        <> It is not told apart by {[...new Set(untold)].join(", ")}: this shows the whole of what remains.</>
      )}
    </p>
  );
}
