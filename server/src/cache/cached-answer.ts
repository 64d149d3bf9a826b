import { createHash } from "node:crypto";
import type { Instant } from "@kubecent/shared";
import * as z from "zod";
import { parseJson } from "../domain/parse-json.ts";

/** An answer ready to be sent. */
export interface CachedAnswer {
  /** JSON in UTF-8, exactly as it was sent the first time. Never to be changed. */
  readonly body: Buffer;
  /** A strong validator: the same tag means the same bytes to the same question. */
  readonly etag: string;
  readonly storedAt: Instant;
  /** Until then it is sent as it is. */
  readonly freshUntil: Instant;
  /** Until then it may be sent while a new one is being made. */
  readonly staleUntil: Instant;
}

const HeadSchema = z.object({
  key: z.string(),
  etag: z.string(),
  storedAt: z.number(),
  freshUntil: z.number(),
  staleUntil: z.number(),
});

/** What stands in the table: a line of facts, the key in full among them, then the answer as it is. */
export function writeAnswer(key: string, { body, ...facts }: CachedAnswer): string {
  return `${JSON.stringify({ key, ...facts })}\n${body.toString()}`;
}

/**
 * Reads what stands in the table. Undefined where it is not the answer of this very key: rows that somebody
 * has swapped or spoiled are thrown away, for a key names whose scope an answer was made for.
 */
export function readAnswer(key: string, text: string): CachedAnswer | undefined {
  const end = text.indexOf("\n");
  const head = HeadSchema.safeParse(parseJson(text.slice(0, Math.max(0, end))));
  if (!head.success || head.data.key !== key) return undefined;
  const { key: _key, ...facts } = head.data;
  const body = Buffer.from(text.slice(end + 1));
  return facts.etag === etagOf(key, body) ? { body, ...facts } : undefined;
}

/** The tag of an answer, by the question (its key, which names scope and data version) and by its bytes. */
export function etagOf(key: string, body: Uint8Array): string {
  const hash = createHash("sha256").update(key).update("\0").update(body);
  return `"${hash.digest("base64url").slice(0, 27)}"`;
}
