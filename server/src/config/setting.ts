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
