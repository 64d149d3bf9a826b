import type { ExplainAssetsQuery, ExplainQuery } from "@kubecent/shared";
import type { ExplainQuestions } from "../data/cost-questions.ts";
import type { WhyPart } from "./why-target.ts";

/** What parts ask: each question once. */
export function whyQuestions(parts: readonly WhyPart[]): ExplainQuestions {
  return { paid: distinct(parts.flatMap(paidQuestions)), ofAssets: distinct(parts.flatMap(assetQuestions)) };
}

/** The answer to what a part asks, out of the answers to all of these questions. */
export function answerTo<Input extends object, Answer>(
  input: Input,
  questions: readonly Input[],
  answers: readonly (Answer | undefined)[],
): Answer {
  const text = JSON.stringify(condensed(input));
  const answer = answers[questions.findIndex((question) => JSON.stringify(question) === text)];
  if (answer === undefined) throw new Error("A part of an arithmetic was not asked for");
  return answer;
}

function paidQuestions(part: WhyPart): ExplainQuery[] {
  if (part.kind === "change") return [part.before, part.now].map(condensed);
  return part.kind === "paid" ? [condensed(part.input)] : [];
}

function assetQuestions(part: WhyPart): ExplainAssetsQuery[] {
  return part.kind === "assets" ? [condensed(part.input)] : [];
}

/** Of too many lines those of one price are added up, instead of none being shown. */
function condensed<Input extends object>(input: Input): Input & { condense: true } {
  return { ...input, condense: true };
}

function distinct<Input>(inputs: readonly Input[]): Input[] {
  return [...new Map(inputs.map((input) => [JSON.stringify(input), input])).values()];
}
