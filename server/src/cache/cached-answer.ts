import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Instant } from "@kubecent/shared";
import * as z from "zod";

/** An answer ready to be sent. */
export interface CachedAnswer {
  /** JSON in UTF-8, exactly as it was sent the first time. Nobody changes it. */
  readonly body: Buffer;
  /** A strong validator: the same tag means the same bytes to the same question. */
  readonly etag: string;
  readonly storedAt: Instant;
  /** Until then it is sent as it is. */
  readonly freshUntil: Instant;
  /** Until then it may be sent while a new one is being made. */
  readonly staleUntil: Instant;
}

const StoredSchema = z.object({
  key: z.string(),
  body: z.string(),
  etag: z.string(),
  storedAt: z.number(),
  freshUntil: z.number(),
  staleUntil: z.number(),
});

/** An answer as it stands in the table: packed, as base64, with its key in full. */
export type StoredAnswer = z.output<typeof StoredSchema>;

/** Longer ones are not put into the table: to read them back would take as long as to make them. */
export const LONGEST_STORED_BYTES = 4 * 1024 * 1024;

/** The answer as it goes into the table: packed, for JSON within JSON is escaped letter by letter, here and in PostgreSQL. */
export function toStored(key: string, { body, ...facts }: CachedAnswer): StoredAnswer {
  return { key, body: gzipSync(body, { level: 1 }).toString("base64"), ...facts };
}

/**
 * Reads what stands in the table. Undefined where it is not the answer of this very key: rows that somebody
 * has swapped or spoiled are thrown away, for a key names the scope that an answer was made for.
 */
export function readStored(key: string, stored: unknown): CachedAnswer | undefined {
  const { data } = StoredSchema.safeParse(stored);
  if (data?.key !== key) return undefined;
  const { key: _key, body: packed, ...facts } = data;
  const body = unpacked(packed);
  return body && facts.etag === etagOf(key, body) ? { body, ...facts } : undefined;
}

function unpacked(text: string): Buffer | undefined {
  try {
    return gunzipSync(Buffer.from(text, "base64"), { maxOutputLength: LONGEST_STORED_BYTES });
  } catch {
    return undefined;
  }
}

/** The tag of an answer, by the question (its key, which names scope and data version) and by its bytes. */
export function etagOf(key: string, body: Uint8Array): string {
  const hash = createHash("sha256").update(key).update("\0").update(body);
  return `"${hash.digest("base64url").slice(0, 27)}"`;
}
