import type { KubeCentClient } from "../../../sdk/src/index.ts";
import { whyGroups } from "../../../dashboard/src/why/why-groups.ts";
import { answerTo, whyQuestions } from "../../../dashboard/src/why/why-questions.ts";
import { whySum } from "../../../dashboard/src/why/why-sum.ts";
import type { WhyTarget } from "../../../dashboard/src/why/why-target.ts";

/** What the arithmetic of a number comes to, from the service's answers, as the panel computes it. */
export async function explained(
  { cost }: KubeCentClient,
  target: WhyTarget,
): Promise<{ difference: string }> {
  const { paid, ofAssets } = whyQuestions(target.parts);
  const answers = await Promise.all(paid.map((input) => once(input, () => cost.explain.query(input))));
  const told = await Promise.all(ofAssets.map((input) => once(input, () => cost.explainAssets.query(input))));
  const groups = whyGroups(target.parts, {
    explain: (input) => answerTo(input, paid, answers),
    assets: (input) => answerTo(input, ofAssets, told),
  });
  return whySum(target, groups);
}

const asked = new Map<string, Promise<unknown>>();

/** Many numbers of a screen are explained by one answer. */
function once<Answer>(input: object, ask: () => PromiseLike<Answer>): Promise<Answer> {
  const key = JSON.stringify([input, ask.toString()]);
  const known = asked.get(key) ?? Promise.resolve(ask());
  asked.set(key, known);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the key says which procedure was asked
  return known as Promise<Answer>;
}
