import type { PatchQuery, RecommendationRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { advicePatch } from "../../../data/advice-questions.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { ScreenStates } from "../../../states/screen-states.tsx";
import { PatchView } from "./patch-view.tsx";

/** The patch of one recommendation. */
export function AdvicePatch({ advice }: { advice: RecommendationRow }): ReactElement {
  const { cluster, namespace, controllerKind, controller, container, preset } = advice;
  const input: PatchQuery = {
    cluster,
    preset,
    ...(namespace !== null && { namespace }),
    ...(controllerKind !== null && { controllerKind }),
    ...(controller !== null && { controller }),
    ...(container !== null && { container }),
  };
  const patch = useQuestion(advicePatch(input));
  return (
    <>
      <h3>Apply it</h3>
      <ScreenStates asked={[patch]} skeletonRem={12}>
        {patch.answer && <PatchView patch={patch.answer} />}
      </ScreenStates>
    </>
  );
}
