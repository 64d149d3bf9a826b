/** What production refuses (server/src/config/rules.ts says why). */
const IN_PRODUCTION = {
  CORS_ORIGINS: { items: { pattern: "^https://[a-z0-9.-]+(:[0-9]+)?$" } },
  DEBUG: { const: false },
  DB_ECHO: { const: false },
  ENABLE_SIGNATURE_VERIFICATION: { const: true },
  JWT_ALGORITHM: { not: { const: "HS256" } },
};

/** What one value demands of another, as far as a schema says it well; the rest is in templates/_rules.tpl. */
export const CROSS_RULES = [
  when(
    { properties: { environment: { const: "production" } } },
    { properties: { settings: { properties: IN_PRODUCTION } } },
  ),
  enabled("ingress", { host: { minLength: 1 } }),
  enabled("httpRoute", { parentRefs: { minItems: 1 }, hostnames: { minItems: 1 } }),
];

function enabled(value: string, wanted: object): object {
  const condition = { properties: { [value]: { properties: { enabled: { const: true } } } } };
  return when(condition, { properties: { [value]: { properties: wanted, required: Object.keys(wanted) } } });
}

function when(condition: object, wanted: object): object {
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema, and not a promise
  return { if: condition, then: wanted };
}
