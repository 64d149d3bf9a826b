import type { IssuerRules, TrustPlace } from "../../auth/jwt/issuer-rules.ts";
import type { JwtIssuer } from "../../config/fields/jwt-issuers.ts";

/** An entry of JWT_ISSUERS as authentication works by it; `algorithm` is for those that name none. */
export function issuerRules(entry: JwtIssuer, algorithm: string): IssuerRules {
  const { claims } = entry;
  const isKubernetes = entry.kind === "kubernetes";
  return {
    issuer: entry.issuer,
    audiences: entry.audience,
    audienceClaim: claims.audience,
    isExclusive: entry.exclusiveAudience,
    place: placeOf(entry),
    algorithms: entry.algorithms ?? [algorithm],
    typ: entry.typ ?? null,
    isKubernetes,
    claims: {
      subject: claims.subject,
      role: claims.role ?? null,
      scope: claims.scope ?? null,
      groups: claims.groups ?? null,
    },
    requiredClaims: entry.requiredClaims,
    trustsEmail: entry.trustEmail,
    roles: entry.roles ?? null,
    prefix: entry.subjectPrefix,
    defaultRole: entry.defaultRole ?? null,
    maxLifetimeSeconds: entry.maxLifetimeSeconds,
  };
}

function placeOf({ issuer, keyFile, tokenReview, discovery, jwksUrl, ca, tokenFile }: JwtIssuer): TrustPlace {
  if (keyFile !== undefined) return { kind: "file", file: keyFile };
  if (tokenReview !== undefined) return { kind: "token-review", url: tokenReview, ca, tokenFile };
  if (discovery) return { kind: "discovery", url: issuer, jwksUrl, ca, tokenFile };
  return { kind: "jwks", url: jwksUrl ?? "", ca, tokenFile };
}
