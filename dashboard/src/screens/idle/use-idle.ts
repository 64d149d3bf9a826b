import { useNodeMetrics } from "../../data/assets.ts";
import { useNodeCosts, useWorkloadCosts } from "../../data/costs.ts";
import { useMaySeeWhole } from "../../data/use-may-see-whole.ts";
import { type PlainQuestion, plainQuestion } from "../../data/view-question.ts";
import type { View } from "../../url/view.ts";

/** What workloads asked for and did not use, and what was paid for nodes and asked for by nobody. */
export function useIdle(view: View) {
  const question = plainQuestion(view);
  const nodeQuestion = nodesOf(question);
  const maySeeNodes = useMaySeeWhole(view);
  const workloads = useWorkloadCosts(question);
  const nodes = useNodeCosts(maySeeNodes ? nodeQuestion : null);
  const metrics = useNodeMetrics(maySeeNodes ? nodeQuestion : null);
  return { question, nodeQuestion, maySeeNodes, workloads, nodes, metrics };
}

/** Idle is of nodes as a whole: a filter by namespace would leave only what that namespace took of them. */
function nodesOf({
  namespace: _namespace,
  controllerKind: _kind,
  controller: _controller,
  ...rest
}: PlainQuestion): PlainQuestion {
  const { pod: _pod, container: _container, label: _label, ...nodes } = rest;
  return nodes;
}
