import { ENVIRONMENTS } from "./groups/service-settings.ts";
import { DEFAULT_ORIGINS } from "./fields/cors-origins.ts";
import { ruleFaults, type SettingsWarning, warningsOf } from "./rules.ts";
import { SETTING_NAMES, type SettingName, SettingsSchema, type SettingValues } from "./schema.ts";
import { settingFacts } from "./setting.ts";
import { type SettingFault, SettingsError } from "./settings-error.ts";

/** The settings, each under the name of its variable, with what the log should say about them. */
export type Settings = Readonly<SettingValues> & { readonly warnings: readonly SettingsWarning[] };

type Variables = Readonly<Record<string, string | undefined>>;

const LONGEST_SHOWN = 80;

/** The settings, and what is wrong with them. A setting that is wrong in itself has its default here. */
export interface JudgedSettings {
  readonly settings: Settings;
  readonly faults: readonly { readonly name: SettingName; readonly line: string }[];
}

/** Reads the settings out of environment variables. Throws SettingsError with all faults together. */
export function readSettings(env: Variables): Settings {
  const { settings, faults } = judgeSettings(env);
  if (faults.length > 0) throw new SettingsError(faults.map(({ line }) => line));
  return settings;
}

/** The same for a command that reports what is wrong and goes on with the rest. */
export function judgeSettings(env: Variables): JudgedSettings {
  const variables = givenVariables(env);
  const malformed = schemaFaults(variables);
  const wellFormed = { ...variables };
  for (const { name } of malformed) delete wellFormed[name];

  const values = SettingsSchema.parse(wellFormed);
  const given = new Set(SETTING_NAMES.filter((name) => variables[name] !== undefined));
  const unruly = ruleFaults({ values, given }).filter(({ name }) => wellFormed[name] === variables[name]);
  const level = values.DEBUG && !given.has("LOG_LEVEL") ? "debug" : values.LOG_LEVEL;
  return {
    settings: { ...values, LOG_LEVEL: level, warnings: warningsOf(values) },
    faults: [...malformed, ...unruly].map((fault) => ({ name: fault.name, line: lineOf(fault, variables) })),
  };
}

/** Our variables alone; an empty one counts as unset, and origins depend on the environment then. */
function givenVariables(env: Variables): Record<string, string | undefined> {
  const environment = ENVIRONMENTS.find((known) => known === env["ENVIRONMENT"]) ?? "production";
  const given = SETTING_NAMES.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  return { CORS_ORIGINS: JSON.stringify(DEFAULT_ORIGINS[environment]), ...Object.fromEntries(given) };
}

function schemaFaults(variables: Variables): SettingFault[] {
  const issues = SettingsSchema.safeParse(variables).error?.issues ?? [];
  return SETTING_NAMES.flatMap((name) =>
    issues.filter(({ path }) => path[0] === name).map(({ message }) => ({ name, wanted: message })),
  );
}

function lineOf({ name, found, wanted }: SettingFault, variables: Variables): string {
  return `${name}: found ${shown(name, found ?? variables[name])}, wanted ${wanted}`;
}

/** What was found, where it may be printed: a secret may also hide in an address, or stand for the file it is in. */
function shown(name: SettingName, value: string | undefined): string {
  if (value === undefined) return "nothing";
  const isSecret = settingFacts.get(SettingsSchema.shape[name])?.isSecret ?? false;
  if (isSecret || /[@?#\n]/.test(value)) return "a value that is not shown";
  return JSON.stringify(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value);
}
