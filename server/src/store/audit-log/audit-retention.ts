import type pg from "pg";
import type { ChainStatement } from "./audit-chain.ts";
import { asRole } from "../connection/transaction.ts";

/**
 * The checkpoint up to which the chain may be cut now: the last one older than `days`, but no more than about
 * `mostRecords` from the chain's beginning, so that one cut stays a short transaction. Null where nothing is old.
 */
export async function findCut(
  client: pg.ClientBase,
  days: number,
  mostRecords: number,
): Promise<ChainStatement | null> {
  const { rows } = await client.query<ChainStatement>(
    `with old as (
       select * from audit_checkpoint where signed_at < clock_timestamp() - $1 * interval '1 day'
     ), first as (select min(chain_seq) as seq from audit_seal)
     select old.chain_seq as "chainSeq", old.hash, old.key_id as "keyId", old.statement from old, first
     order by old.chain_seq < first.seq + $2 desc,
       case when old.chain_seq < first.seq + $2 then -old.chain_seq else old.chain_seq end
     limit 1`,
    [days, mostRecords],
  );
  return rows[0] ?? null;
}

/** Drops the records up to a checkpoint and keeps the signed statement of it; returns how many there were. */
export async function cutChain(
  client: pg.PoolClient,
  { chainSeq, keyId, statement }: Omit<ChainStatement, "hash">,
): Promise<number> {
  let dropped = 0;
  await asRole(client, "kubecent_sealer", async () => {
    const { rows } = await client.query<{ dropped: bigint }>(
      `select cut_audit_chain($1, $2, $3) as dropped`,
      [chainSeq, statement, keyId],
    );
    dropped = Number(rows[0]?.dropped ?? 0);
  });
  return dropped;
}
