import { NameSchema } from "@kubecent/shared";
import type { JWTPayload } from "jose";
import * as z from "zod";
import { InvalidToken } from "./invalid-token.ts";
import type { IssuerRules } from "./issuer-rules.ts";

const MOST_GROUPS = 200;

const SecondsSchema = z.int();

const ClaimsSchema = z.looseObject({
  sub: NameSchema,
  iat: SecondsSchema,
  exp: SecondsSchema,
  nbf: SecondsSchema.optional(),
  jti: NameSchema.optional(),
  aud: z.union([z.string(), z.array(z.string()).max(MOST_GROUPS)]).optional(),
});

/** What a checked token says, as far as we use it. Every text in it came from outside. */
export interface TokenClaims {
  /** Behind the issuer's prefix. */
  readonly subject: string;
  /** A service account's namespace and name; null for whoever else. */
  readonly serviceAccount: ServiceAccount | null;
  /** Behind the issuer's prefix; a service account's are derived from its name. */
  readonly groups: readonly string[];
  readonly tokenId: string | null;
  readonly issuedAtSeconds: number;
  readonly expiresAtSeconds: number;
  /** The claims that role and scope are read from, as they came. */
  readonly role: unknown;
  readonly scope: unknown;
}

export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/** Reads the claims of a token whose signature has been checked. Throws InvalidToken. */
export function readClaims(payload: JWTPayload, rules: IssuerRules): TokenClaims {
  const read = ClaimsSchema.safeParse(payload);
  if (!read.success) {
    throw new InvalidToken(`claim_${String(read.error.issues[0]?.path[0] ?? "other")}`, {
      cause: read.error,
    });
  }
  const { sub, iat, exp, jti, aud } = read.data;
  if (exp - iat > rules.maxLifetimeSeconds) throw new InvalidToken("lives_too_long");
  if (rules.isExclusive && Array.isArray(aud) && aud.some((each) => !rules.audiences.includes(each))) {
    throw new InvalidToken("audience_shared");
  }
  return {
    ...(rules.isKubernetes ? readServiceAccount(sub, rules) : readPerson(payload, rules)),
    tokenId: jti ?? null,
    issuedAtSeconds: iat,
    expiresAtSeconds: exp,
    role: claimAt(payload, rules.claims.role),
    scope: claimAt(payload, rules.claims.scope),
  };
}

type Who = Pick<TokenClaims, "subject" | "serviceAccount" | "groups">;

const RESERVED = "system:";

function readPerson(payload: JWTPayload, { claims, prefix }: IssuerRules): Who {
  const subject = NameSchema.safeParse(claimAt(payload, claims.subject));
  if (!subject.success) throw new InvalidToken("claim_subject", { cause: subject.error });
  if (claims.subject === "email" && payload["email_verified"] === false)
    throw new InvalidToken("email_not_verified");
  const groups = z.array(NameSchema).max(MOST_GROUPS).optional().safeParse(claimAt(payload, claims.groups));
  if (!groups.success) throw new InvalidToken("claim_groups", { cause: groups.error });

  // Only a cluster may speak of its own: any other issuer could call somebody a service account.
  const name = `${prefix}${subject.data}`;
  if (name.startsWith(RESERVED)) throw new InvalidToken("subject_reserved");
  const named = (groups.data ?? []).map((group) => `${prefix}${group}`);
  return {
    subject: name,
    serviceAccount: null,
    groups: named.filter((group) => !group.startsWith(RESERVED)),
  };
}

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const DNS_NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Reads `system:serviceaccount:NAMESPACE:NAME`: four parts, no more. */
export function parseServiceAccount(sub: string): ServiceAccount | null {
  const [system, kind, namespace = "", name = "", ...more] = sub.split(":");
  const isOne = system === "system" && kind === "serviceaccount" && more.length === 0;
  return isOne && DNS_LABEL.test(namespace) && DNS_NAME.test(name) ? { namespace, name } : null;
}

/** Groups of a service account are derived: what a claim says of them could be anything. */
function readServiceAccount(sub: string, { prefix }: IssuerRules): Who {
  const serviceAccount = parseServiceAccount(sub);
  if (serviceAccount === null) throw new InvalidToken("not_a_service_account");
  const groups = ["system:serviceaccounts", `system:serviceaccounts:${serviceAccount.namespace}`];
  return {
    subject: `${prefix}${sub}`,
    serviceAccount,
    groups: groups.map((group) => `${prefix}${group}`),
  };
}

/** A claim by its name, or by a JSON pointer such as `/realm_access/roles`; undefined where there is none. */
function claimAt(payload: JWTPayload, name: string | null): unknown {
  if (name === null) return undefined;
  const steps = name.startsWith("/") ? name.slice(1).split("/").map(unescaped) : [name];
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? Object.getOwnPropertyDescriptor(value, step)?.value
        : undefined,
    payload,
  );
}

function unescaped(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
