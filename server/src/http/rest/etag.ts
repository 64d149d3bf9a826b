import { createHash } from "node:crypto";

/** What an answer's tag is made from. */
export interface TaggedAnswer {
  readonly procedure: string;
  readonly question: unknown;
  /** The caller's roles and scopes: two that may see different things never share a tag. */
  readonly access: string;
  /** The answer as it is sent; it holds the version of the data, and where a window such as `24h` lies now. */
  readonly text: string;
}

/** A strong validator: the same tag means the same bytes. */
export function etagOf({ procedure, question, access, text }: TaggedAnswer): string {
  const hash = createHash("sha256");
  for (const part of [procedure, JSON.stringify(question) ?? "", access, text])
    hash.update(part).update("\0");
  return `"${hash.digest("base64url").slice(0, 27)}"`;
}

/** Whether one of the tags that a caller holds is this one. RFC 9110 13.1.2 compares weakly. */
export function holdsTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const held = new Set(ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, "")));
  return held.has("*") || held.has(etag);
}
