/** Whether one of the tags that a caller holds is this one. RFC 9110 13.1.2 compares weakly. */
export function holdsTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const held = new Set(ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, "")));
  return held.has("*") || held.has(etag);
}
