import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { RUNTIME_SETTING_NAMES } from "@kubecent/shared";
import { expect, test } from "vitest";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { SettingsError } from "../../../server/src/config/settings-error.ts";
import { SETTING_NAMES, settingsTable } from "../../../server/src/config/schema.ts";

const development = { ENVIRONMENT: "development" };

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

test("silence means production, with its defaults", () => {
  expect(readSettings({})).toMatchObject({
    ENVIRONMENT: "production",
    DEBUG: false,
    DB_ECHO: false,
    PORT: 8_000,
    HOST: "127.0.0.1",
    LOG_LEVEL: "info",
    CORS_ORIGINS: ["https://app.example.com"],
    JWT_ALGORITHM: "RS256",
    ENABLE_SIGNATURE_VERIFICATION: true,
    RATE_LIMIT_REQUESTS_PER_MINUTE: 100,
    MAX_REQUEST_BYTES: 10_485_760,
    CACHE_TTL_SECONDS: 300,
    CACHE_ENDPOINTS: { "/api/v1/cost/cluster": 600, "/api/v1/recommendations": 1_800 },
    ENABLE_CACHE_WARMING: true,
    DB_POOL_MAX: 10,
    DB_CONNECT_TIMEOUT_MS: 2_000,
    DB_QUERY_TIMEOUT_MS: 10_000,
    KUBECENT_DATA: "./.kubecent",
    KUBECENT_ROLE: "all",
    CLUSTER_NAME: "default",
    PROMETHEUS_TIMEOUT_MS: 30_000,
    PROMETHEUS_MAX_CONCURRENT: 4,
    NOT_READY_NODES: "unpaid",
    RETENTION_HOURLY_DAYS: 90,
    RETENTION_DAILY_DAYS: 1_100,
  });
});

test("an empty variable counts as unset", () => {
  const empty = Object.fromEntries(SETTING_NAMES.map((name) => [name, ""]));

  expect(readSettings(empty)).toEqual(readSettings({}));
});

test.each(["Production", "prod", "PRODUCTION", "dev", " production"])("ENVIRONMENT=%s is refused", (name) => {
  expect(faultsOf({ ENVIRONMENT: name })).toEqual([
    `ENVIRONMENT: found ${JSON.stringify(name)}, wanted one of development, staging, production, exactly so`,
  ]);
});

test.each([
  { env: { DEBUG: "False" }, settings: { DEBUG: false } },
  { env: { DEBUG: "TRUE" }, settings: { DEBUG: true } },
  { env: { ENABLE_CACHE_WARMING: "0" }, settings: { ENABLE_CACHE_WARMING: false } },
  { env: { LOG_LEVEL: "INFO" }, settings: { LOG_LEVEL: "info" } },
  { env: { LOG_LEVEL: "Warning" }, settings: { LOG_LEVEL: "warn" } },
  { env: { LOG_LEVEL: "CRITICAL" }, settings: { LOG_LEVEL: "fatal" } },
  { env: {}, settings: { CORS_ORIGINS: ["http://localhost:3000"] } },
  { env: { CORS_ORIGINS: '["https://a.io", "*"]' }, settings: { CORS_ORIGINS: ["https://a.io", "*"] } },
  {
    env: { CORS_ORIGINS: "https://a.io, https://b.io" },
    settings: { CORS_ORIGINS: ["https://a.io", "https://b.io"] },
  },
  { env: { CORS_ORIGINS: "[]" }, settings: { CORS_ORIGINS: [] } },
  { env: { CACHE_ENDPOINTS: '{"/api/v1/later":5}' }, settings: { CACHE_ENDPOINTS: { "/api/v1/later": 5 } } },
  { env: { TRUSTED_PROXIES: "10.0.0.0/8, ::1" }, settings: { TRUSTED_PROXIES: ["10.0.0.0/8", "::1"] } },
  {
    env: { DATABASE_URL: "postgresql+asyncpg://user:password@localhost/kubecent" },
    settings: { DATABASE_URL: "postgresql://user:password@localhost/kubecent" },
  },
  {
    env: { DATABASE_URL: "postgres://a:b%40c@[::1]:5432/d" },
    settings: { DATABASE_URL: "postgresql://a:b%40c@[::1]:5432/d" },
  },
  {
    env: {
      PROMETHEUS_URL: "https://prometheus:9090/path",
      PROMETHEUS_HEADERS: '{"X-Scope-OrgID":"a"}',
      PROMETHEUS_MATCHERS: '{"cluster":"eu-1"}',
      PROMETHEUS_CA_FILE: "/ca.pem",
      PROMETHEUS_TOKEN_FILE: "/token",
    },
    settings: { PROMETHEUS_HEADERS: { "X-Scope-OrgID": "a" }, PROMETHEUS_MATCHERS: { cluster: "eu-1" } },
  },
])("$env is read as $settings", ({ env, settings }) => {
  expect(readSettings({ ...development, ...env })).toMatchObject(settings);
});

