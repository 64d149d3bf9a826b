import * as z from "zod";

/** JSON that a schema then reads. `wanted` is the message for everything that can be wrong with it. */
export function json<Schema extends z.ZodType>(schema: Schema, wanted: string) {
  return z.string().transform((text, context): z.output<Schema> => {
    const result = schema.safeParse(parsed(text));
    if (result.success) return result.data;
    context.addIssue({ code: "custom", message: wanted });
    return z.NEVER;
  });
}

/** What the text means as JSON; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
