import { expect, test } from "vitest";
import { readSettings } from "../../server/src/config/read-settings.ts";
import { SettingsError } from "../../server/src/config/settings-error.ts";

const SECRET = "a-secret-of-32-bytes-or-even-more";
const ISSUER = { issuer: "https://login.example.com", audience: "kubecent", discovery: true };
const DATABASE_URL = "postgresql://kubecent:canary-db@db/kubecent";

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings({ DATABASE_URL, ...env });
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

const issuers = (...entries: object[]): { JWT_ISSUERS: string } => ({ JWT_ISSUERS: JSON.stringify(entries) });

test.each([
  { what: "HS256", env: { JWT_ALGORITHM: "HS256" }, name: "JWT_ALGORITHM" },
  { what: "a shared secret", env: { JWT_SECRET: SECRET }, name: "JWT_SECRET" },
  { what: "a short secret", env: { JWT_SECRET: "short" }, name: "JWT_SECRET" },
  { what: "both kinds of keys", env: { JWT_SECRET: SECRET, ...issuers(ISSUER) }, name: "JWT_SECRET" },
  {
    what: "unverified signatures",
    env: { ENABLE_SIGNATURE_VERIFICATION: "false" },
    name: "ENABLE_SIGNATURE_VERIFICATION",
  },
  { what: "DEBUG", env: { DEBUG: "true" }, name: "DEBUG" },
  {
    what: "keys over http",
    env: issuers({ ...ISSUER, discovery: false, jwksUrl: "http://login.example.com/keys" }),
    name: "JWT_ISSUERS",
  },
  {
    what: "an API server over http",
    env: issuers({ ...ISSUER, discovery: false, tokenReview: "http://k8s" }),
    name: "JWT_ISSUERS",
  },
])("J21, J22: production does not start with $what", ({ env, name }) => {
  const faults = faultsOf(env);

  expect(faults.length).toBeGreaterThan(0);
  for (const fault of faults) expect(fault).toMatch(new RegExp(`^${name}: found .+, wanted .+`));
});

test("J21: development takes a secret of 32 bytes, and not together with issuers", () => {
  const development = { ENVIRONMENT: "development" };

  expect(faultsOf({ ...development, JWT_SECRET: SECRET, JWT_ALGORITHM: "HS256" })).toEqual([]);
  expect(faultsOf({ ...development, JWT_SECRET: "x".repeat(31) })).toHaveLength(1);
  expect(faultsOf({ ...development, JWT_SECRET: SECRET, ...issuers(ISSUER) })).toHaveLength(1);
  expect(faultsOf({ ...development, JWT_SECRET: SECRET, JWT_ALGORITHM: "RS256" })).toHaveLength(1);
  expect(faultsOf({ ...development, JWT_ALGORITHM: "HS256", ...issuers(ISSUER) })).toHaveLength(1);
});

test("J22: outside of production, unverified signatures are warned of and change nothing", () => {
  const { warnings } = readSettings({ ENVIRONMENT: "staging", ENABLE_SIGNATURE_VERIFICATION: "false" });

  expect(warnings.map(({ event }) => event)).toEqual(["signature_verification_always_enabled"]);
});

