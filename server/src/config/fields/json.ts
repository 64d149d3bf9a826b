import { jsonOrUndefined } from "@kubecent/shared";
import * as z from "zod";

/** JSON that a schema then reads. `wanted` is the message for everything that can be wrong with it. */
export function json<Schema extends z.ZodType>(schema: Schema, wanted: string) {
  return z.string().transform((text, context): z.output<Schema> => {
    const result = schema.safeParse(jsonOrUndefined(text));
    if (result.success) return result.data;
    context.addIssue({ code: "custom", message: wanted });
    return z.NEVER;
  });
}
