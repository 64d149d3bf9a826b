import { START_SECONDS as NOW } from "../../support/jwt-edge.ts";

/** What a provider issues, and what KubeCent is to make of it with the settings of docs/security.md. */
export interface ProviderCase {
  readonly heading: string;
  /** Origin of the issuer, and of its keys where they are elsewhere. */
  readonly origins: readonly [issuer: string, keys?: string];
  /** Path of the keys; their document is at the issuer's. */
  readonly keysPath: string;
  /** What the provider leaves out of its keys. */
  readonly withoutAlg?: true;
  readonly header: object;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly caller: string;
  /** Without claims of roles it is bound by this group or user. */
  readonly role?: string;
  readonly groups?: readonly string[];
  /** Changes of the token that make it somebody else's. */
  readonly refused: Readonly<Record<string, { claims?: object; header?: object }>>;
}

const LIFE = { iat: NOW - 5, exp: NOW + 3_600 };
const UUID = "c2d9f0b1-0000-4000-8000-7d0f6d5c4b3a";
const TENANT = "8a1b6f5e-0000-4000-8000-1234567890ab";
const OTHER_AUDIENCE = { "a token for another": { claims: { aud: "another" } } };

export const PROVIDERS: readonly ProviderCase[] = [
  {
    heading: "### Google",
    origins: ["https://accounts.google.com", "https://www.googleapis.com"],
    keysPath: "/oauth2/v3/certs",
    header: { typ: "JWT" },
    claims: {
      ...LIFE,
      iss: "https://accounts.google.com",
      azp: "1234567890-abc123.apps.googleusercontent.com",
      aud: "1234567890-abc123.apps.googleusercontent.com",
      sub: "110169484474386276334",
      hd: "example.com",
      email: "alice@example.com",
      email_verified: true,
      at_hash: "HK6E_P6Dh8Y93mRNtsDB1Q",
    },
    caller: "oidc:alice@example.com",
    refused: {
      ...OTHER_AUDIENCE,
      "an account of nobody's domain": { claims: { hd: undefined } },
      "an account of another domain": { claims: { hd: "example.org" } },
      "an address that is not verified": { claims: { email_verified: false } },
      "an address of which nothing is said": { claims: { email_verified: undefined } },
    },
  },
  {
    heading: "### Microsoft Entra ID, v2 tokens",
    origins: ["https://login.microsoftonline.com"],
    keysPath: `/${TENANT}/discovery/v2.0/keys`,
    withoutAlg: true,
    header: { typ: "JWT" },
    claims: {
      ...LIFE,
      nbf: NOW - 5,
      iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      aud: "5f0c9d2e-0000-4000-8000-abcdefabcdef",
      aio: "AWQAm/8VAAAA",
      azp: "0b9c1d7e-0000-4000-8000-aaaaaaaaaaaa",
      azpacr: "1",
      groups: ["3b1f6a52-0000-4000-8000-bbbbbbbbbbbb"],
      name: "Alice",
      oid: UUID,
      preferred_username: "alice@example.com",
      rh: "0.AAAA",
      roles: ["KubeCent.Admin"],
      scp: "access_as_user",
      sub: "hKNqJx3B1Xy0",
      tid: TENANT,
      uti: "7nZ0",
      ver: "2.0",
      wids: ["b79fbf4d-3ef9-4689-8143-76b194e85509"],
    },
    caller: `oidc:${UUID}`,
    role: "admin",
    groups: ["oidc:3b1f6a52-0000-4000-8000-bbbbbbbbbbbb"],
    refused: {
      ...OTHER_AUDIENCE,
      "a token of another tenant": { claims: { iss: "https://login.microsoftonline.com/other/v2.0" } },
    },
  },
  {
    heading: "### Microsoft Entra ID, v1 tokens",
    origins: ["https://sts.windows.net", "https://login.microsoftonline.com"],
    keysPath: "/common/discovery/keys",
    withoutAlg: true,
    header: { typ: "JWT", x5t: "nOo3ZDrODXEK1jKWhXslHR_KXEg" },
    claims: {
      ...LIFE,
      nbf: NOW - 5,
      iss: `https://sts.windows.net/${TENANT}/`,
      aud: "api://kubecent",
      acr: "1",
      appid: "0b9c1d7e-0000-4000-8000-aaaaaaaaaaaa",
      appidacr: "0",
      _claim_names: { groups: "src1" },
      _claim_sources: { src1: { endpoint: "https://graph.windows.net/…/getMemberObjects" } },
      oid: UUID,
      roles: ["KubeCent.Viewer"],
      scp: "user_impersonation",
      sub: "hKNqJx3B1Xy0",
      tid: TENANT,
      unique_name: "alice@example.com",
      upn: "alice@example.com",
      ver: "1.0",
    },
    caller: `oidc:${UUID}`,
    role: "viewer",
    groups: [],
    refused: OTHER_AUDIENCE,
  },
  {
    heading: "### Okta",
    origins: ["https://example.okta.com"],
    keysPath: "/oauth2/default/v1/keys",
    header: {},
    claims: {
      ...LIFE,
      ver: 1,
      jti: "AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE",
      iss: "https://example.okta.com/oauth2/default",
      aud: "api://kubecent",
      cid: "0oa1abcd",
      uid: "00u1abcd",
      scp: ["openid", "kubecent"],
      auth_time: NOW - 60,
      sub: "alice@example.com",
      groups: ["Everyone", "kubecent-admins"],
    },
    caller: "oidc:alice@example.com",
    role: "admin",
    groups: ["oidc:Everyone", "oidc:kubecent-admins"],
    refused: { ...OTHER_AUDIENCE, "a token without the scope": { claims: { scp: ["openid"] } } },
  },
  {
    heading: "### Auth0",
    origins: ["https://example.eu.auth0.com"],
    keysPath: "/.well-known/jwks.json",
    header: { typ: "JWT" },
    claims: {
      "https://kubecent.example.com/roles": ["kubecent-viewer"],
      iss: "https://example.eu.auth0.com/",
      sub: "auth0|5f7c8ec7c33c6c004bbafe82",
      aud: ["https://kubecent.example.com", "https://example.eu.auth0.com/userinfo"],
      iat: NOW - 5,
      exp: NOW - 5 + 86_400,
      azp: "my_client_id",
      scope: "openid profile email",
      permissions: ["read:costs"],
    },
    caller: "oidc:auth0|5f7c8ec7c33c6c004bbafe82",
    role: "viewer",
    refused: { "a token for userinfo alone": { claims: { aud: "https://example.eu.auth0.com/userinfo" } } },
  },
  {
    heading: "### Keycloak",
    origins: ["https://login.example.com"],
    keysPath: "/realms/main/protocol/openid-connect/certs",
    header: { typ: "JWT" },
    claims: {
      ...LIFE,
      auth_time: NOW - 60,
      jti: "onrtac:0c6d3ac5-0000-4000-8000-cccccccccccc",
      iss: "https://login.example.com/realms/main",
      aud: ["kubecent", "account"],
      sub: UUID,
      typ: "Bearer",
      azp: "kubecent-ui",
      sid: "5b2b1fa0-0000-4000-8000-dddddddddddd",
      acr: "1",
      "allowed-origins": ["https://kubecent.example.com"],
      realm_access: { roles: ["offline_access", "default-roles-main", "kubecent-admins"] },
      resource_access: { account: { roles: ["manage-account"] } },
      scope: "openid profile email",
      email_verified: true,
      groups: ["/platform"],
      preferred_username: "alice",
      email: "alice@example.com",
    },
    caller: "oidc:alice@example.com",
    role: "admin",
    groups: ["oidc:/platform"],
    refused: {
      ...OTHER_AUDIENCE,
      "an ID token": { claims: { typ: "ID", aud: "kubecent" } },
      "a token that does not say what it is": { claims: { typ: undefined } },
      "an address that is not verified": { claims: { email_verified: false } },
    },
  },
];
