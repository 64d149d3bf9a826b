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
});
const AudienceSchema = z.union([
  z.string().transform((one) => [one]),
  z.array(z.string()).min(1).max(MOST_GROUPS),
]);

/** What a checked token says, as far as we use it. Every text in it came from outside. */
export interface TokenClaims {
  /** Behind the issuer's prefix. */
  readonly subject: string;
  /** A service account's namespace and name; null for every other caller. */
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
  const { sub, iat, exp, jti } = read.data;
  if (exp - iat > rules.maxLifetimeSeconds) throw new InvalidToken("lives_too_long");
  checkAudience(payload, rules);
  checkRequired(payload, rules);
  return {
    ...(rules.isKubernetes ? readServiceAccount(sub, rules) : readPerson(payload, rules)),
    tokenId: jti ?? null,
    issuedAtSeconds: iat,
    expiresAtSeconds: exp,
    role: claimAt(payload, rules.claims.role),
    scope: claimAt(payload, rules.claims.scope),
  };
}

/** jose has looked at `aud` already; this also holds for tokens that an API server has reviewed, and other claims. */
function checkAudience(payload: JWTPayload, { audienceClaim, audiences, isExclusive }: IssuerRules): void {
  const named = AudienceSchema.safeParse(claimAt(payload, audienceClaim));
  const isOurs = (each: string): boolean => audiences.includes(each);
  if (!named.success || !named.data.some(isOurs)) throw new InvalidToken("claim_aud");
  if (isExclusive && !named.data.every(isOurs)) throw new InvalidToken("audience_shared");
}

const ValueSchema = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const ValuesSchema = z.union([ValueSchema.transform((one) => [one]), z.array(ValueSchema).max(MOST_GROUPS)]);

function checkRequired(payload: JWTPayload, { requiredClaims }: IssuerRules): void {
  for (const [name, wanted] of Object.entries(requiredClaims)) {
    const found = ValuesSchema.safeParse(claimAt(payload, name)).data ?? [];
    if (!found.some((value) => wanted.includes(value))) throw new InvalidToken("claim_required");
  }
}

type Who = Pick<TokenClaims, "subject" | "serviceAccount" | "groups">;

const RESERVED = "system:";

/** `email`, `/user/email`, `https://kubecent.example.com/email`: whether it is verified stands beside it. */
const EMAIL = /(^|[/:])email$/;

/** Anybody may give an address that is not theirs: it counts once the issuer says that it has looked. */
function checkEmail(verified: unknown, trustsEmail: boolean): void {
  if (verified === true || verified === "true") return;
  if (trustsEmail && (verified === undefined || verified === null)) return;
  throw new InvalidToken("email_not_verified");
}

function readPerson(payload: JWTPayload, { claims, prefix, trustsEmail }: IssuerRules): Who {
  const subject = NameSchema.safeParse(claimAt(payload, claims.subject));
  if (!subject.success) throw new InvalidToken("claim_subject", { cause: subject.error });
  if (EMAIL.test(claims.subject)) checkEmail(claimAt(payload, `${claims.subject}_verified`), trustsEmail);
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
