import { productionOriginFaults } from "./fields/cors-origins.ts";
import { isPlaceholder } from "./fields/addresses.ts";
import { type CredentialName, credentialFaults } from "./fields/source-credentials.ts";
import type { SettingName, SettingValues } from "./schema.ts";
import type { SettingFault } from "./settings-error.ts";

/** All settings together; `given` holds the names that were set. */
export interface GivenSettings {
  readonly values: SettingValues;
  readonly given: ReadonlySet<SettingName>;
}

const DATABASE_NAMES = ["DATABASE_URL", "DATABASE_DIRECT_URL", "DATABASE_READ_URL"] as const;
const SHARED_KEYS = ["AUDIT_KEY_FILE", "CURSOR_KEY_FILE"] as const;
const NEED_PROMETHEUS = [
  "PROMETHEUS_TOKEN_FILE",
  "PROMETHEUS_CA_FILE",
  "PROMETHEUS_CERT_FILE",
  "PROMETHEUS_KEY_FILE",
  "PROMETHEUS_OAUTH2",
  "PROMETHEUS_SIGV4",
  "PROMETHEUS_HEADERS",
  "PROMETHEUS_MATCHERS",
] as const;

/** What describes one cluster, and would contradict a file that describes several. */
const ONE_CLUSTER = [
  "CLUSTER_NAME",
  "PRICE_BOOK_FILE",
  "PROMETHEUS_URL",
  ...NEED_PROMETHEUS,
  "OPENCOST_URL",
] as const;

/** What is wrong with settings that are each well formed. */
export function ruleFaults(settings: GivenSettings): SettingFault[] {
  const inProduction = settings.values.ENVIRONMENT === "production" ? productionFaults(settings) : [];
  return [...inProduction, ...tokenFaults(settings), ...sourceFaults(settings), ...retentionFaults(settings)];
}

function productionFaults({ values }: GivenSettings): SettingFault[] {
  const faults: SettingFault[] = [];
  const debug = "false: DEBUG mode cannot be enabled in production";
  if (values.DEBUG) faults.push({ name: "DEBUG", wanted: debug });
  if (values.DB_ECHO) {
    faults.push({ name: "DB_ECHO", wanted: "false: SQL is not logged in production, for it holds values" });
  }
  if (!values.ENABLE_SIGNATURE_VERIFICATION) {
    const wanted = "true: Signature verification MUST be enabled in production";
    faults.push({ name: "ENABLE_SIGNATURE_VERIFICATION", wanted });
  }
  for (const fault of productionOriginFaults(values.CORS_ORIGINS)) {
    faults.push({ name: "CORS_ORIGINS", ...fault });
  }
  return [...faults, ...databaseFaults(values), ...keyFaults(values), ...issuerFaults(values)];
}

function databaseFaults(values: SettingValues): SettingFault[] {
  const faults = DATABASE_NAMES.filter((name) => values[name] && isPlaceholder(values[name])).map(
    (name): SettingFault => ({
      name,
      wanted: "a user and a password of your own: user:password is an example",
    }),
  );
  if (!values.DATABASE_URL && values.KUBECENT_ROLE !== "all") {
    const wanted = `a database that all processes share, for KUBECENT_ROLE is ${values.KUBECENT_ROLE}`;
    faults.push({ name: "DATABASE_URL", wanted });
  }
  return faults;
}

/** Keys made by each replica for itself would make one replica refuse what another has signed. */
function keyFaults(values: SettingValues): SettingFault[] {
  if (values.KUBECENT_ROLE !== "api") return [];
  return SHARED_KEYS.filter((name) => !values[name]).map((name) => ({
    name,
    wanted: "the path of a key that all replicas share, for KUBECENT_ROLE is api",
  }));
}

/** Keys fetched over plain HTTP can be replaced by anyone on the path. */
function issuerFaults({ JWT_ISSUERS: issuers = [] }: SettingValues): SettingFault[] {
  return issuers.flatMap(({ issuer, jwksUrl, discovery, tokenReview }, index) => {
    const addresses = [jwksUrl, tokenReview, ...(discovery ? [issuer] : [])];
    const isPlain = addresses.some((address) => address?.toLowerCase().startsWith("http:"));
    const wanted = `in entry ${index + 1}, addresses with https: keys fetched over http can be replaced by anyone on the path`;
    return isPlain ? [{ name: "JWT_ISSUERS", wanted }] : [];
  });
}