test.each([
  { what: "is no list", entries: {}, text: "a JSON list" },
  { what: "is empty", entries: [], text: "a JSON list" },
  { what: "has no issuer", entries: [{ ...ISSUER, issuer: "" }], text: "in entry 1, at issuer" },
  { what: "has no audience", entries: [{ ...ISSUER, audience: undefined }], text: "at audience" },
  { what: "has an empty list of audiences", entries: [{ ...ISSUER, audience: [] }], text: "at audience" },
  {
    what: "has the issuer as audience",
    entries: [{ ...ISSUER, audience: ISSUER.issuer }],
    text: "whom its other tokens are for",
  },
  {
    what: "has no place for keys",
    entries: [{ ...ISSUER, discovery: false }],
    text: "one place for its keys",
  },
  {
    what: "has two places for keys",
    entries: [{ ...ISSUER, keyFile: "/key.pem" }],
    text: "one place for its keys",
  },
  {
    what: "has a fetched file's authority",
    entries: [{ ...ISSUER, discovery: false, keyFile: "/k", ca: "/ca" }],
    text: "nothing is fetched",
  },
  {
    what: "discovers by a name",
    entries: [{ ...ISSUER, issuer: "kubernetes/serviceaccount" }],
    text: "an issuer that is an address",
  },
  { what: "allows HS256", entries: [{ ...ISSUER, algorithms: ["RS256", "HS256"] }], text: "at algorithms.1" },
  { what: "allows none", entries: [{ ...ISSUER, algorithms: ["none"] }], text: "at algorithms.0" },
  { what: "allows no algorithm", entries: [{ ...ISSUER, algorithms: [] }], text: "at algorithms" },
  {
    what: "has a user in an address",
    entries: [{ ...ISSUER, jwksUrl: "https://u:canary-a@x/keys" }],
    text: "at jwksUrl",
  },
  {
    what: "lets tokens live for a year",
    entries: [{ ...ISSUER, maxLifetimeSeconds: 31_536_000 }],
    text: "at maxLifetimeSeconds",
  },
  {
    what: "maps to a role that is none",
    entries: [{ ...ISSUER, roles: { boss: "root" } }],
    text: "at roles.boss",
  },
  { what: "has a field with a typing error", entries: [{ ...ISSUER, audiance: "x" }], text: "at its fields" },
  {
    what: "names an issuer twice",
    entries: [ISSUER, { ...ISSUER, subjectPrefix: "b:" }],
    text: "in entry 2, an issuer that no entry before it has",
  },
  {
    what: "gives two issuers one prefix",
    entries: [ISSUER, { ...ISSUER, issuer: "https://b.example.com" }],
    text: "in entry 2, a subjectPrefix",
  },
  {
    what: "lets one speak as the other",
    entries: [ISSUER, { ...ISSUER, issuer: "https://b.example.com", subjectPrefix: "oidc:b:" }],
    text: "in entry 2, a subjectPrefix",
  },
  {
    what: "lets a person be of a cluster with a prefix",
    entries: [
      { ...ISSUER, subjectPrefix: "" },
      { issuer: "k8s", audience: "kubecent", kind: "kubernetes", keyFile: "/k", subjectPrefix: "c1:" },
    ],
    text: "in entry 2, a subjectPrefix",
  },
  {
    what: "lets a person be of the system",
    entries: [{ ...ISSUER, subjectPrefix: "system:" }],
    text: "does not begin with system:",
  },
  {
    what: "wants a typ of tokens that the API server judges",
    entries: [{ ...ISSUER, discovery: false, tokenReview: "https://k8s", typ: "JWT" }],
    text: "no typ beside tokenReview",
  },
  {
    what: "names groups of service accounts",
    entries: [{ ...ISSUER, kind: "kubernetes", claims: { groups: "groups" } }],
    text: "no claims.subject and no claims.groups",
  },
  {
    what: "maps no claim to roles",
    entries: [{ ...ISSUER, roles: { a: "admin" } }],
    text: "claims.role beside",
  },
  {
    what: "narrows a role that no claim gives",
    entries: [{ ...ISSUER, claims: { scope: "scope" } }],
    text: "claims.role beside",
  },
  {
    what: "trusts addresses and reads none",
    entries: [{ ...ISSUER, trustEmail: true }],
    text: "no trustEmail",
  },
  {
    what: "requires a claim of no value",
    entries: [{ ...ISSUER, requiredClaims: { hd: [] } }],
    text: "at requiredClaims.hd",
  },
])("JWT_ISSUERS that $what is refused by name", ({ entries, text }) => {
  const faults = faultsOf({ JWT_ISSUERS: JSON.stringify(entries) });

  expect(faults.join("\n")).toContain(text);
  expect(faults.join("\n")).not.toContain("canary");
});

test.each([
  "https://kubernetes.default.svc",
  "https://kubernetes.default.svc.cluster.local",
  "https://kubernetes.default.svc:443",
  "https://kubernetes.default",
  "kubernetes.default.svc",
  "kubernetes",
  "k3s",
  "api",
])("the API server's audience %s is refused: any pod's ordinary token has it", (audience) => {
  expect(faultsOf(issuers({ ...ISSUER, audience: ["kubecent", audience] })).join()).toContain(
    "any pod has such a token",
  );
});

test("entries that are well formed get what is left out", () => {
  const { JWT_ISSUERS } = readSettings({
    DATABASE_URL,
    ...issuers(ISSUER, {
      issuer: "k8s",
      audience: "kubecent",
      kind: "kubernetes",
      jwksUrl: "https://k8s/openid/v1/jwks",
    }),
  });

  expect(JWT_ISSUERS).toMatchObject([
    {
      issuer: ISSUER.issuer,
      audience: ["kubecent"],
      kind: "oidc",
      subjectPrefix: "oidc:",
      maxLifetimeSeconds: 86_400,
    },
    { issuer: "k8s", kind: "kubernetes", subjectPrefix: "", claims: { subject: "sub" } },
  ]);
});

test("all faults come in one message, with names and remedies and without a secret", () => {
  const faults = faultsOf({
    ENVIRONMENT: "Production",
    DEBUG: "true",
    CORS_ORIGINS: "*",
    JWT_SECRET: "canary-secret-of-thirty-two-bytes!",
    DATABASE_URL: "postgresql://user:password@localhost/kubecent",
    ...issuers({ ...ISSUER, audience: "" }),
  });

  expect(new Set(faults.map((fault) => fault.split(":")[0]))).toEqual(
    new Set(["ENVIRONMENT", "DEBUG", "CORS_ORIGINS", "JWT_SECRET", "DATABASE_URL", "JWT_ISSUERS"]),
  );
  expect(faults.join("\n")).not.toMatch(/canary|password@/);
});
