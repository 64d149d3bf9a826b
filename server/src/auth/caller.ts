import type { ErrorCode, Role } from "@kubecent/shared";

/** Somebody whom the edge has authenticated. */
export interface Caller {
  /** Stable and unique among callers, such as `token:7`; limits count by it. */
  readonly id: string;
  /** What audit records and answers call them: a token's name. */
  readonly name: string;
  readonly role: Role;
}

/** Who is calling, or why nobody is: a request without a valid token may still ask public questions. */
export type Identity =
  | { readonly caller: Caller; readonly refusal: null }
  | { readonly caller: null; readonly refusal: Extract<ErrorCode, "TOKEN_MISSING" | "TOKEN_INVALID"> };
