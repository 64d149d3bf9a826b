import type pg from "pg";
import { asRole } from "../connection/transaction.ts";

/** An audit record as it is hashed: every column as text, times in microseconds since 1970. */
export interface ChainRecord {
  readonly id: string;
  readonly timestampUs: string;
  readonly userId: string;
  readonly userName: string;
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly details: string | null;
  readonly status: string;
  readonly result: string | null;
  readonly requestId: string | null;
  readonly clientAddress: string | null;
  readonly tokenId: string | null;
  readonly replica: string;
  readonly serviceVersion: string;
  readonly occurrences: number;
  /** Number of the transaction that wrote it. */
  readonly writtenBy: string;
}

/** The seal of a record: its number in the chain, and the hash of the chain up to it. */
export interface Seal {
  readonly chainSeq: bigint;
  readonly auditId: string;
  readonly sealedAtUs: string;
  readonly digest: Buffer;
  readonly hash: Buffer;
}

/** A signed statement about the chain at a number: a checkpoint, or a cut. */
export interface ChainStatement {
  readonly chainSeq: bigint;
  readonly hash: Buffer;
  readonly keyId: string;
  readonly statement: string;
}

// Not `timestamp::text`: that depends on the session's time zone.
const micros = (column: string): string => `(extract(epoch from ${column}) * 1000000)::bigint::text`;

const RECORD_COLUMNS = `
  log.id::text as id, ${micros('log."timestamp"')} as "timestampUs", log.user_id as "userId",
  log.user_name as "userName", log.action, log.resource_type as "resourceType",
  log.resource_id as "resourceId", log.details::text as details, log.status, log.result::text as result,
  log.request_id as "requestId", log.client_address as "clientAddress", log.token_id as "tokenId",
  log.replica, log.service_version as "serviceVersion", log.occurrences, log.written_by::text as "writtenBy"`;

/** What may be sealed now, in the order in which it will be. */
export interface UnsealedRecords {
  readonly records: readonly ChainRecord[];
  /** All transactions with lower numbers have ended: nothing that they wrote can turn up later. */
  readonly settledBelow: string;
  readonly nowUs: string;
}

/**
 * Reads unsealed records that no transaction still under way can come before. `sealedBelow` is the number below
 * which all was sealed last time; null looks at everything.
 */
export async function readUnsealed(
  client: pg.ClientBase,
  sealedBelow: string | null,
  limit: number,
): Promise<UnsealedRecords> {
  const { rows: moments } = await client.query<{ xmin: string; xmax: string; nowUs: string; isOld: boolean }>(
    `select pg_snapshot_xmin(snapshot)::text as xmin, pg_snapshot_xmax(snapshot)::text as xmax,
       ${micros("clock_timestamp()")} as "nowUs",
       coalesce(pg_snapshot_xmin(snapshot) >= $1::text::xid8, false) as "isOld"
     from pg_current_snapshot() snapshot`,
    [sealedBelow],
  );
  const [moment] = moments;
  if (!moment) throw new Error("PostgreSQL told no snapshot");
  // A database that was restored elsewhere counts its transactions anew: then everything is looked at once.
  const from = moment.isOld ? sealedBelow : "0";
  // A visible record of a transaction that is yet to come is of another count as well, and has long ended.
  const { rows } = await client.query<ChainRecord>(
    `select ${RECORD_COLUMNS} from audit_logs log
     where log.written_by >= $1::text::xid8
       and (log.written_by < $2::text::xid8 or log.written_by >= $3::text::xid8)
       and not exists (select from audit_seal seal where seal.audit_id = log.id)
     order by log.id limit $4`,
    [from, moment.xmin, moment.xmax, limit],
  );
  return { records: rows, settledBelow: moment.xmin, nowUs: moment.nowUs };
}

/** Where the chain ends: its last number and hash, by its last seal or, when all was cut, by the cut. */
export async function readChainEnd(
  client: pg.ClientBase,
): Promise<{ readonly chainSeq: bigint; readonly hash: Buffer } | null> {
  const { rows } = await client.query<{ chainSeq: bigint; hash: Buffer }>(
    `select chain_seq as "chainSeq", hash from (
       (select chain_seq, hash from audit_seal order by chain_seq desc limit 1)
       union all (select chain_seq, hash from audit_cut order by chain_seq desc limit 1)
     ) ends order by chain_seq desc limit 1`,
  );
  return rows[0] ?? null;
}

/** Adds seals and the checkpoint that vouches for the last of them. */
export async function insertSeals(
  client: pg.PoolClient,
  seals: readonly Seal[],
  checkpoint: ChainStatement,
): Promise<void> {
  await asRole(client, "kubecent_sealer", async () => {
    await client.query(
      `insert into audit_seal (chain_seq, audit_id, sealed_at, digest, hash)
       select seq, id, timestamptz 'epoch' + us * interval '1 microsecond', digest, hash
       from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[]) as t (seq, id, us, digest, hash)`,
      [
        seals.map(({ chainSeq }) => chainSeq.toString()),
        seals.map(({ auditId }) => auditId),
        seals.map(({ sealedAtUs }) => sealedAtUs),
        seals.map(({ digest }) => digest),
        seals.map(({ hash }) => hash),
      ],
    );
    await client.query(
      `insert into audit_checkpoint (chain_seq, hash, key_id, statement) values ($1, $2, $3, $4)`,
      [checkpoint.chainSeq, checkpoint.hash, checkpoint.keyId, checkpoint.statement],
    );
  });
}

