/** W3C Trace Context: version, trace id, parent id, flags; what a later version adds comes after them. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The trace that a request says it is part of; undefined where its `traceparent` is not a sound one. */
export function traceIdOf(headers: readonly string[]): string | undefined {
  const [, version, traceId = "", parentId = "", , more] = TRACEPARENT.exec(headers[0] ?? "") ?? [];
  const isSound =
    headers.length === 1 &&
    version !== undefined &&
    version !== "ff" &&
    (version !== "00" || more === undefined);
  return isSound && /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(parentId) ? traceId : undefined;
}
