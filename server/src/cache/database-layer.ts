import { createHash } from "node:crypto";
import type { Instant } from "@kubecent/shared";
import { Keyv } from "keyv";
import type { Database } from "../store/connection/database.ts";
import { CachedAnswersTable, readCachedKeys } from "../store/shared-state/cached-answers.ts";
import {
  type CachedAnswer,
  LONGEST_STORED_BYTES,
  readStored,
  type StoredAnswer,
  toStored,
} from "./cached-answer.ts";
import { MOST_LISTED, SharedKeys } from "./shared-keys.ts";

/** What failed, for the metrics. */
export type CacheOperation = "get" | "set" | "clear" | "sweep";

/** Answers that all replicas share, in PostgreSQL. A database that is away costs misses, and nothing else. */
export interface DatabaseLayer {
  /** Never throws: an answer that cannot be read is not there. */
  get(key: string): Promise<CachedAnswer | undefined>;
  /** Never throws: an answer that cannot be kept is made again. */
  set(key: string, answer: CachedAnswer, now: Instant): Promise<void>;
  /** Throws away all answers. Never throws. */
  clear(): Promise<void>;
}

const NAMESPACE = "answer";

/** Keeps answers in the table of the migration, over the service's own pool on the primary. */
export function createDatabaseLayer(
  database: Database,
  onError: (operation: CacheOperation) => void,
): DatabaseLayer {
  const keyv = new Keyv<StoredAnswer>({
    store: new CachedAnswersTable(database),
    namespace: NAMESPACE,
    // Thrown to the caller below; as events they would tell the same again, and nothing of a failed read.
    throwOnErrors: true,
    emitErrors: false,
  });
  const keys = new SharedKeys(() => readCachedKeys(database, MOST_LISTED + 1));
  const attempt = async <T>(operation: CacheOperation, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch {
      onError(operation);
      return undefined;
    }
  };
  return {
    get: (key) =>
      attempt("get", async () => {
        const hash = hashOf(key);
        if (await keys.mayHave(`${NAMESPACE}:${hash}`)) return readStored(key, await keyv.get(hash));
        return undefined;
      }),
    set: async (key, answer, now) => {
      const ttlMs = answer.staleUntil - now;
      if (ttlMs <= 0 || answer.body.length > LONGEST_STORED_BYTES) return;
      const hash = hashOf(key);
      await attempt("set", () => keyv.set(hash, toStored(key, answer), ttlMs));
      keys.add(`${NAMESPACE}:${hash}`);
    },
    clear: async () => {
      await attempt("clear", () => keyv.clear());
    },
  };
}

/** Keys are long, and hold names: only their hash stands in the table's key. */
function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
