import { type PlainQuestion, plainQuestion } from "../../data/view-question.ts";
import type { View } from "../../url/view.ts";

/** What is asked about workloads, and about the nodes that they ran on. */
export function idleQuestions(view: View): { question: PlainQuestion; nodeQuestion: PlainQuestion } {
  const question = plainQuestion(view);
  return { question, nodeQuestion: nodesOf(question) };
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
