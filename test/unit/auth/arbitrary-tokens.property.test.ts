import { CostError } from "@kubecent/shared";
import * as fc from "fast-check";
import { exportSPKI, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { watchAccessLists } from "../../../server/src/auth/access/access-lists.ts";
import { createApiTokenCallers } from "../../../server/src/auth/api-token-callers.ts";
import { type Authenticator, createAuthenticator } from "../../../server/src/auth/authenticator.ts";
import type { Identity } from "../../../server/src/auth/caller.ts";
import { createIssuerVerifier } from "../../../server/src/auth/jwt/issuer-verifier.ts";
import { createJwtCallers } from "../../../server/src/auth/jwt/jwt-callers.ts";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const ISSUER = "https://login.example.com";
const NOW_SECONDS = 1_800_000_000;

let folder: string;
let privateKey: CryptoKey;
let authenticator: Authenticator;
const now = () => NOW_SECONDS * 1_000;
const lists = watchAccessLists({
  now,
  read: () => Promise.resolve({ revocations: [], bindings: [] }),
  onFailure: () => undefined,
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kubecent-tokens-"));
  const pair = await generateKeyPair("ES256", { extractable: true });
  privateKey = pair.privateKey;
  const file = path.join(folder, "key.pem");
  await writeFile(file, await exportSPKI(pair.publicKey));
  const verifier = createIssuerVerifier(
    {
      issuer: ISSUER,
      audiences: ["kubecent"],
      audienceClaim: "aud",
      isExclusive: false,
      requiredClaims: {},
      trustsEmail: false,
      place: { kind: "file", file },
      algorithms: ["ES256"],
      typ: null,
      isKubernetes: false,
      claims: { subject: "sub", role: "role", scope: "scope", groups: "groups" },
      roles: null,
      prefix: "oidc:",
      defaultRole: null,
      maxLifetimeSeconds: 3_600,
    },
    { now, onKeyFailure: () => undefined },
  );
  authenticator = createAuthenticator({
    apiTokens: createApiTokenCallers({ now, findToken: () => Promise.resolve(null) }),
    jwts: createJwtCallers({ verifiers: [verifier], lists, now }),
  });
});
afterAll(async () => {
  lists.stop();
  await rm(folder, { recursive: true });
});

/** The identity, or the refusal of a request that cannot be read; any other error fails the test. */
async function identify(header: string): Promise<Identity | "refused"> {
  return authenticator.identify([header]).catch((error: unknown) => {
    if (error instanceof CostError) return "refused" as const;
    throw error;
  });
}

/** Any 16-bit characters, halves of pairs among them; fast-check's own tables for them take seconds to build. */
const text16 = fc.string({
  unit: fc.integer({ min: 0, max: 0xff_ff }).map((code) => String.fromCharCode(code)),
});

const part = (value: unknown): string => Buffer.from(JSON.stringify(value) ?? "").toString("base64url");

test("nothing that nobody has signed is a caller", async () => {
  const header = fc.oneof(
    fc.json(),
    fc.record({ alg: fc.constantFrom("ES256", "none", "HS256", ""), kid: fc.anything() }).map((each) => each),
  );
  await fc.assert(
    fc.asyncProperty(header, fc.json(), fc.base64String(), async (head, claims, signature) => {
      const token = `${part(head)}.${part({ iss: ISSUER, claims })}.${signature.replace(/[=+/]/g, "")}`;

      const found = await identify(`Bearer ${token}`);

      expect(found === "refused" || found.caller === null).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("no text at all in the header is a fault of ours", async () => {
  await fc.assert(
    fc.asyncProperty(text16, async (text) => {
      const found = await identify(text);

      expect(found === "refused" || found.caller === null).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("whatever a believed issuer signs is a caller within the rules, or not valid", async () => {
  const claims = fc.record(
    {
      sub: fc.oneof(fc.string(), fc.anything()),
      aud: fc.oneof(fc.constant("kubecent"), fc.anything()),
      iat: fc.oneof(fc.constant(NOW_SECONDS), fc.anything()),
      exp: fc.oneof(fc.constant(NOW_SECONDS + 60), fc.anything()),
      role: fc.oneof(fc.constantFrom("viewer", "admin"), fc.anything()),
      scope: fc.oneof(fc.constant({}), fc.anything()),
      groups: fc.oneof(fc.array(fc.string()), fc.anything()),
      jti: fc.anything(),
    },
    { requiredKeys: ["sub", "aud", "iat", "exp"] },
  );
  await fc.assert(
    fc.asyncProperty(claims, async (given) => {
      const plain: unknown = JSON.parse(
        JSON.stringify(given, (_key, value) => (typeof value === "bigint" ? `${value}` : value)),
      );
      const jwt = new SignJWT({ iss: ISSUER, ...(typeof plain === "object" ? plain : {}) });
      const token = await jwt.setProtectedHeader({ alg: "ES256", kid: "any" }).sign(privateKey);

      const found = await identify(`Bearer ${token}`);

      if (found === "refused" || found.caller === null) return;
      expect(found.caller.name).toMatch(/^oidc:\P{Cc}{1,253}$/u);
      expect(found.caller.credential.expiresAt).toBeLessThanOrEqual((NOW_SECONDS + 3_630) * 1_000);
      for (const { role } of found.caller.grants) expect(["viewer", "admin"]).toContain(role);
    }),
    { numRuns: 500 },
  );
});
