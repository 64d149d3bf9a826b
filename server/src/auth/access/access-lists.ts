import { type Binding, CostError, type Instant } from "@kubecent/shared";
import type { Grant } from "../caller.ts";

/** What the database says of access beyond the tokens themselves. */
export interface AccessRecords {
  readonly revocations: readonly Revocation[];
  readonly bindings: readonly Binding[];
}

/** A name that bindings may be about, such as `group` and `oidc:platform`. */
export type Subject = Pick<Binding, "subjectKind" | "subject">;

/** How the bindings of a token are found: names may pass to other tokens. No token's name holds a `#`. */
export function tokenSubject(tokenId: bigint): Subject {
  return { subjectKind: "token", subject: `#${tokenId}` };
}

/** Revocations and bindings as they were a moment ago. Throws AUTH_UNAVAILABLE until they were read once. */
export interface AccessLists {
  isRevoked(token: RevocableToken): boolean;
  /** What bindings give to any of the subjects. */
  grantsOf(subjects: readonly Subject[]): readonly Grant[];
  /** Seconds since they were read; null where they never were. */
  ageSeconds(): number | null;
  /** Reads them now. */
  refresh(): Promise<void>;
  stop(): void;
}

interface AccessListsOptions {
  readonly read: () => Promise<AccessRecords>;
  readonly now: () => Instant;
  /** Called when reading fails; the last state is kept. */
  readonly onFailure: (error: unknown) => void;
  readonly everyMs?: number;
}

/** With a read that may take 2 s to connect, a change is known everywhere within 10 s. */
const READ_EVERY_MS = 5_000;
const RETRY_AFTER_SECONDS = 5;

/** Starts to read the lists, again and again; a failure keeps what is known. */
export function watchAccessLists({
  read,
  now,
  onFailure,
  everyMs = READ_EVERY_MS,
}: AccessListsOptions): AccessLists {
  let known: { readonly revocations: readonly Revocation[]; readonly grants: Map<string, Grant[]> } | null =
    null;
  let readAt: Instant = 0;
  let running: Promise<void> | null = null;

  const load = async (): Promise<void> => {
    const askedAt = now();
    try {
      const { revocations, bindings } = await read();
      known = { revocations, grants: bySubject(bindings) };
      readAt = askedAt;
    } catch (error) {
      onFailure(error);
    }
  };
  const refresh = (): Promise<void> =>
    (running ??= load().finally(() => {
      running = null;
    }));
  const lists = () => {
    if (known) return known;
    throw new CostError(
      "AUTH_UNAVAILABLE",
      "Access cannot be checked right now. Try again in a few seconds.",
      {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      },
    );
  };

  // The period counts from start to start: a slow read does not make the next one late.
  const timer = setInterval(() => void refresh(), everyMs);
  timer.unref();
  void refresh();
  return {
    isRevoked: (token) => isRevoked(token, lists().revocations),
    grantsOf: (subjects) => subjects.flatMap((subject) => lists().grants.get(subjectKey(subject)) ?? []),
    ageSeconds: () => (known ? (now() - readAt) / 1_000 : null),
    refresh,
    stop: () => clearInterval(timer),
  };
}

/** By whom they are about; of a binding nothing is kept but what it gives. */
function bySubject(bindings: readonly Binding[]): Map<string, Grant[]> {
  const grants = new Map<string, Grant[]>();
  for (const binding of bindings) {
    const { role, scope } = binding;
    const known = grants.get(subjectKey(binding));
    if (known) known.push({ role, scope });
    else grants.set(subjectKey(binding), [{ role, scope }]);
  }
  return grants;
}

function subjectKey({ subjectKind, subject }: Subject): string {
  return `${subjectKind}\n${subject}`;
}

/** Which JSON Web Tokens no longer hold: those of which all that is not null is true. */
interface Revocation {
  readonly subject: string | null;
  readonly tokenId: string | null;
  readonly issuedBefore: Date | null;
}

/** What a revocation can be about. */
interface RevocableToken {
  /** Behind the issuer's prefix. */
  readonly subject: string;
  readonly tokenId: string | null;
  readonly issuedAtSeconds: number;
}

/** Whether a token has been revoked. Tokens are told apart by what they say: their text has many spellings. */
function isRevoked(token: RevocableToken, revocations: readonly Revocation[]): boolean {
  return revocations.some(
    ({ subject, tokenId, issuedBefore }) =>
      (subject ?? tokenId ?? issuedBefore) !== null &&
      (subject === null || subject === token.subject) &&
      (tokenId === null || tokenId === token.tokenId) &&
      (issuedBefore === null || token.issuedAtSeconds * 1_000 < issuedBefore.getTime()),
  );
}
