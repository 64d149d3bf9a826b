import { CostError, DAY_MS, type Instant, type RevocationInput } from "@kubecent/shared";

/** No issuer may make tokens that live longer: config refuses it. After that a revoked token is expired anyway. */
export const LONGEST_LIFETIME_DAYS = 31;

/** What a revocation is kept as, with the moment after which no token can be about it. */
export function newRevocation(
  { subject, tokenId, issuedBefore, reason = "" }: RevocationInput,
  now: Instant,
) {
  const before = issuedBefore === undefined ? null : Date.parse(issuedBefore);
  if (before !== null && before > now) throw inFuture();
  const lifetimeMs = LONGEST_LIFETIME_DAYS * DAY_MS;
  return {
    subject: subject ?? null,
    tokenId: tokenId ?? null,
    issuedBefore: before === null ? null : new Date(before),
    reason,
    endsAt: before === null && tokenId === undefined ? null : new Date((before ?? now) + lifetimeMs),
  };
}

/** A future time would also revoke tokens not yet issued, including those needed to undo it. */
function inFuture(): CostError {
  const message = "must not lie in the future";
  return new CostError("VALIDATION_FAILED", `issuedBefore: ${message}`, {
    details: [{ field: "issuedBefore", message, type: "custom" }],
  });
}
