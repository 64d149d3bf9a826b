import { isIP } from "node:net";
import * as z from "zod";

/** What the documentation says of a setting, and whether its value may be printed. */
export interface SettingFacts {
  /** What it does and which values it takes: one row of docs/settings.md. */
  readonly rule: string;
  /** What holds while it is unset, where the schema does not say it by itself. */
  readonly unset?: string;
  /** Never printed, not even in a fault. */
  readonly isSecret?: true;
}

/** The facts of every setting, by its schema. */
export const settingFacts = z.registry<SettingFacts>();

/** Gives a setting's schema its facts. */
export function setting<Schema extends z.ZodType>(schema: Schema, facts: SettingFacts): Schema {
  settingFacts.add(schema, facts);
  return schema;
}

// A schema's message says what is wanted instead; `readSettings` puts the name and what was found before it.

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number) {
  const wanted = `a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, wanted)
    .transform(Number)
    .pipe(z.number().min(min, wanted).max(max, wanted));
}

/** True or false, as people write it: `z.coerce.boolean()` would take "false" for true. */
export function flag() {
  return z.stringbool({ error: "true or false" });
}

/** One of some words, exactly as they are written. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: `one of ${words.join(", ")}, exactly so` });
}

/** One line of text without control characters. */
export function line(wanted: string, maxCharacters = 253) {
  return z
    .string()
    .max(maxCharacters, wanted)
    .refine((text) => text.trim() === text && !/\p{Cc}/u.test(text), wanted);
}

/** The path of a file. What is wrong with the file is reported where it is read. */
export function file() {
  return line("the path of a file", 4_096);
}

/** A host to listen on: an address, or a name. */
export function host() {
  return z.string().refine(isHost, "an address or a host's name, such as 127.0.0.1 or 0.0.0.0");
}

function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/.test(text);
}
