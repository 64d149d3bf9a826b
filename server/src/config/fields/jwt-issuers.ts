import { jsonOrUndefined, type Role, ROLES } from "@kubecent/shared";
import * as z from "zod";
import { httpAddress } from "./addresses.ts";
import { type SignInAtIssuer, signInFaults, SignInSchema } from "./sign-in-at-issuer.ts";

/** Algorithms that an issuer's tokens may be signed with: each has a public key, which is all that we hold. */
export const ISSUER_ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
] as const;

/** One entry of JWT_ISSUERS, read. */
export interface JwtIssuer {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly exclusiveAudience: boolean;
  readonly kind: "oidc" | "kubernetes";
  readonly jwksUrl?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly discovery: boolean;
  readonly tokenReview?: string | undefined;
  readonly ca?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly algorithms?: readonly (typeof ISSUER_ALGORITHMS)[number][] | undefined;
  readonly typ?: string | undefined;
  readonly claims: {
    readonly audience: string;
    readonly subject: string;
    readonly role?: string | undefined;
    readonly scope?: string | undefined;
    readonly groups?: string | undefined;
  };
  readonly requiredClaims: Readonly<Record<string, readonly string[]>>;
  readonly trustEmail: boolean;
  readonly roles?: Readonly<Record<string, Role>> | undefined;
  readonly subjectPrefix: string;
  readonly defaultRole?: Role | undefined;
  readonly maxLifetimeSeconds: number;
  readonly signIn?: SignInAtIssuer | undefined;
}

const LONGEST_LIFETIME_SECONDS = 31 * 86_400;
const DEFAULT_LIFETIME_SECONDS = 86_400;

/** Audiences of tokens for a Kubernetes API server: each of its users could call us with such a token. */
const API_SERVER_AUDIENCE =
  /^(https:\/\/)?kubernetes(\.default(\.svc(\.[a-z0-9.-]+)?)?)?(:\d+)?\/?$|^(api|k3s)$/;

const text = z.string().min(1).max(500).regex(/^\S+$/, "wanted text without spaces");
const file = z.string().min(1).max(4_096);
const claim = z.string().min(1).max(200);

/** One entry of JWT_ISSUERS as it is written; the chart checks its values by it. */
export const IssuerEntrySchema = z
  .strictObject({
    issuer: text,
    audience: z.union([text.transform((one) => [one]), z.array(text).min(1).max(20)]),
    exclusiveAudience: z.boolean().default(false),
    kind: z.enum(["oidc", "kubernetes"]).default("oidc"),
    jwksUrl: httpAddress("https://login.example.com/keys").optional(),
    keyFile: file.optional(),
    discovery: z.boolean().default(false),
    tokenReview: httpAddress("https://kubernetes.default.svc").optional(),
    ca: file.optional(),
    tokenFile: file.optional(),
    algorithms: z.array(z.enum(ISSUER_ALGORITHMS)).min(1).optional(),
    typ: text.optional(),
    claims: z
      .strictObject({
        audience: claim.default("aud"),
        subject: claim.default("sub"),
        role: claim.optional(),
        scope: claim.optional(),
        groups: claim.optional(),
      })
      .prefault({}),
    requiredClaims: z
      .record(claim, z.union([text.transform((one) => [one]), z.array(text).min(1)]))
      .default({}),
    trustEmail: z.boolean().default(false),
    roles: z.record(z.string().min(1), z.enum(ROLES)).optional(),
    subjectPrefix: z.string().max(100).regex(/^\S*$/, "wanted text without spaces").optional(),
    defaultRole: z.enum(ROLES).optional(),
    maxLifetimeSeconds: z.int().min(60).max(LONGEST_LIFETIME_SECONDS).default(DEFAULT_LIFETIME_SECONDS),
    signIn: SignInSchema.optional(),
  })
  .transform((entry): JwtIssuer => {
    const kind = entry.tokenReview === undefined ? entry.kind : "kubernetes";
    const subjectPrefix = entry.subjectPrefix ?? (kind === "oidc" ? "oidc:" : "");
    return { ...entry, kind, subjectPrefix };
  });

const EXAMPLE = '[{"issuer":"https://login.example.com","audience":"kubecent","discovery":true}]';

