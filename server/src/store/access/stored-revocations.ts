import { CostError } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";
import { originName } from "../audit-log/audit-record.ts";
import { inTransaction } from "../connection/transaction.ts";

/** Which JSON Web Tokens no longer hold: those of which all that is not null is true. */
export interface NewRevocation {
  readonly subject: string | null;
  readonly tokenId: string | null;
  readonly issuedBefore: Date | null;
  readonly reason: string;
  /** When the last token that it could be about has expired; null where it holds until it is deleted. */
  readonly endsAt: Date | null;
}

export interface StoredRevocation extends NewRevocation {
  readonly revocationId: bigint;
  readonly createdAt: Date;
  readonly createdBy: string;
}

interface RevocationRecord {
  revocation_id: bigint;
  subject: string | null;
  token_id: string | null;
  issued_before: Date | null;
  reason: string;
  created_at: Date;
  created_by: string;
  ends_at: Date | null;
}

const COLUMNS = "revocation_id, subject, token_id, issued_before, reason, created_at, created_by, ends_at";

/** Keeps a revocation and its audit record, or neither; those that no token can be about any more go. */
export async function createRevocation(
  client: pg.PoolClient,
  revocation: NewRevocation,
  origin: AuditOrigin,
): Promise<StoredRevocation> {
  const { subject, tokenId, issuedBefore, reason, endsAt } = revocation;
  await client.query("delete from access_revocation where ends_at < now()");
  const { rows } = await client.query<RevocationRecord>(
    `insert into access_revocation (subject, token_id, issued_before, reason, created_by, ends_at)
     values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
    [subject, tokenId, issuedBefore, reason, originName(origin), endsAt],
  );
  const [row] = rows;
  if (!row) throw new Error("The statement returned no row");
  await insertAudit(client, {
    ...revocationAudit("REVOCATION_CREATED", row.revocation_id),
    ...origin,
    details: detailsOf(row),
    status: "SUCCESS",
  });
  return revocationOf(row);
}

/** Deletes a revocation, with its audit record. Throws NOT_FOUND where there is none of this number. */
export async function deleteRevocation(
  client: pg.PoolClient,
  revocationId: bigint,
  origin: AuditOrigin,
): Promise<StoredRevocation> {
  const { rows } = await client.query<RevocationRecord>(
    `delete from access_revocation where revocation_id = $1 returning ${COLUMNS}`,
    [revocationId],
  );
  const [row] = rows;
  if (!row) throw new CostError("NOT_FOUND", `There is no revocation ${revocationId}.`);
  await insertAudit(client, {
    ...revocationAudit("REVOCATION_DELETED", revocationId),
    ...origin,
    details: detailsOf(row),
    status: "SUCCESS",
  });
  return revocationOf(row);
}

/** The revocations that still hold, newest first. */
export function listRevocations(database: Database): Promise<StoredRevocation[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<RevocationRecord>(
      `select ${COLUMNS} from access_revocation where ends_at is null or ends_at > now() order by revocation_id desc`,
    );
    return rows.map(revocationOf);
  });
}

function revocationOf(record: RevocationRecord): StoredRevocation {
  return {
    revocationId: record.revocation_id,
    subject: record.subject,
    tokenId: record.token_id,
    issuedBefore: record.issued_before,
    reason: record.reason,
    createdAt: record.created_at,
    createdBy: record.created_by,
    endsAt: record.ends_at,
  };
}

function detailsOf({ subject, token_id: tokenId, issued_before: issuedBefore, reason }: RevocationRecord) {
  return { subject, tokenId, issuedBefore: issuedBefore?.toISOString() ?? null, reason };
}

function revocationAudit(action: string, revocationId: bigint) {
  return { action, resourceType: "REVOCATION", resourceId: revocationId.toString() };
}
