import * as z from "zod";
import type { Procedure } from "../../api/procedures.ts";

/**
 * The schema of the rows that an answer has in pages; undefined where it has none. What is answered in pages can be
 * had whole, as a file: no procedure has to say so itself.
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

/** Whether a procedure's answer can be had as a file. */
export function isExported({ type, output }: Pick<Procedure, "type" | "output">): boolean {
  return type === "query" && pagedRowOf(output) !== undefined;
}

function sidesOf({ def }: z.ZodIntersection): z.ZodType[] {
  return [def.left, def.right].filter((side): side is z.ZodType => side instanceof z.ZodType);
}
