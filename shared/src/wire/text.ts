import * as z from "zod";

// Characters that no Kubernetes name holds and that PostgreSQL, logs or terminals stumble over: controls, and marks that
// turn the direction of the text around. Written in a way that other languages read too: it stands in JSON Schemas.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CLEAN = /^[^\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]*$/u;
const NOT_CLEAN = { error: "must be one line of clean text" };

/** A name as Kubernetes has them: one line of clean text, at most 253 characters. */
export const NameSchema = cleanLine(253);

/** Somebody's name behind the prefix of who vouches for them. */
export const SubjectSchema = cleanLine(400);

/** What somebody has to say of something. */
export const NoteSchema = cleanLine(500);

function cleanLine(maxCharacters: number) {
  return z.string().min(1).max(maxCharacters).regex(CLEAN, NOT_CLEAN).refine(isWellFormed, NOT_CLEAN);
}

/** Whether a text holds no half of a surrogate pair, which no pattern of all languages can say. */
export function isWellFormed(text: string): boolean {
  return text.isWellFormed();
}

/** A label's name, as Prometheus writes it: `app_kubernetes_io_name`. */
export const LabelNameSchema = z
  .string()
  .regex(/^[a-zA-Z0-9_]{1,317}$/, "must be a label's name as Prometheus writes it");

/** One name or several; several mean any of them. */
export const NamesSchema = z
  .union([NameSchema, z.array(NameSchema).min(1).max(100)])
  .transform((names) => (typeof names === "string" ? [names] : names));

/** What an API token may be called: its name stands in audit records and bindings. */
export const TokenNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/, "letters, digits, and . _ @ - after the first, 100 at most");
