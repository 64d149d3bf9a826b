import type { PatchQuery, RecommendationRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { advicePatch } from "../../data/advice-questions.ts";
import { useQuestion } from "../../data/use-question.ts";
import { ScreenStates } from "../../states/screen-states.tsx";
import { useHref, useView } from "../../url/use-view.ts";
import { PatchView } from "./evidence/patch-view.tsx";
import { adviceFilter } from "./savings-questions.ts";

/** All open sizes of the view as patches: of one cluster, for a patch is applied to one. */
export function Patches({ rows }: { rows: readonly RecommendationRow[] }): ReactElement {
  const view = useView();
  const clusters = [...new Set(rows.map(({ cluster }) => cluster))].toSorted();
  const [only] = clusters;
  if (only === undefined || clusters.length > 1) return <ChooseCluster clusters={clusters} />;
  const { cluster: _cluster, currency: _currency, ...narrower } = adviceFilter(view);
  return <PatchOf input={{ ...narrower, cluster: only }} />;
}

function ChooseCluster({ clusters }: { clusters: readonly string[] }): ReactElement {
  const href = useHref();
  if (clusters.length === 0)
    return (
      <section className="state-box" data-kind="empty">
        <h2>There is nothing to be patched</h2>
        <p>No size is advised in this view.</p>
      </section>
    );
  return (
    <section className="state-box">
      <h2>Of which cluster?</h2>
      <ul>
        {clusters.map((cluster) => (
          <li key={cluster}>
            <a href={href({ scope: { cluster }, tab: "patches" })}>
              <bdi>{cluster}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PatchOf({ input }: { input: PatchQuery }): ReactElement {
  const patch = useQuestion(advicePatch(input));
  return (
    <ScreenStates asked={[patch]} skeletonRem={24}>
      {patch.answer && <PatchView patch={patch.answer} />}
    </ScreenStates>
  );
}
