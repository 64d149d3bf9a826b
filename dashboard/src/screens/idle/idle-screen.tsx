import type { ReactElement } from "react";
import { useExportable } from "../../export/exportable.ts";
import { FilterChips } from "../../panels/filter-chips.tsx";
import { NothingToShow } from "../../panels/nothing-to-show.tsx";
import { Tabs, useTab } from "../../panels/tabs.tsx";
import { CoverageNote } from "../../states/coverage-note.tsx";
import { ScreenStates } from "../../states/screen-states.tsx";
import { useHref, useView } from "../../url/use-view.ts";
import { LazyWhy } from "../../why/lazy-why.tsx";
import { IdleNodesPanel } from "./idle-nodes-panel.tsx";
import { IdleNumbers } from "./idle-numbers.tsx";
import { idleWhy } from "./idle-why.ts";
import { IdleWorkloadsPanel } from "./idle-workloads-panel.tsx";
import { useIdle } from "./use-idle.ts";

const TABS = ["workloads", "nodes"] as const;

/** What is paid and not used: asked for by workloads, or left over on nodes. Two numbers, never mixed. */
export default function IdleScreen(): ReactElement {
  const view = useView();
  const href = useHref();
  const tab = useTab(TABS);
  const { question, nodeQuestion, maySeeNodes, workloads, nodes, metrics } = useIdle(view, tab === "nodes");
  useExportable(
    tab === "nodes"
      ? { procedure: "cost.nodes", input: nodeQuestion }
      : { procedure: "cost.workloads", input: question },
  );
  // Workloads are not kept waiting for nodes: theirs is one number here.
  const isWaiting =
    maySeeNodes && tab !== "nodes" && nodes.answer === undefined && nodes.state.kind === "loading";
  const asked = [
    workloads,
    ...(maySeeNodes && !isWaiting ? [nodes] : []),
    ...(tab === "nodes" && maySeeNodes ? [metrics] : []),
  ];
  // A window of which nothing is stored has no idle that could be zero.
  const isEmpty = (tab === "nodes" && maySeeNodes ? nodes : workloads).answer?.rows.length === 0;
  return (
    <>
      <header className="screen-head">
        <p className="kicker">Idle</p>
        <h1>What is paid and not used?</h1>
        <a href={href({ screen: "savings", scope: view.scope })}>What to do about it</a>
      </header>
      <FilterChips />
      <ScreenStates asked={asked} instead={isEmpty ? <NothingToShow /> : null} skeletonRem={44}>
        {workloads.answer && (
          <>
            <CoverageNote window={workloads.answer.window} coverage={workloads.answer.coverage} />
            <IdleNumbers
              workloads={workloads.answer}
              nodes={maySeeNodes ? nodes.answer : undefined}
              isWaiting={isWaiting}
            />
            <Tabs
              label="Kinds of idle"
              tabs={[
                { key: "workloads", name: "Asked, not used: workloads" },
                { key: "nodes", name: "Paid, not asked: nodes" },
              ]}
            />
            {tab === "nodes" ? (
              <IdleNodesPanel nodes={nodes.answer} metrics={metrics.answer} />
            ) : (
              <IdleWorkloadsPanel answer={workloads.answer} />
            )}
            {!asked.some(({ isOld }) => isOld) && (
              <LazyWhy
                target={idleWhy({
                  why: view.why,
                  question,
                  workloads: workloads.answer,
                  nodeQuestion,
                  nodes: maySeeNodes ? nodes.answer : undefined,
                })}
                window={workloads.answer.window}
              />
            )}
          </>
        )}
      </ScreenStates>
    </>
  );
}
