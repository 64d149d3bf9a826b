import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { FULL_SCOPE } from "@kubecent/shared";
import {
  type FakeIssuer,
  newSigningKey,
  type SigningKey,
  signToken,
  startIssuer,
} from "../support/fake-issuer.ts";
import { claimsOf, type JwtEdge, rulesOf, startJwtEdge } from "../support/jwt-edge.ts";

const SHOP = { clusters: ["prod"], namespaces: { prod: ["shop", "shop-*"] } };

let key: SigningKey;
let issuer: FakeIssuer;
const started: JwtEdge[] = [];

beforeAll(async () => {
  key = await newSigningKey("key-1");
  issuer = await startIssuer([key]);
});
afterEach(() => Promise.all(started.splice(0).map((edge) => edge.close())));
afterAll(() => issuer.stop());

async function startWith(change: Partial<Parameters<typeof rulesOf>[0]> = {}): Promise<JwtEdge> {
  const place = { kind: "jwks", url: `${issuer.url}/keys` } as const;
  const edge = await startJwtEdge([rulesOf({ issuer: issuer.url, place, ...change })]);
  started.push(edge);
  return edge;
}

async function ask(edge: JwtEdge, claims: object, path = "/api/v1/info") {
  const reply = await edge.ask(path, { token: await signToken(key, claimsOf(issuer.url, claims)) });
  const body: unknown = JSON.parse(reply.text);
  return { status: reply.status, body };
}

test("whom nothing gives a role is known, and refused by name", async () => {
  const edge = await startWith();

  const { status, body } = await ask(edge, { role: undefined });

  expect(status).toBe(403);
  expect(body).toMatchObject({
    code: "FORBIDDEN",
    message:
      "Nothing is granted to oidc:alice. Ask an admin for a role: a binding, or a claim of your token.",
  });
});

test("an issuer may have a role for those whom nothing else gives one", async () => {
  const edge = await startWith({ defaultRole: "viewer" });

  expect((await ask(edge, { role: undefined })).body).toMatchObject({ role: "viewer", scope: FULL_SCOPE });
  expect((await ask(edge, { role: "auditor" })).body).toMatchObject({ grants: [{ role: "auditor" }] });
});

test.each([
  { role: "auditor", granted: ["auditor"] },
  { role: ["viewer", "auditor", "viewer", "unknown"], granted: ["viewer", "auditor"] },
  { role: "root", granted: [] },
  { role: "constructor", granted: [] },
  { role: ["__proto__", 7, null], granted: [] },
  { role: { admin: true }, granted: [] },
  { role: "Admin", granted: [] },
])("the role claim $role gives $granted", async ({ role, granted }) => {
  const edge = await startWith();

  const answer = await ask(edge, { role });

  const body =
    granted.length > 0 ? { grants: granted.map((each) => ({ role: each })) } : { code: "FORBIDDEN" };
  expect(answer).toMatchObject({ status: granted.length > 0 ? 200 : 403, body });
});

test("a claim deep in the token and names of the issuer's own are understood", async () => {
  const edge = await startWith({
    claims: { subject: "email", role: "/realm_access/roles", scope: null, groups: null },
    roles: { "cost-admins": "admin" },
  });
  const realm_access = { roles: ["cost-admins", "admin", "offline_access"] };

  const { body } = await ask(edge, {
    email: "alice@example.com",
    email_verified: true,
    realm_access,
  });

  expect(body).toMatchObject({ caller: "oidc:alice@example.com", grants: [{ role: "admin" }] });
});

const ADDRESS = { email: "boss@example.com" };

describe("an address that the issuer has not checked names nobody", () => {
  test.each([
    { verified: undefined, status: 401 },
    { verified: null, status: 401 },
    { verified: false, status: 401 },
    { verified: "false", status: 401 },
    { verified: 1, status: 401 },
    { verified: "true", status: 200 },
    { verified: true, status: 200 },
  ])("email_verified $verified is answered with $status", async ({ verified, status }) => {
    for (const [subject, claims] of [
      ["email", { ...ADDRESS, email_verified: verified }],
      ["/email", { ...ADDRESS, email_verified: verified }],
      ["/user/email", { user: { ...ADDRESS, email_verified: verified } }],
      [
        "https://a.b/email",
        { "https://a.b/email": "boss@example.com", "https://a.b/email_verified": verified },
      ],
    ] as const) {
      const edge = await startWith({ claims: { subject, role: "role", scope: null, groups: null } });

      expect((await ask(edge, claims)).status).toBe(status);
    }
  });

  test.each([
    { verified: undefined, status: 200 },
    { verified: true, status: 200 },
    { verified: false, status: 401 },
  ])(
    "where the settings trust addresses, $verified is answered with $status",
    async ({ verified, status }) => {
      const claims = { subject: "email", role: "role", scope: null, groups: null };
      const edge = await startWith({ claims, trustsEmail: true });

      expect((await ask(edge, { ...ADDRESS, email_verified: verified })).status).toBe(status);
    },
  );
});

