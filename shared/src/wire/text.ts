import * as z from "zod";

// Characters that no Kubernetes name holds and that PostgreSQL, logs or terminals stumble over:
// controls, lone halves of surrogate pairs, and marks that turn the direction of the text around.
const UNCLEAN = /[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/u;

/** A name as Kubernetes has them: one line of clean text, at most 253 characters. */
export const NameSchema = cleanLine(253);

/** Somebody's name behind the prefix of who vouches for them. */
export const SubjectSchema = cleanLine(400);

function cleanLine(maxCharacters: number) {
  return z
    .string()
    .min(1)
    .max(maxCharacters)
    .refine((text) => !UNCLEAN.test(text), { error: "must be one line of clean text" });
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