function tokenFaults({ values, given }: GivenSettings): SettingFault[] {
  const isDevelopment = values.ENVIRONMENT === "development";
  const faults: SettingFault[] = [];
  if (values.JWT_SECRET && !isDevelopment) {
    const wanted = "nothing: a shared secret serves development only. Name JWT_ISSUERS, or make API tokens";
    faults.push({ name: "JWT_SECRET", wanted });
  }
  if (values.JWT_ALGORITHM === "HS256" && !isDevelopment) {
    const wanted = "RS256, PS256, ES256 or EdDSA: HS256 serves development only";
    faults.push({ name: "JWT_ALGORITHM", wanted });
  }
  if (values.JWT_SECRET && values.JWT_ISSUERS) {
    const wanted = "nothing together with JWT_ISSUERS: tokens are signed either with a secret or with keys";
    faults.push({ name: "JWT_SECRET", wanted });
  }
  if (values.JWT_ALGORITHM === "HS256" && values.JWT_ISSUERS?.some(({ algorithms }) => !algorithms)) {
    const wanted =
      "RS256, PS256, ES256 or EdDSA beside JWT_ISSUERS: their keys are public and serve no HS256";
    if (isDevelopment) faults.push({ name: "JWT_ALGORITHM", wanted });
  }
  if (values.JWT_SECRET && given.has("JWT_ALGORITHM") && values.JWT_ALGORITHM !== "HS256") {
    const wanted = "HS256, or nothing, together with JWT_SECRET: one key serves one algorithm";
    faults.push({ name: "JWT_ALGORITHM", wanted });
  }
  return faults;
}

function sourceFaults(settings: GivenSettings): SettingFault[] {
  const { values, given } = settings;
  if (values.CLUSTERS_FILE !== undefined) {
    const wanted = "nothing beside CLUSTERS_FILE: move it into the file";
    return ONE_CLUSTER.filter((name) => given.has(name)).map((name) => ({ name, wanted }));
  }
  return [...prometheusFaults(settings), ...openCostFaults(settings)];
}

function openCostFaults({ values }: GivenSettings): SettingFault[] {
  if (!values.OPENCOST_URL || !values.PROMETHEUS_URL) return [];
  const wanted = "nothing beside PROMETHEUS_URL: a cluster has one source";
  return [{ name: "OPENCOST_URL", wanted }];
}

function prometheusFaults({ values, given }: GivenSettings): SettingFault[] {
  const { PROMETHEUS_URL: url } = values;
  const faults = NEED_PROMETHEUS.filter((name) => !url && given.has(name)).map(
    (name): SettingFault => ({ name, wanted: "PROMETHEUS_URL beside it: without that it would do nothing" }),
  );
  if (url === undefined) return faults;
  const together = credentialFaults({
    url,
    tokenFile: values.PROMETHEUS_TOKEN_FILE,
    oauth2: values.PROMETHEUS_OAUTH2,
    sigv4: values.PROMETHEUS_SIGV4,
    caFile: values.PROMETHEUS_CA_FILE,
    certFile: values.PROMETHEUS_CERT_FILE,
    keyFile: values.PROMETHEUS_KEY_FILE,
  });
  return [...faults, ...together.map(({ name, wanted }) => ({ name: CREDENTIAL_SETTINGS[name], wanted }))];
}

const CREDENTIAL_SETTINGS = {
  tokenFile: "PROMETHEUS_TOKEN_FILE",
  oauth2: "PROMETHEUS_OAUTH2",
  sigv4: "PROMETHEUS_SIGV4",
  caFile: "PROMETHEUS_CA_FILE",
  certFile: "PROMETHEUS_CERT_FILE",
  keyFile: "PROMETHEUS_KEY_FILE",
} as const satisfies Record<CredentialName, SettingName>;

function retentionFaults({ values }: GivenSettings): SettingFault[] {
  if (values.RETENTION_DAILY_DAYS >= values.RETENTION_HOURLY_DAYS) return [];
  const wanted = `no fewer than RETENTION_HOURLY_DAYS, which is ${values.RETENTION_HOURLY_DAYS}`;
  return [{ name: "RETENTION_DAILY_DAYS", wanted }];
}

/** A warning that the log gets at start, about a setting that is accepted. */
export interface SettingsWarning {
  /** The log event's name. */
  readonly event: string;
  readonly message: string;
}

/** Warnings about settings that are accepted. */
export function warningsOf(values: SettingValues): SettingsWarning[] {
  const warnings: SettingsWarning[] = [];
  if (!values.ENABLE_SIGNATURE_VERIFICATION) {
    const message = "ENABLE_SIGNATURE_VERIFICATION=false changes nothing: signatures are always verified.";
    warnings.push({ event: "signature_verification_always_enabled", message });
  }
  // A secret is needed for HS256 alone.
  if (values.JWT_ALGORITHM === "HS256" && !values.JWT_SECRET) {
    const message = "JWT_ALGORITHM is HS256 and JWT_SECRET is unset: no such token will be accepted.";
    warnings.push({ event: "jwt_secret_not_configured", message });
  }
  if (values.ENVIRONMENT === "production" && !values.DATABASE_URL) {
    const message =
      "DATABASE_URL is unset: the embedded database serves one replica, and its data is yours to back up.";
    warnings.push({ event: "embedded_database_in_production", message });
  }
  return warnings;
}
