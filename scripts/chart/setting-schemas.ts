import * as z from "zod";
import { LabelMatchersSchema } from "../../server/src/config/fields/prometheus.ts";
import {
  AwsSignatureSchema,
  ClientCredentialsSchema,
} from "../../server/src/config/fields/source-credentials.ts";
import { LOG_LEVELS } from "../../server/src/config/groups/service-settings.ts";
import { type SettingName, SettingsSchema } from "../../server/src/config/schema.ts";
import { settingFacts } from "../../server/src/config/setting.ts";

type Json = z.core.JSONSchema.BaseSchema;

/** Settings that other values of the chart stand for: their files, addresses and secrets are mounted or linked. */
const ELSEWHERE =
  /^(ENVIRONMENT|HOST|PORT|KUBECENT_ROLE|KUBECENT_DATA|CLUSTER_NAME|\w+_FILE|(?!PUBLIC_)\w+_URL)$/;

/** What a setting that is text to the service is in values: nobody likes to write JSON within YAML. */
const AS_VALUES: Partial<Record<SettingName, Json>> = {
  CORS_ORIGINS: { type: "array", items: { type: "string", minLength: 1 }, minItems: 1, uniqueItems: true },
  LOG_LEVEL: {
    type: "string",
    enum: [...LOG_LEVELS, ...LOG_LEVELS.map((level) => level.toUpperCase()), "WARNING", "CRITICAL"],
  },
  TRUSTED_PROXIES: {
    type: "string",
    pattern: "^[0-9a-fA-F:.]+(/[0-9]{1,3})?(,[0-9a-fA-F:.]+(/[0-9]{1,3})?)*$",
  },
  NOTIFY_ALLOW: { type: "string", pattern: "^[0-9A-Za-z:./-]+(,[0-9A-Za-z:./-]+)*$" },
  SMTP_FROM: { type: "string", pattern: "^[^@]+@[^@]+$" },
  ANOMALY_MIN_COST: { type: "string", pattern: "^[0-9]{1,9}([.][0-9]{1,9})?$" },
  PUBLIC_URL: { type: "string", pattern: "^https?://[^?#]+$" },
  CACHE_ENDPOINTS: {
    type: "object",
    // Helm tells where a property of no pattern is, and not where a name is that is none.
    patternProperties: { "^/": typed("CACHE_TTL_SECONDS") },
    additionalProperties: false,
  },
  PROMETHEUS_OAUTH2: written(ClientCredentialsSchema),
  PROMETHEUS_SIGV4: written(AwsSignatureSchema),
  PROMETHEUS_MATCHERS: written(LabelMatchersSchema),
};

/** JSON schemas of the settings that stand under `settings` in the chart's values, made from the service's own. */
export function settingSchemas(): Record<string, Json> {
  const schemas: Record<string, Json> = {};
  for (const name of SettingsSchema.keyof().options) {
    const facts = settingFacts.get(SettingsSchema.shape[name]);
    if (!facts || facts.isSecret || ELSEWHERE.test(name)) continue;
    schemas[name] = { ...(AS_VALUES[name] ?? typed(name)), description: facts.rule };
  }
  return schemas;
}

/** Names of variables that are settings of the values, or that the chart sets. */
export function takenVariables(): string[] {
  // A secret for development alone, which has no place in the values.
  const taken = SettingsSchema.keyof().options.filter((name) => name !== "JWT_SECRET");
  return [...taken, "PGPASSWORD", "NODE_ENV"];
}

/** What the service reads is told by the schema's output: its input is text always. */
function typed(name: SettingName): Json {
  const made = z.toJSONSchema(SettingsSchema.shape[name], { io: "output", unrepresentable: "any" });
  const { type, minimum, maximum, enum: words } = made;
  if (type === "number") return { type: "integer", minimum: minimum ?? 0, maximum: maximum ?? 0 };
  if (type === "boolean") return { type };
  if (words) return { type: "string", enum: words };
  throw new Error(`${name} is neither a number, a switch nor a word: say in AS_VALUES what it is in values`);
}

/** An object as people write it, which the service gets as JSON. */
function written(schema: z.ZodType): Json {
  const { $schema: _, ...made } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return made;
}
