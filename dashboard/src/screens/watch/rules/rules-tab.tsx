import type { ReactElement } from "react";
import { useQuestion } from "../../../data/use-question.ts";
import { CHANNELS, ROUTES, RULES } from "../../../data/watch-questions.ts";
import { useExportable } from "../../../export/exportable.ts";
import { Panel } from "../../../panels/panel.tsx";
import { ScreenStates } from "../../../states/screen-states.tsx";
import { RoutesList } from "./routes-list.tsx";
import { RulesList } from "./rules-list.tsx";

/** What is looked at, and where what is found goes. */
export default function RulesTab(): ReactElement {
  const rules = useQuestion(RULES);
  const routes = useQuestion(ROUTES);
  const channels = useQuestion(CHANNELS);
  useExportable({ procedure: "alerts.rules.list", input: {}, isWhole: true });
  // How tall the rules will be is not known: what stands below them waits.
  const isSettled = [rules, channels].every(({ state }) => state.kind !== "loading");
  const known = channels.answer?.rows ?? [];
  return (
    <>
      <Panel
        title="Rules"
        note="Each is looked at when hours were written, and fires for each thing that it finds by itself."
      >
        <ScreenStates asked={[rules, channels]} skeletonRem={12}>
          <RulesList rules={rules.answer?.rows ?? []} channels={known} />
        </ScreenStates>
      </Panel>
      {isSettled && (
        <Panel
          title="Routes"
          note="Of several that match, the first by its place takes an alert. One without labels takes what no other takes. Rules with channels of their own need none."
        >
          <ScreenStates asked={[routes, channels]} skeletonRem={8}>
            <RoutesList routes={routes.answer?.rows ?? []} channels={known} />
          </ScreenStates>
        </Panel>
      )}
    </>
  );
}
