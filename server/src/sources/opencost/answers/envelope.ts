import { z } from "zod";
import { quote, SourceError } from "../../source-error.ts";

/** Rows by OpenCost's name for them, and whether it says that they are all. */
export interface Answer<Row> {
  readonly rows: readonly Row[];
  /** False where OpenCost warns: what is missing can then not be told from what was not there. */
  readonly isWhole: boolean;
}

const rows = z.record(z.string(), z.unknown()).nullable();

const envelopeSchema = z.object({
  code: z.number(),
  data: z.union([z.array(rows), rows]).optional(),
  message: z.string().nullish(),
  warning: z.string().nullish(),
});

/** Reads an answer whose data is one set of rows, or one set for each step. Throws SourceError. */
export function readRows<Row>(text: string, rowSchema: z.ZodType<Row>): Answer<Row> {
  const { code, data, message, warning } = readEnvelope(text);
  if (code !== 200) throw refused(code, message ?? "no reason given");
  if (data === undefined || data === null) throw new SourceError("it answered without data");

  const sets = Array.isArray(data) ? data : [data];
  return {
    rows: sets
      .flatMap((set) => Object.entries(set ?? {}))
      .map(([name, row]) => readRow(name, row, rowSchema)),
    isWhole: !warning && !message,
  };
}

function readEnvelope(text: string): z.output<typeof envelopeSchema> {
  const parsed = envelopeSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new SourceError("it answered JSON of another form: is this the address of OpenCost's API?", {
    cause: parsed.error,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // A page of HTML stays one however often it is asked for; an answer that was cut off may not.
    const isPage = text.trimStart().startsWith("<");
    const found = isPage ? "a page of HTML" : "no JSON, or only a part of it";
    const remedy = "is this the address of OpenCost's API (port 9003), not of its user interface (9090)?";
    throw new SourceError(`it answered ${found}: ${remedy}`, { cause, isTransient: !isPage });
  }
}

function readRow<Row>(name: string, row: unknown, rowSchema: z.ZodType<Row>): Row {
  const parsed = rowSchema.safeParse(row);
  if (parsed.success) return parsed.data;

  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  throw new SourceError(
    `it answered a row that cannot be read: ${quote(name)}, field ${field}: ${quote(issue?.message ?? "")}`,
    { cause: parsed.error },
  );
}

function refused(code: number, reason: string): SourceError {
  return new SourceError(`it answered with code ${code} (${quote(reason)})`, { isTransient: code >= 500 });
}