/** Whose JSON Web Tokens are accepted, as a JSON list; each fault names the entry and the field. */
export function jwtIssuers() {
  return z.string().transform((source, context): readonly JwtIssuer[] => {
    const read = z.array(IssuerEntrySchema).min(1).max(20).safeParse(jsonOrUndefined(source));
    const faults = read.success ? issuerFaults(read.data) : read.error.issues.map(schemaFault);
    if (read.success && faults.length === 0) return read.data;
    for (const message of faults) context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}

function schemaFault({ path, message }: z.core.$ZodIssue): string {
  const [index, ...field] = path;
  if (typeof index !== "number") return `a JSON list with an entry for each issuer, such as ${EXAMPLE}`;
  return `in entry ${index + 1}, at ${field.length > 0 ? field.join(".") : "its fields"}: ${message}`;
}

/** What is wrong with entries that are each well formed. */
function issuerFaults(issuers: readonly JwtIssuer[]): string[] {
  return issuers.flatMap((issuer, index) => {
    const others = issuers.slice(0, index);
    const faults = [
      ...placeFaults(issuer),
      ...audienceFaults(issuer),
      ...idleFaults(issuer),
      ...signInFaults(issuer),
      ...nameFaults(issuer, others),
    ];
    return faults.map((fault) => `in entry ${index + 1}, ${fault}`);
  });
}

function placeFaults({
  issuer,
  jwksUrl,
  keyFile,
  discovery,
  tokenReview,
  ca,
  tokenFile,
}: JwtIssuer): string[] {
  const places = [discovery || jwksUrl !== undefined, keyFile !== undefined, tokenReview !== undefined];
  const faults = [];
  if (places.filter((isGiven) => isGiven).length !== 1) {
    faults.push(
      "one place for its keys: jwksUrl, keyFile, discovery (with a jwksUrl or without) or tokenReview",
    );
  }
  if (discovery && !/^https?:\/\/[^?#@]+$/.test(issuer)) {
    faults.push("an issuer that is an address, such as https://login.example.com, for discovery asks it");
  }
  const isRead = keyFile !== undefined;
  if (isRead && (ca ?? tokenFile) !== undefined)
    faults.push("no ca and no tokenFile beside keyFile: nothing is fetched");
  return faults;
}

function audienceFaults({ issuer, audience }: JwtIssuer): string[] {
  return audience.flatMap((each) => {
    if (each === issuer)
      return ["an audience of your own: the issuer itself is whom its other tokens are for"];
    if (API_SERVER_AUDIENCE.test(each)) {
      return [
        "an audience of your own, such as kubecent: this one is the API server's, and any pod has such a token",
      ];
    }
    return [];
  });
}

/** Fields that would do nothing beside the others: somebody believes that they do. */
function idleFaults({ kind, tokenReview, typ, claims, roles, trustEmail }: JwtIssuer): string[] {
  const isKubernetes = kind === "kubernetes";
  const faults = [];
  if (typ !== undefined && tokenReview !== undefined)
    faults.push("no typ beside tokenReview: the API server says which tokens are good");
  if (isKubernetes && (claims.subject !== "sub" || claims.groups !== undefined))
    faults.push("no claims.subject and no claims.groups for kubernetes: both come from sub");
  if (claims.role === undefined && (roles ?? claims.scope) !== undefined)
    faults.push("claims.role beside roles or claims.scope: without it they would do nothing");
  if (trustEmail && !claims.subject.endsWith("email"))
    faults.push("no trustEmail where claims.subject is no address: it would do nothing");
  return faults;
}

/** Names of different issuers must never meet: who is called `alice` by one is nobody to the other. */
function nameFaults({ issuer, subjectPrefix, kind }: JwtIssuer, others: readonly JwtIssuer[]): string[] {
  const faults = [];
  if (others.some((other) => other.issuer === issuer)) faults.push("an issuer that no entry before it has");
  if (kind === "oidc" && subjectPrefix.startsWith("system:")) {
    faults.push("a subjectPrefix that does not begin with system:, which is for clusters");
  }
  const meets = others.some((other) => prefixesMeet(other, { subjectPrefix, kind }));
  if (meets)
    faults.push("a subjectPrefix that is not the beginning of another entry's, nor the other way round");
  return faults;
}

type Prefixed = Pick<JwtIssuer, "subjectPrefix" | "kind">;

function prefixesMeet(one: Prefixed, other: Prefixed): boolean {
  // A cluster without a prefix names nobody but "system:serviceaccount:…", and that no other issuer may say.
  const cluster =
    one.kind === other.kind ? undefined : [one, other].find(({ kind }) => kind === "kubernetes");
  if (cluster?.subjectPrefix === "") return false;
  return (
    one.subjectPrefix.startsWith(other.subjectPrefix) || other.subjectPrefix.startsWith(one.subjectPrefix)
  );
}
