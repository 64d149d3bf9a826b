import type { Instant, PriceListInUse } from "@kubecent/shared";
import type { ExportRecords } from "../audit/export-records.ts";
import type { RefusalRecorder } from "../audit/refusals.ts";
import type { TrustedKeys } from "../audit/signing-key.ts";
import type { MakerGrants } from "../auth/access/maker-grants.ts";
import type { GrantedCaller, Identity } from "../auth/caller.ts";
import type { AnswerCache } from "../cache/answer-cache.ts";
import type { AuditOrigin } from "../store/audit-log/audit-logs.ts";
import type { Database } from "../store/connection/database.ts";
import type { RuntimeSettings } from "../store/shared-state/runtime-settings.ts";
import type { HeldSnapshot } from "../store/paging/held-snapshot.ts";
import type { CursorSigner } from "./cursor.ts";
import type { NotifyServices } from "./alerts/notify-services.ts";

/** What came with a request to name its change. */
export interface SentKey {
  /** Values of the header, as often as it was sent. */
  readonly values: readonly string[];
  /** Calls that the request makes: more than one in a batch. */
  readonly calls: number;
  /** Called when the answer is that of an earlier request. */
  readonly onReplay: () => void;
}

/** What every call of a procedure gets. */
export interface Context {
  readonly requestId: string;
  readonly identity: Identity;
  /** Where the call came from, as the edge knows it. */
  readonly clientAddress?: string | undefined;
  readonly services: ApiServices;
  /** How the caller has named the change, if it is one. */
  readonly sentKey?: SentKey | undefined;
  /** The moment that all pages of an answer are read from, where it is wanted whole. */
  readonly held?: HeldSnapshot | undefined;
}

/** The same once the caller may ask: what they may see stands in `caller.scope`. */
export interface AdmittedContext {
  readonly caller: GrantedCaller;
  readonly services: ApiServices;
  readonly held?: HeldSnapshot | undefined;
}

/** The audit log as procedures see it. */
export interface AuditServices {
  readonly refusals: RefusalRecorder;
  readonly exports: ExportRecords;
  /** Whose signatures under the chain count. */
  readonly keys: TrustedKeys;
  /** The last checkpoint that this process knows to be signed, from outside the database; null where it knows none. */
  ownCheckpoint(): string | null;
}

/** What procedures work with; made once, when the server starts. */
export interface ApiServices {
  /** Each cloud's list of prices that is in use now. */
  readonly priceLists: () => Promise<readonly PriceListInUse[]>;
  readonly database: Database;
  readonly cursors: CursorSigner;
  readonly cache: AnswerCache;
  readonly now: () => Instant;
  readonly version: string;
  readonly environment: string;
  readonly audit: AuditServices;
  readonly runtimeSettings: RuntimeSettings;
  readonly maxRequestBytes: number;
  readonly notify: NotifyServices;
  /** What those who have made budgets and rules may see now. */
  readonly makers: MakerGrants;
}

/** Who calls and from where, as audit records say it. */
export function originOf(ctx: Context): AuditOrigin {
  const {
    identity: { caller },
    clientAddress,
    requestId,
  } = ctx;
  // The number of a code is no token's.
  const tokenId = caller?.credential.kind === "sign-in-code" ? null : caller?.credential.id;
  return {
    writer: ctx.services.database.auditWriter,
    userId: caller?.id ?? "anonymous",
    requestId,
    ...(caller && { userName: caller.name }),
    ...(clientAddress !== undefined && { clientAddress }),
    ...(typeof tokenId === "string" && { tokenId }),
  };
}