/** A seal with its record; null where the record is gone. */
export interface SealedRecord extends Seal {
  readonly layout: number;
  readonly record: ChainRecord | null;
}

type SealedRow = Omit<SealedRecord, "record"> & { [Field in keyof ChainRecord]: ChainRecord[Field] | null };

/** Reads seals after a number, in order, each with its record. */
export async function readSealed(
  client: pg.ClientBase,
  afterSeq: bigint,
  limit: number,
): Promise<SealedRecord[]> {
  const { rows } = await client.query<SealedRow>(
    `select seal.chain_seq as "chainSeq", seal.audit_id::text as "auditId", seal.layout,
       ${micros("seal.sealed_at")} as "sealedAtUs", seal.digest, seal.hash, ${RECORD_COLUMNS}
     from audit_seal seal left join audit_logs log on log.id = seal.audit_id
     where seal.chain_seq > $1 order by seal.chain_seq limit $2`,
    [afterSeq, limit],
  );
  return rows.map((row) => {
    const { chainSeq, auditId, layout, sealedAtUs, digest, hash, ...record } = row;
    return { chainSeq, auditId, layout, sealedAtUs, digest, hash, record: recordOf(record) };
  });
}

function recordOf(row: { [Field in keyof ChainRecord]: ChainRecord[Field] | null }): ChainRecord | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- with an id the row is a record, whose columns are as declared
  return row.id === null ? null : (row as ChainRecord);
}

const STATEMENT_COLUMNS = `chain_seq as "chainSeq", hash, key_id as "keyId", statement`;

/** Reads the checkpoints of a stretch of the chain, in order. */
export async function readCheckpoints(
  client: pg.ClientBase,
  afterSeq: bigint,
  upToSeq: bigint,
): Promise<ChainStatement[]> {
  const { rows } = await client.query<ChainStatement>(
    `select ${STATEMENT_COLUMNS} from audit_checkpoint where chain_seq > $1 and chain_seq <= $2 order by chain_seq`,
    [afterSeq, upToSeq],
  );
  return rows;
}

/** The last checkpoint, or the last one at or before a number. */
export async function readLastCheckpoint(
  client: pg.ClientBase,
  upToSeq?: bigint,
): Promise<ChainStatement | null> {
  const { rows } = await client.query<ChainStatement>(
    `select ${STATEMENT_COLUMNS} from audit_checkpoint
     where $1::bigint is null or chain_seq <= $1 order by chain_seq desc limit 1`,
    [upToSeq ?? null],
  );
  return rows[0] ?? null;
}

/** The last cut of retention, and how many records all cuts together have dropped. */
export async function readLastCut(
  client: pg.ClientBase,
): Promise<{ readonly cut: ChainStatement | null; readonly dropped: number }> {
  const { rows } = await client.query<ChainStatement & { dropped: string }>(
    `select ${STATEMENT_COLUMNS}, (select sum(records) from audit_cut)::text as dropped
     from audit_cut order by chain_seq desc limit 1`,
  );
  const [row] = rows;
  return { cut: row ?? null, dropped: Number(row?.dropped ?? 0) };
}

/** The hashes that the chain has at some of its numbers. */
export async function readHashes(
  client: pg.ClientBase,
  seqs: readonly bigint[],
): Promise<ReadonlyMap<bigint, Buffer>> {
  const { rows } = await client.query<{ chainSeq: bigint; hash: Buffer }>(
    `select chain_seq as "chainSeq", hash from audit_seal where chain_seq = any($1::bigint[])`,
    [seqs.map(String)],
  );
  return new Map(rows.map(({ chainSeq, hash }) => [chainSeq, hash]));
}

/** What a stretch of the records holds without a seal. */
export interface UnsealedStretch {
  /** Id of the last record that was looked at; null where there are no more. */
  readonly lastId: bigint | null;
  readonly unsealed: number;
  /** The first record that sealing must have met, and did not. */
  readonly leftBehind: string | null;
}

/** Looks for records without a seal, some thousands at a time, in the order of their ids. */
export async function readUnsealedStretch(
  client: pg.ClientBase,
  { afterId, sealedBelow, limit }: { afterId: bigint; sealedBelow: string | null; limit: number },
): Promise<UnsealedStretch> {
  const { rows } = await client.query<UnsealedStretch>(
    `select max(log.id) as "lastId", (count(*) filter (where seal.audit_id is null))::int as unsealed,
       (min(log.id) filter (where seal.audit_id is null and log.written_by < $2::text::xid8))::text as "leftBehind"
     from (select id, written_by from audit_logs where id > $1 order by id limit $3) log
     left join audit_seal seal on seal.audit_id = log.id`,
    [afterId, sealedBelow, limit],
  );
  return rows[0] ?? { lastId: null, unsealed: 0, leftBehind: null };
}
