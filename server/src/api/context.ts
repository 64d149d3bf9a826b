import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Identity } from "../auth/caller.ts";
import type { AnswerCache } from "../cache/answer-cache.ts";
import type { CursorSigner } from "./cursor.ts";

/** What every call of a procedure gets. */
export interface Context {
  readonly requestId: string;
  readonly identity: Identity;
  readonly services: ApiServices;
}

/** What procedures work with; made once, when the server starts. */
export interface ApiServices {
  /** For questions; may lead to a replica. */
  readonly pool: pg.Pool;
  /** For changes, and for what must be true at this moment. */
  readonly primary: pg.Pool;
  readonly cursors: CursorSigner;
  readonly cache: AnswerCache;
  readonly now: () => Instant;
  readonly version: string;
  readonly environment: string;
  readonly limits: { readonly requestsPerMinute: number; readonly requestBytes: number };
}
