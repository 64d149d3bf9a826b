import { formatInstant, type RevocationRow } from "@kubecent/shared";
import type { StoredRevocation } from "../../../store/access/stored-revocations.ts";
import { instantOf } from "../stored-instant.ts";

/** A revocation as answers show it. */
export function revocationRow(stored: StoredRevocation): RevocationRow {
  return {
    id: stored.revocationId.toString(),
    subject: stored.subject,
    tokenId: stored.tokenId,
    issuedBefore: instantOf(stored.issuedBefore),
    reason: stored.reason,
    createdAt: formatInstant(stored.createdAt.getTime()),
    createdBy: stored.createdBy,
    endsAt: instantOf(stored.endsAt),
  };
}
