import type { Instant } from "@kubecent/shared";
import { hashApiToken } from "./api-token.ts";
import { findStored } from "./api-token-callers.ts";
import { type Caller, callerOf } from "./caller.ts";

/** What is known of a code that was made and not exchanged yet. */
export interface StoredSignInCode {
  readonly codeId: bigint;
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface SignInCodeOptions {
  /** Finds a code by the hash of its text. */
  readonly findCode: (hash: string) => Promise<StoredSignInCode | null>;
  readonly now: () => Instant;
}

/** Tells callers by the code of a link that signs in once. They may do nothing but exchange it. */
export interface SignInCodeCallers {
  /** The caller, or why there is none. Throws where that cannot be found out right now. */
  callerOf(code: string): Promise<Caller | "unknown" | "expired">;
}

/** Looks up each code anew: it may have been exchanged a moment ago. */
export function createSignInCodeCallers({ findCode, now }: SignInCodeOptions): SignInCodeCallers {
  return {
    async callerOf(code) {
      const stored = await findStored(findCode, hashApiToken(code));
      if (stored === null) return "unknown";
      const { codeId, name, createdAt, expiresAt } = stored;
      if (expiresAt.getTime() <= now()) return "expired";
      return callerOf({
        id: `sign-in:${codeId}`,
        name,
        grants: [],
        credential: {
          kind: "sign-in-code",
          from: name,
          id: codeId.toString(),
          createdAt: createdAt.getTime(),
          expiresAt: expiresAt.getTime(),
        },
      });
    },
  };
}
