import { ExplainAnswerSchema, type ExplainLine, ExplainQuerySchema, formatNano } from "@kubecent/shared";
import { readExplainLines, type StoredLine } from "../../store/queries/pages/explain-lines.ts";
import { formatPico } from "../figures.ts";
import { answerInSnapshot } from "../question.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { fittingLines } from "./fitting-lines.ts";

const NANO = 1e9;
const BYTES_PER_GIB = 1_073_741_824;
const SECONDS_PER_MINUTE = 60;

const UNITS: Readonly<Record<ExplainLine["part"], ExplainLine["unit"]>> = {
  cpu: "core-hours",
  ram: "GiB-hours",
  gpu: "GPU-hours",
  volume: "GiB-hours",
  network: "GiB",
  loadBalancer: "hours",
};

export const explain = scopedProcedureFor("cost:view")
  .meta({
    rest: {
      method: "GET",
      path: "/cost/explain",
      summary:
        "How a cost came about: quantities, prices and their rules, minutes seen, in figures and words",
    },
  })
  .input(ExplainQuerySchema)
  .output(ExplainAnswerSchema)
  .query(async ({ ctx, input }) => {
    const answer = await answerInSnapshot(ctx, input, async ({ client, selection }) => {
      const { lines: stored, condensed } = await fittingLines(input, (shape) =>
        readExplainLines(client, selection, shape),
      );
      return {
        condensed,
        lines: stored.map(lineOf),
        totalCost: formatNano(stored.reduce((sum, line) => sum + line.nano, 0n)),
      };
    });
    const { window, currency, dataVersion, condensed, lines, totalCost } = answer;
    return { window, currency, dataVersion, condensed, lines, totalCost };
  });

function lineOf(stored: StoredLine): ExplainLine {
  const unit = UNITS[stored.part];
  const per = stored.part === "network" ? BYTES_PER_GIB : NANO;
  const amount = (quantity: bigint | null): number | null =>
    quantity === null ? null : Number(quantity) / per;
  const line = {
    part: stored.part,
    of: stored.of,
    things: Number(stored.things),
    quantity: Number(stored.quantity) / per,
    requested: amount(stored.requested),
    used: amount(stored.used),
    unit,
    price: stored.price_pico === null ? null : formatPico(stored.price_pico),
    priceSource: stored.price_source,
    rule: stored.rule,
    cost: formatNano(stored.nano),
    ranMinutes: Number(stored.ran_seconds) / SECONDS_PER_MINUTE,
    seenMinutes: Number(stored.seen_seconds) / SECONDS_PER_MINUTE,
    scaled: stored.scaled,
  };
  return { ...line, words: wordsOf(line) };
}

function wordsOf(line: Omit<ExplainLine, "words">): string {
  const several = line.things > 1 ? ` of ${line.things} things` : "";
  const on = line.of === "" ? several : ` on ${line.of}`;
  const price = line.price === null ? line.rule : `at ${line.price} (${line.rule})`;
  const billed = `${line.part}${on}: ${line.quantity} ${line.unit} ${price} cost ${line.cost}.`;
  return [billed, ...greaterOf(line), ...remarks(line)].join(" ");
}

function greaterOf({ requested, used, unit }: Omit<ExplainLine, "words">): string[] {
  if (requested === null || used === null) return [];
  return [
    `Billed is the greater of request (${requested} ${unit}) and usage (${used} ${unit}), minute by minute.`,
  ];
}

function remarks({ scaled, ranMinutes, seenMinutes, priceSource }: Omit<ExplainLine, "words">): string[] {
  return [
    ...(scaled ? ["The node was overcommitted: this was cut down to fit what the node has."] : []),
    ...(seenMinutes < ranMinutes
      ? [`Usage was measured in ${seenMinutes} of ${ranMinutes} minutes; the others are billed by request.`]
      : []),
    ...(priceSource === "default" ? ["The price is a default: a guess."] : []),
    ...(priceSource === "estimate" ? ["The price is an estimate by its cloud's list."] : []),
  ];
}
