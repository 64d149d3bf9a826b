import type { Role } from "@kubecent/shared";
import type { AccessLists } from "../../../server/src/auth/access/access-lists.ts";
import { watchAccessLists, type AccessRecords } from "../../../server/src/auth/access/access-lists.ts";
import { createIssuerVerifier, type IssuerVerifier } from "../../../server/src/auth/jwt/issuer-verifier.ts";
import type { IssuerRules } from "../../../server/src/auth/jwt/issuer-rules.ts";
import { createJwtCallers } from "../../../server/src/auth/jwt/jwt-callers.ts";
import { KeySourceError } from "../../../server/src/auth/keys/key-source-error.ts";
import { type Edge, type Reply, startEdge } from "../../unit/http/edge.ts";

/** Where the tests' clock starts: a whole second. */
export const START_SECONDS = 1_800_000_000;

/** What an ordinary issuer's rules are. */
export function rulesOf(change: Partial<IssuerRules> & Pick<IssuerRules, "issuer" | "place">): IssuerRules {
  return {
    audiences: ["kubecent"],
    audienceClaim: "aud",
    isExclusive: false,
    algorithms: ["RS256"],
    typ: null,
    isKubernetes: false,
    claims: { subject: "sub", role: "role", scope: null, groups: "groups" },
    requiredClaims: {},
    trustsEmail: false,
    roles: null,
    prefix: "oidc:",
    defaultRole: null,
    maxLifetimeSeconds: 86_400,
    ...change,
  };
}

/** Claims of an ordinary token of an issuer, an hour long from the start of the clock. */
export function claimsOf(issuer: string, change: object = {}): Record<string, unknown> {
  return {
    iss: issuer,
    aud: "kubecent",
    sub: "alice",
    iat: START_SECONDS,
    exp: START_SECONDS + 3_600,
    role: "viewer" satisfies Role,
    ...change,
  };
}

/** The app with issuers and a clock that only the test moves. */
export interface JwtEdge extends Edge {
  readonly verifiers: readonly IssuerVerifier[];
  readonly lists: AccessLists;
  /** Why keys could not be had, so far. */
  readonly keyFailures: string[];
  /** Asks who the caller is, with a token. */
  show(token: string): Promise<Reply>;
  pass(seconds: number): void;
  records: AccessRecords;
}

export const NO_RECORDS: AccessRecords = { revocations: [], bindings: [] };

/** Starts the app; nothing asks the issuers before a token comes. */
export async function startJwtEdge(rules: readonly IssuerRules[]): Promise<JwtEdge> {
  let nowMs = START_SECONDS * 1_000;
  const now = () => nowMs;
  const keyFailures: string[] = [];
  const onKeyFailure = (_issuer: string, error: unknown): void =>
    void keyFailures.push(error instanceof KeySourceError ? error.code : String(error));
  const verifiers = rules.map((each) => createIssuerVerifier(each, { now, onKeyFailure }));
  const holder = { records: NO_RECORDS };
  const lists = watchAccessLists({
    now,
    read: () => Promise.resolve(holder.records),
    onFailure: () => undefined,
    everyMs: 3_600_000,
  });
  await lists.refresh();
  const jwts = createJwtCallers({ verifiers, lists, now });
  const edge = await startEdge({ jwts, env: { RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000" } });
  return Object.assign(holder, edge, {
    verifiers,
    lists,
    keyFailures,
    show: (token: string) => edge.ask("/api/v1/info", { token }),
    pass: (seconds: number) => {
      nowMs += seconds * 1_000;
    },
    close: async () => {
      for (const verifier of verifiers) verifier.stop();
      lists.stop();
      await edge.close();
    },
  });
}