test.each([
  { name: "PORT", value: "80a" },
  { name: "PORT", value: "65536" },
  { name: "PORT", value: "-1" },
  { name: "PORT", value: "1e3" },
  { name: "HOST", value: "a b" },
  { name: "DEBUG", value: "maybe" },
  { name: "LOG_LEVEL", value: "loud" },
  { name: "CORS_ORIGINS", value: "[1]" },
  { name: "CORS_ORIGINS", value: '["a"' },
  { name: "RATE_LIMIT_REQUESTS_PER_MINUTE", value: "0" },
  { name: "MAX_REQUEST_BYTES", value: "10MB" },
  { name: "CACHE_ENDPOINTS", value: '{"/a":"5"}' },
  { name: "TRUSTED_PROXIES", value: "true" },
  { name: "TRUSTED_PROXIES", value: "1" },
  { name: "TRUSTED_PROXIES", value: "0.0.0.0/0" },
  { name: "TRUSTED_PROXIES", value: "10.0.0.0/33" },
  { name: "TRUSTED_PROXIES", value: "::/0" },
  { name: "DATABASE_URL", value: "mysql://a/b" },
  { name: "DATABASE_URL", value: "postgresql://host" },
  { name: "PROMETHEUS_URL", value: "prometheus:9090" },
  { name: "PROMETHEUS_URL", value: "ftp://prometheus" },
  { name: "PROMETHEUS_URL", value: "http://a:b@prometheus" },
  { name: "PROMETHEUS_URL", value: "http://prometheus?token=a" },
  { name: "OPENCOST_URL", value: "opencost:9003" },
  { name: "PROMETHEUS_HEADERS", value: '{"a b":"c"}' },
  { name: "PROMETHEUS_HEADERS", value: '{"a":"b\\nc: d"}' },
  { name: "PROMETHEUS_MATCHERS", value: '{"a-b":"c"}' },
  { name: "KUBECENT_ROLE", value: "API" },
  { name: "JWT_ALGORITHM", value: "none" },
  { name: "JWT_SECRET", value: "short" },
  { name: "CLUSTER_NAME", value: "a\nb" },
  { name: "RETENTION_HOURLY_DAYS", value: "0" },
])("$name=$value is refused", ({ name, value }) => {
  const [fault = ""] = faultsOf({ ...development, [name]: value });

  expect(fault).toMatch(new RegExp(`^${name}: found .+, wanted .+`));
});

test.each([
  { env: { OPENCOST_URL: "http://o", PROMETHEUS_URL: "http://p" }, named: ["OPENCOST_URL"] },
  { env: { OPENCOST_URL: "http://o", PROMETHEUS_CA_FILE: "/ca" }, named: ["PROMETHEUS_CA_FILE"] },
  { env: { CLUSTERS_FILE: "/c.json", PROMETHEUS_URL: "http://p" }, named: ["PROMETHEUS_URL"] },
  {
    env: { CLUSTERS_FILE: "/c.json", CLUSTER_NAME: "a", OPENCOST_URL: "http://o", PRICE_BOOK_FILE: "/b" },
    named: ["CLUSTER_NAME", "PRICE_BOOK_FILE", "OPENCOST_URL"],
  },
])("a cluster has one description and one source: $named", ({ env, named }) => {
  const faults = faultsOf({ ...development, ...env });

  expect(faults.map((fault) => fault.split(":")[0])).toEqual(named);
});

test("all faults are named together, and no secret is printed", () => {
  const faults = faultsOf({
    ENVIRONMENT: "Production",
    DEBUG: "true",
    CORS_ORIGINS: "*",
    DATABASE_URL: "postgresql://user:password@localhost/kubecent",
    JWT_SECRET: "canary-a",
    REDIS_URL: "http://:canary-b@redis",
    PROMETHEUS_URL: "http://u:canary-c@prometheus",
    CURSOR_KEY_FILE: `-----BEGIN PRIVATE KEY-----\ncanary-d`,
  });

  expect(faults.map((fault) => fault.split(":")[0])).toEqual([
    "ENVIRONMENT",
    "REDIS_URL",
    "JWT_SECRET",
    "CURSOR_KEY_FILE",
    "PROMETHEUS_URL",
    "DEBUG",
    "CORS_ORIGINS",
    "DATABASE_URL",
  ]);
  expect(faults.join("\n")).not.toMatch(/canary|BEGIN|password@/);
});

test("the documentation has a row for every setting", () => {
  expect(settingsTable().map(({ name }) => name)).toEqual(SETTING_NAMES);
});

test.each(["development", "staging", "production"])("the example for %s is accepted", (environment) => {
  const env = parseEnv(readFileSync(`.env.${environment}`, "utf8"));

  expect(readSettings({ ...env }).ENVIRONMENT).toBe(environment);
});

test("the example with every setting says what holds anyway", () => {
  const uncommented = readFileSync(".env.example", "utf8").replaceAll(/^# ([A-Z_]+=)/gm, "$1");

  expect(readSettings({ ...parseEnv(uncommented) })).toEqual(readSettings({}));
});

test("docs/settings.md tells of every setting that may change at run time, and of no other", () => {
  const document = readFileSync("docs/settings.md", "utf8");
  const table = document.slice(
    document.indexOf("## While the service runs"),
    document.indexOf("## At start"),
  );
  const rows = [...table.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)].flatMap(([, names = ""]) =>
    names.split(", "),
  );

  expect(rows.map((name) => name.slice(1, -1)).toSorted()).toEqual([...RUNTIME_SETTING_NAMES].toSorted());
});
