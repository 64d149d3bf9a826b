import { expect, test } from "vitest";
import { readSettings } from "../../../server/src/config/read-settings.ts";

const SECRET = "a-secret-of-32-bytes-or-even-more";

test.each([
  { env: { DEBUG: "true" }, text: "DEBUG mode cannot be enabled in production" },
  { env: { DB_ECHO: "true" }, text: "DB_ECHO: found" },
  {
    env: { ENABLE_SIGNATURE_VERIFICATION: "false" },
    text: "Signature verification MUST be enabled in production",
  },
  { env: { CORS_ORIGINS: "*" }, text: "Wildcard CORS origins not allowed in production" },
  { env: { CORS_ORIGINS: '["https://a.io","*"]' }, text: "Wildcard CORS origins not allowed in production" },
  { env: { CORS_ORIGINS: "https://*.a.io" }, text: "Wildcard CORS origins not allowed in production" },
  { env: { CORS_ORIGINS: "null" }, text: "sandboxed" },
  { env: { CORS_ORIGINS: "http://a.io" }, text: "https" },
  { env: { CORS_ORIGINS: "https://a.io/" }, text: "no slash at the end" },
  { env: { CORS_ORIGINS: "https://a.io/path" }, text: "no path" },
  { env: { CORS_ORIGINS: "https://A.io" }, text: "lower case" },
  { env: { CORS_ORIGINS: "https://a.io:443" }, text: "scheme, host and port alone" },
  { env: { CORS_ORIGINS: "https://u:p@a.io" }, text: "without a user" },
  { env: { CORS_ORIGINS: "https://a.io,https://a.io" }, text: "each origin once" },
  {
    env: { DATABASE_URL: "postgresql+asyncpg://user:password@localhost/kubecent" },
    text: "user:password is an example",
  },
  { env: { DATABASE_DIRECT_URL: "postgresql://user:password@x/y" }, text: "DATABASE_DIRECT_URL" },
  { env: { JWT_SECRET: SECRET }, text: "development only" },
  { env: { JWT_ALGORITHM: "HS256" }, text: "HS256 serves development only" },
  { env: { KUBECENT_ROLE: "collector" }, text: "DATABASE_URL: found nothing" },
  {
    env: { KUBECENT_ROLE: "api", DATABASE_URL: "postgresql://a:b@c/d" },
    text: "CURSOR_KEY_FILE: found nothing",
  },
])("production refuses $env", ({ env, text }) => {
  expect(() => readSettings(env)).toThrow(text);
});

test.each([
  { env: { PROMETHEUS_TOKEN_FILE: "/token" }, text: "PROMETHEUS_URL beside it" },
  { env: { PROMETHEUS_URL: "http://p", PROMETHEUS_CA_FILE: "/ca.pem" }, text: "http has no certificate" },
  {
    env: { PROMETHEUS_URL: "http://p", PROMETHEUS_CERT_FILE: "/c", PROMETHEUS_KEY_FILE: "/k" },
    text: "http has no certificate",
  },
  {
    env: { PROMETHEUS_URL: "https://p", PROMETHEUS_CERT_FILE: "/c" },
    text: "a certificate and its key go together",
  },
  {
    env: {
      PROMETHEUS_URL: "https://p",
      PROMETHEUS_TOKEN_FILE: "/t",
      PROMETHEUS_SIGV4: '{"region":"eu-central-1"}',
    },
    text: "one way to authenticate",
  },
  { env: { PROMETHEUS_URL: "https://p", PROMETHEUS_SIGV4: '{"region":"Europe"}' }, text: "eu-central-1" },
  {
    env: { PROMETHEUS_URL: "https://p", PROMETHEUS_OAUTH2: '{"tokenUrl":"login"}' },
    text: "clientSecretFile",
  },
  {
    env: { PROMETHEUS_OAUTH2: '{"tokenUrl":"https://l","clientId":"a","clientSecretFile":"/s"}' },
    text: "without that it would do nothing",
  },
  { env: { RETENTION_HOURLY_DAYS: "90", RETENTION_DAILY_DAYS: "30" }, text: "RETENTION_DAILY_DAYS" },
  { env: { JWT_SECRET: SECRET, JWT_ALGORITHM: "RS256" }, text: "one key serves one algorithm" },
])("$env contradicts itself everywhere", ({ env, text }) => {
  expect(() => readSettings({ ENVIRONMENT: "development", ...env })).toThrow(text);
});

test.each([
  { env: { ENABLE_SIGNATURE_VERIFICATION: "false" }, events: ["signature_verification_always_enabled"] },
  { env: { JWT_SECRET: SECRET, JWT_ALGORITHM: "HS256" }, events: [] },
  { env: { JWT_ALGORITHM: "HS256" }, events: ["jwt_secret_not_configured"] },
  { env: { DEBUG: "true", DB_ECHO: "true", CORS_ORIGINS: "*" }, events: [] },
])("development accepts $env and warns of $events", ({ env, events }) => {
  const { warnings } = readSettings({ ENVIRONMENT: "development", ...env });

  expect(warnings.map(({ event }) => event)).toEqual(events);
});

test("production with its own database is told that it stands alone", () => {
  expect(readSettings({}).warnings.map(({ event }) => event)).toEqual(["embedded_database_in_production"]);
  expect(readSettings({ DATABASE_URL: "postgresql://a:b@c/d" }).warnings).toEqual([]);
});