test.each([
  { what: "a scope", scope: SHOP, granted: SHOP },
  {
    what: "a list of namespaces",
    scope: { namespaces: ["b", "a"] },
    granted: { clusters: "all", namespaces: { "*": ["a", "b"] } },
  },
  { what: "all", scope: {}, granted: FULL_SCOPE },
])("where an issuer says the scope, $what is read", async ({ scope, granted }) => {
  const edge = await startWith({
    claims: { subject: "sub", role: "role", scope: "kubecent_scope", groups: null },
  });

  expect((await ask(edge, { kubecent_scope: scope })).body).toMatchObject({ scope: granted });
});

test.each([undefined, "all", ["prod"], { clusters: "prod" }, { clusters: ["a*b"] }, { cluster: ["prod"] }])(
  "where an issuer says the scope, %j is none, and the role counts nowhere",
  async (scope) => {
    const edge = await startWith({
      claims: { subject: "sub", role: "role", scope: "kubecent_scope", groups: null },
    });

    expect((await ask(edge, { kubecent_scope: scope })).status).toBe(403);
  },
);

test("bindings of a user and of all their groups add up", async () => {
  const edge = await startWith();
  edge.records = {
    revocations: [],
    bindings: [
      { subjectKind: "user", subject: "oidc:alice", role: "viewer", scope: SHOP },
      {
        subjectKind: "group",
        subject: "oidc:web",
        role: "viewer",
        scope: { clusters: ["dev"], namespaces: "all" },
      },
      { subjectKind: "group", subject: "oidc:platform", role: "admin", scope: FULL_SCOPE },
      { subjectKind: "user", subject: "alice", role: "admin", scope: FULL_SCOPE },
      { subjectKind: "token", subject: "alice", role: "admin", scope: FULL_SCOPE },
    ],
  };
  await edge.lists.refresh();

  const { body } = await ask(edge, { role: undefined, groups: ["web", "mail"] });

  expect(body).toMatchObject({
    role: "viewer",
    scope: { clusters: ["dev", "prod"], namespaces: { dev: "all", prod: ["shop", "shop-*"] } },
  });
});

test("whoever may not see all gets as far as the data, and is refused what is about the service as a whole", async () => {
  const edge = await startWith({
    claims: { subject: "sub", role: "role", scope: "kubecent_scope", groups: null },
  });

  for (const role of ["viewer", "admin"]) {
    const claims = { role, kubecent_scope: SHOP };
    // The database is down here.
    expect((await ask(edge, claims, "/api/v1/cost/namespaces")).status).toBe(503);
    expect((await ask(edge, claims, "/api/v1/clusters")).status).toBe(503);
    expect((await ask(edge, claims)).status).toBe(200);
    const { status, body } = await ask(edge, claims, "/api/v1/settings");
    expect(status).toBe(403);
    expect(body).toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("this is about the service as a whole"),
    });
  }
});

test("a strong role over a part is not that role over all", async () => {
  const edge = await startWith({ claims: { subject: "sub", role: null, scope: null, groups: null } });
  edge.records = {
    revocations: [],
    bindings: [
      { subjectKind: "user", subject: "oidc:alice", role: "viewer", scope: FULL_SCOPE },
      { subjectKind: "user", subject: "oidc:alice", role: "admin", scope: SHOP },
    ],
  };
  await edge.lists.refresh();

  expect((await ask(edge, {})).body).toMatchObject({ role: "admin", scope: FULL_SCOPE });
  // A viewer of all gets as far as the database, which is down here; an admin of the shop may manage nobody.
  expect((await ask(edge, {}, "/api/v1/cost/namespaces")).status).toBe(503);
  expect((await ask(edge, {}, "/api/v1/access/tokens")).status).toBe(403);
  expect((await ask(edge, {}, "/api/v1/audit")).status).toBe(403);
});

test.each([
  { revocation: { subject: "oidc:alice" }, status: 401 },
  { revocation: { subject: "alice" }, status: 200 },
  { revocation: { subject: "oidc:bob" }, status: 200 },
  { revocation: { tokenId: "token-1" }, status: 401 },
  { revocation: { tokenId: "token-2" }, status: 200 },
  { revocation: { issuedBefore: new Date(1_800_000_001_000) }, status: 401 },
  { revocation: { issuedBefore: new Date(1_800_000_000_000) }, status: 200 },
  { revocation: { subject: "oidc:alice", issuedBefore: new Date(1_800_000_001_000) }, status: 401 },
  { revocation: { subject: "oidc:bob", issuedBefore: new Date(1_800_000_001_000) }, status: 200 },
  { revocation: { subject: "oidc:alice", tokenId: "token-2" }, status: 200 },
  { revocation: {}, status: 200 },
])("a token that is believed already meets $revocation with $status", async ({ revocation, status }) => {
  const edge = await startWith();
  const token = await signToken(key, claimsOf(issuer.url, { jti: "token-1" }));
  expect((await edge.show(token)).status).toBe(200);

  edge.records = {
    bindings: [],
    revocations: [{ subject: null, tokenId: null, issuedBefore: null, ...revocation }],
  };
  await edge.lists.refresh();

  expect((await edge.show(token)).status).toBe(status);
});
