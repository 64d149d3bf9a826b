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
  readonly pool: pg.Pool;
  readonly cursors: CursorSigner;
  readonly cache: AnswerCache;
  readonly now: () => Instant;
  readonly version: string;
  readonly environment: string;
  readonly limits: { readonly requestsPerMinute: number; readonly requestBytes: number };
}
