import { createKubeCent, KubeCentError } from "@kubecent/sdk";
import { BASE_PATH } from "../app/base-path.ts";
import { beginSession, keepToken, stayOut } from "./session.ts";

/** What a link holds behind its hash. */
interface LinkCode {
  readonly code: string;
  /** Whether the token is kept until the tab is closed. */
  readonly isKept: boolean;
}

/** Reads the code of a link that signs in once; null for every other hash. */
function readLinkCode(hash: string): LinkCode | null {
  const parts = new URLSearchParams(hash.slice(1));
  const code = parts.get("code");
  return code === null || !/^kcs_[\w-]+$/.test(code) ? null : { code, isKept: parts.get("keep") === "tab" };
}

/** Signs in by the link that the page was opened with, and by those that are pasted into its address bar later. */
export function signInByLinks(): void {
  takeLink();
  addEventListener("hashchange", takeLink);
}

function takeLink(): void {
  const link = readLinkCode(location.hash);
  if (link === null) return;
  // At once, before anything else: the address must not show, keep or copy the code.
  history.replaceState(history.state, "", location.pathname + location.search);
  stayOut("coming");
  void exchange(link);
}

/** Exchanges the code for a token. A code works once, so a lost answer is not asked for again. */
async function exchange({ code, isKept }: LinkCode): Promise<void> {
  const client = createKubeCent({ url: BASE_PATH, token: code, maxRetries: 0 });
  try {
    const { token } = await client.access.signIn.mutate(undefined, { idempotencyKey: null });
    if (isKept) keepToken(token);
    beginSession({ token });
  } catch (error) {
    stayOut(KubeCentError.is(error) && error.kind === "api" && error.status === 401 ? "used" : "unreached");
  }
}
