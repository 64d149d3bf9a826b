import type { AssetLine, ExplainAnswer, ExplainAssetsAnswer } from "@kubecent/shared";
import { negated, sumOf } from "../format/nano-sum.ts";
import { type ChangeEffect, changeEffects } from "./change-effects.ts";
import { type ExplainGroup, explainGroups } from "./explain-groups.ts";
import type { AssetsPart, ChangePart, PaidPart, ToldPart, WhyPart } from "./why-target.ts";

/** One sum of an arithmetic, with what it is made of. All sums together are the number. */
export type WhyGroup = { key: string; name: string; amount: string } & (
  | { kind: "paid"; group: ExplainGroup }
  | { kind: "assets"; part: AssetsPart; lines: readonly AssetLine[] }
  | { kind: "told"; note: string | undefined }
  | { kind: "change"; of: ChangePart["of"]; effect: ChangeEffect }
);

/** The answers to what parts ask, by their question. */
export interface WhyAnswers {
  explain: (input: PaidPart["input"]) => ExplainAnswer;
  assets: (input: AssetsPart["input"]) => ExplainAssetsAnswer;
}

/** Takes parts apart into sums. */
export function whyGroups(parts: readonly WhyPart[], answers: WhyAnswers): WhyGroup[] {
  return parts.flatMap((part, index) =>
    groupsOf(part, answers).map((group) => ({ ...group, key: `${index} ${group.key}` })),
  );
}

function groupsOf(part: WhyPart, answers: WhyAnswers): WhyGroup[] {
  if (part.kind === "told") return [toldGroup(part)];
  if (part.kind === "paid") return paidGroups(part, answers);
  return part.kind === "assets" ? [assetsGroup(part, answers)] : changeGroups(part, answers);
}

function toldGroup({ name, amount, note }: ToldPart): WhyGroup {
  return { kind: "told", key: name, name, amount, note };
}

function paidGroups(paid: PaidPart, { explain }: WhyAnswers): WhyGroup[] {
  const { name, input, only, of, isTakenOff = false } = paid;
  const lines = explain(input).lines.filter(
    (line) => (only?.includes(line.part) ?? true) && (of === undefined || line.of === of),
  );
  return explainGroups(lines).map((group) => ({
    kind: "paid",
    key: group.part,
    name: name === undefined ? group.name : `${name}: ${group.name}`,
    amount: isTakenOff ? negated(group.cost) : group.cost,
    group,
  }));
}

function assetsGroup(part: AssetsPart, { assets }: WhyAnswers): WhyGroup {
  const { name, input, column, isOf, isTakenOff = false } = part;
  const lines = assets(input).lines.filter((line) => /[1-9]/.test(line[column]) && (isOf?.(line) ?? true));
  const sum = sumOf(lines.map((line) => line[column]));
  return { kind: "assets", key: name, name, amount: isTakenOff ? negated(sum) : sum, part, lines };
}

function changeGroups({ before, now, of }: ChangePart, { explain }: WhyAnswers): WhyGroup[] {
  return changeEffects(explain(before).lines, explain(now).lines).map((effect) => ({
    kind: "change",
    key: effect.part,
    name: effect.name,
    amount: effect[of],
    of,
    effect,
  }));
}
