import type * as z from "zod";
import type { PriceAnswer } from "./send.ts";
import { PriceFetchError } from "./price-fetch-error.ts";

/** Numbers of these fields are read as the text that stands there: a price never becomes a float. */
export interface TextFields {
  readonly asText: ReadonlySet<string>;
}

/** Reads a whole answer as JSON of a form. Throws PriceFetchError where it is another. */
export async function readJson<Schema extends z.ZodType>(
  { chunks }: PriceAnswer,
  schema: Schema,
  { asText }: TextFields = { asText: new Set() },
): Promise<z.infer<Schema>> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const text = Buffer.concat(parts).toString("utf8");
  const read = schema.safeParse(parsed(text, asText));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new PriceFetchError(
    `the answer is not what was wanted: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}. Is it the right address?`,
  );
}

function parsed(text: string, asText: ReadonlySet<string>): unknown {
  try {
    return JSON.parse(text, (key, value: unknown, context?: { readonly source?: string }) =>
      typeof value === "number" && asText.has(key) ? (context?.source ?? String(value)) : value,
    );
  } catch (cause) {
    const start = JSON.stringify(text.slice(0, 40));
    throw new PriceFetchError(`the answer is no JSON, it begins with ${start}. Is it the right address?`, {
      cause,
    });
  }
}
