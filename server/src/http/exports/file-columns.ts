import * as z from "zod";
import type { AnswerRow } from "../../api/whole-answer.ts";
import type { Procedure } from "../../api/procedures.ts";

/** A column of a file: its name, and its cell of a row. */
export interface Column {
  readonly name: string;
  readonly of: (row: AnswerRow) => unknown;
}

const LABEL = "label:";
const AskedSchema = z.object({
  aggregate: z.array(z.string()).default([]),
  quantiles: z.boolean().default(false),
});

const NOTHING_ASKED = { aggregate: [], quantiles: false };

/**
 * The columns of a question's rows, in the order of the rows' schema, also where no row is found. Fields that rows may
 * lack are keys: those that `aggregate` names stand there, and each label has a column of its own, `labels.NAME`. Or they
 * are quantiles, of which all or none stand there.
 */
export function columnsOf(row: z.ZodObject, question: unknown): Column[] {
  const { aggregate, quantiles } = AskedSchema.safeParse(question).data ?? NOTHING_ASKED;
  return Object.entries<unknown>(row.shape).flatMap(([name, field]) => {
    if (field instanceof z.ZodExactOptional) return quantiles ? [plainColumn(name)] : [];
    if (!(field instanceof z.ZodOptional)) return [plainColumn(name)];
    if (field.unwrap() instanceof z.ZodRecord) return labelColumns(name, aggregate);
    return aggregate.includes(name) ? [plainColumn(name)] : [];
  });
}

function plainColumn(name: string): Column {
  return { name, of: (row) => row[name] };
}

function labelColumns(field: string, aggregate: readonly string[]): Column[] {
  const labels = aggregate.filter((key) => key.startsWith(LABEL)).map((key) => key.slice(LABEL.length));
  return labels.map((label) => ({
    name: `${field}.${label}`,
    of: (row) => new Map<string, unknown>(Object.entries(row[field] ?? {})).get(label),
  }));
}

/**
 * The schema of the rows that an answer has in pages; undefined where it has none. What is answered in pages can be
 * sent whole, as a file: no procedure has to say so itself.
 */
export function pagedRowOf(output: z.ZodType | undefined): z.ZodObject | undefined {
  // Two schemas in one, such as an answer and what one procedure adds to it.
  if (output instanceof z.ZodIntersection) {
    return sidesOf(output).map(pagedRowOf).find(Boolean);
  }
  if (!(output instanceof z.ZodObject)) return undefined;
  const { rows, nextCursor }: Record<string, unknown> = output.shape;
  const row = rows instanceof z.ZodArray ? rows.element : undefined;
  return nextCursor && row instanceof z.ZodObject ? row : undefined;
}

/** Whether a procedure's answer may be asked for as a file. */
export function isExported({ type, output }: Pick<Procedure, "type" | "output">): boolean {
  return type === "query" && pagedRowOf(output) !== undefined;
}

function sidesOf({ def }: z.ZodIntersection): z.ZodType[] {
  return [def.left, def.right].filter((side): side is z.ZodType => side instanceof z.ZodType);
}
