import { nodeMetrics } from "../../data/asset-questions.ts";
import { nodeCosts, workloadCosts } from "../../data/cost-questions.ts";
import { useShownWindow } from "../../data/shown-window.ts";
import { useMaySeeWhole } from "../../data/use-may-see-whole.ts";
import { useQuestion } from "../../data/use-question.ts";
import type { View } from "../../url/view.ts";
import { idleQuestions } from "./idle-questions.ts";

/** What workloads asked for and did not use, and what was paid for nodes and asked for by nobody; their use where they are listed. */
export function useIdle(view: View, hasNodes: boolean) {
  const { question, nodeQuestion } = idleQuestions(view);
  const maySeeNodes = useMaySeeWhole(view);
  const workloads = useQuestion(workloadCosts(question));
  useShownWindow(workloads);
  const nodes = useQuestion(nodeCosts(maySeeNodes ? nodeQuestion : null));
  const metrics = useQuestion(nodeMetrics(maySeeNodes && hasNodes ? nodeQuestion : null));
  return { question, nodeQuestion, maySeeNodes, workloads, nodes, metrics };
}
