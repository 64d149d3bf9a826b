import type { TokenSource } from "@kubecent/sdk";

/** A token, and what to do about it. */
export interface Session {
  /** Another one each time: what is kept for one session must not be shown in the next. */
  readonly id: number;
  readonly token: TokenSource;
  /** Told that the service refused the token, where that need not be the end: it may be renewed. */
  readonly onRefused?: (() => void) | undefined;
  /** Told that its holder signs out, so that a provider hears of it. */
  readonly onSignOut?: (() => void) | undefined;
}

/**
 * Why nobody is signed in. A token is "refused" that the service never took, and "expired" once it no longer does; a link
 * is "used" that has signed in before, or waited too long; an issuer that was asked for a token has "not-issued" one.
 * "coming" is an answer that is on its way.
 */
export type SignedOutReason =
  | "new"
  | "coming"
  | "signed-out"
  | "refused"
  | "expired"
  | "used"
  | "unreached"
  | "not-issued";

/** Whether somebody is signed in. It lives in memory: loading the page anew ends it, unless the token is kept by choice. */
export type SessionState =
  | { readonly session: Session; readonly reason: null }
  | {
      readonly session: null;
      readonly reason: SignedOutReason;
      /** What somebody else said of it: an issuer. */
      readonly detail?: string | undefined;
    };

const KEPT_TOKEN = "kubecent.token";

let state = keptSession();
let sessions = 0;
const listeners = new Set<() => void>();

export function sessionState(): SessionState {
  return state;
}

/** Calls back at each change; returns how to stop that. */
export function watchSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Begins a session. Whether the service takes the token is found out by using it. */
export function beginSession(begun: Omit<Session, "id">): Session {
  sessions += 1;
  const session = { ...begun, id: sessions };
  change({ session, reason: null });
  return session;
}

/** Says why nobody is signed in. */
export function stayOut(reason: SignedOutReason, detail?: string): void {
  dropKeptToken();
  change({ session: null, reason, detail });
}

/** Keeps a token until this tab is closed, also when the page is loaded anew. */
export function keepToken(token: string): void {
  sessionStorage.setItem(KEPT_TOKEN, token);
}

/** Whether this tab keeps a token. */
export function isTokenKept(): boolean {
  return sessionStorage.getItem(KEPT_TOKEN) !== null;
}

/** Keeps no token any more: the session goes on until the page is loaded anew. */
export function dropKeptToken(): void {
  sessionStorage.removeItem(KEPT_TOKEN);
}

/** Ends a session, and forgets its token. An answer that comes late, to an earlier session, ends nothing. */
export function endSession(session: Session, reason: SignedOutReason): void {
  if (state.session?.id !== session.id) return;
  stayOut(reason);
  if (reason === "signed-out") session.onSignOut?.();
}

function change(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

function keptSession(): SessionState {
  const token = sessionStorage.getItem(KEPT_TOKEN);
  return token === null ? { session: null, reason: "new" } : { session: { id: 0, token }, reason: null };
}
