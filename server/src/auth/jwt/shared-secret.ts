import { MINUTE_MS } from "@kubecent/shared";
import { checkSignature } from "./check-signature.ts";
import { InvalidToken } from "./invalid-token.ts";
import type { IssuerRules } from "./issuer-rules.ts";
import type { IssuerVerifier, VerifierOptions } from "./issuer-verifier.ts";

/** What a token must say that a developer signs with JWT_SECRET. */
const RULES: IssuerRules = {
  issuer: "kubecent-development",
  audiences: ["kubecent"],
  audienceClaim: "aud",
  isExclusive: true,
  place: { kind: "file", file: "" },
  algorithms: ["HS256"],
  typ: null,
  isKubernetes: false,
  claims: { subject: "sub", role: "role", scope: null, groups: "groups" },
  requiredClaims: {},
  trustsEmail: false,
  roles: null,
  prefix: "dev:",
  defaultRole: null,
  maxLifetimeSeconds: 86_400,
};

/** Checks tokens that are signed with a shared secret. For development alone: everyone who can check such tokens can also make them. */
export function createSecretVerifier(secret: string, { now }: Pick<VerifierOptions, "now">): IssuerVerifier {
  const key = new TextEncoder().encode(secret);
  return {
    rules: RULES,
    keysAgeSeconds: () => 0,
    start: () => undefined,
    stop: () => undefined,
    async verify(token, { algorithm }) {
      if (algorithm !== "HS256") throw new InvalidToken("alg_not_allowed");
      const claims = await checkSignature({ token, key, algorithm }, RULES, now());
      return {
        claims,
        until: Math.min(now() + MINUTE_MS, claims.expiresAtSeconds * 1_000),
        holds: () => true,
      };
    },
  };
}
