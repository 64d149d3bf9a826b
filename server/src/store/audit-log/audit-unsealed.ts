import type pg from "pg";

/**
 * Seconds since the oldest record was written that waits to be sealed; 0 where none waits. All that was written by
 * transactions below `sealedBelow` has been sealed; null looks at everything.
 */
export async function readOldestUnsealed(client: pg.ClientBase, sealedBelow: string | null): Promise<number> {
  const { rows } = await client.query<{ seconds: number }>(
    `select coalesce(greatest(0, extract(epoch from clock_timestamp() - min(log."timestamp"))), 0)::float8 as seconds
     from audit_logs log
     where ($1::text is null or log.written_by >= $1::text::xid8)
       and not exists (select from audit_seal seal where seal.audit_id = log.id)`,
    [sealedBelow],
  );
  return rows[0]?.seconds ?? 0;
}
