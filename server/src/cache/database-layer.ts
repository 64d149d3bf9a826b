import { createHash } from "node:crypto";
import { Keyv } from "keyv";
import type { Database } from "../store/connection/database.ts";
import type { Instant } from "@kubecent/shared";
import { type CachedAnswer, readAnswer, writeAnswer } from "./cached-answer.ts";
import { PooledKeyv } from "./pooled-keyv.ts";

/** What failed, for the metrics. */
export type CacheOperation = "get" | "set" | "clear" | "sweep";

/** Answers that all replicas share, in PostgreSQL. A database that is away costs misses, and nothing else. */
export interface DatabaseLayer {
  /** Never throws: what cannot be read is not there. */
  get(key: string): Promise<CachedAnswer | undefined>;
  /** Never throws: what cannot be kept is made again. */
  set(key: string, answer: CachedAnswer, now: Instant): Promise<void>;
  /** Throws away all answers. Never throws. */
  clear(): Promise<void>;
}

const NAMESPACE = "answer";
/** Longer answers are made again: reading them back would take as long. */
const LONGEST_BODY_BYTES = 4 * 1024 * 1024;

/** Keeps answers in the table of the migration, over the app's own pool on the primary. */
export function createDatabaseLayer(
  database: Database,
  onError: (operation: CacheOperation) => void,
): DatabaseLayer {
  const keyv = new Keyv<string>({
    store: new PooledKeyv(database),
    namespace: NAMESPACE,
    throwOnErrors: true,
    // The table has a column for the expiry, and a value is text: there is nothing to wrap.
    serialize: ({ value }) => String(value),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its type leaves the value open; a Keyv of strings has no others
    deserialize: (text: string) => ({ value: text as never }),
  });
  // Errors are thrown as well, to whoever caused them.
  keyv.on("error", () => undefined);

  const attempt = async <T>(operation: CacheOperation, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch {
      onError(operation);
      return undefined;
    }
  };
  return {
    get: async (key) => {
      const text = await attempt("get", () => keyv.get(hashOf(key)));
      return text === undefined ? undefined : readAnswer(key, text);
    },
    set: async (key, answer, now) => {
      const ttlMs = answer.staleUntil - now;
      if (ttlMs <= 0 || answer.body.length > LONGEST_BODY_BYTES) return;
      await attempt("set", () => keyv.set(hashOf(key), writeAnswer(key, answer), ttlMs));
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
