import type pg from "pg";
import { allSettledThenThrow } from "./all-settled-then-throw.ts";
import { isBrokenConnection } from "./database-faults.ts";
import { tellFault } from "./fault-counts.ts";
import { isFaultOfKeeping, plansForAll } from "./kept-statements.ts";
import { awaitEnd, endInLine, inLine, type PipelineOptions, pipelined, planInLine } from "./pipelined.ts";
import { type BoundedQuery, briefTimeoutMs, patienceMs } from "./pool.ts";

/** How a transaction begins, and how long that may take where it is not the usual time. */
export type Beginning = string | BoundedQuery;

type Work<T> = (client: pg.PoolClient) => Promise<T>;

/** Runs `work` between a beginning and a commit on a connection of the pool; rolls back when it throws. */
export function runTransaction<T>(pool: pg.Pool, begin: Beginning, work: Work<T>): Promise<T> {
  return lent(pool, async (client) => {
    // A server that has hung is known by this: a question may take long, a beginning may not.
    await client.query(bounded(pool, begin));
    const result = await work(client);
    await client.query("commit");
    return result;
  });
}

interface PipelinedTransaction extends Omit<PipelineOptions, "patienceMs"> {
  readonly begin: Beginning;
}

/** The same on a pipelined connection: the beginning goes out with the first statements of `work`. */
export function runPipelined<T>(
  pool: pg.Pool,
  { begin, ...options }: PipelinedTransaction,
  work: Work<T>,
): Promise<T> {
  return lent(pool, (client) =>
    pipelined(client, { patienceMs: patienceMs(pool), ...options }, async () => {
      const begun = inLine(client, () => client.query(bounded(pool, begin)));
      // Citus plans for the values at hand, whatever the beginning has said.
      const planned = plansForAll(client) ? Promise.resolve() : planInLine(client, "forValues");
      // Where it fails, whatever was sent behind it fails in its wake; a commit is a rollback then.
      const [, result] = await allSettledThenThrow(begun, throughEnd(client, begun, work), planned);
      return result;
    }),
  );
}

/** Runs `work` and ends the transaction behind it; where it fails the end is awaited if it has gone out with the last trip. */
async function throughEnd<T>(client: pg.PoolClient, begun: Promise<unknown>, work: Work<T>): Promise<T> {
  try {
    const result = await work(client);
    await begun;
    await endInLine(client);
    return result;
  } catch (error) {
    await awaitEnd(client);
    throw error;
  }
}

/** Lends `work` a connection and tells what has failed; one that cannot be used any more is thrown away. */
async function lent<T>(pool: pg.Pool, work: Work<T>): Promise<T> {
  try {
    return await lentUncounted(pool, work);
  } catch (error) {
    tellFault(error);
    throw error;
  }
}

async function lentUncounted<T>(pool: pg.Pool, work: Work<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    const isLost = isBrokenConnection(error) || isFaultOfKeeping(error);
    broken = isLost ? toError(error) : await rollBack(client);
    throw error;
  } finally {
    // A connection that cannot even roll back is thrown away instead of being handed to the next one.
    client.release(broken);
  }
}

function bounded(pool: pg.Pool, begin: Beginning): BoundedQuery {
  return typeof begin === "string" ? { text: begin, query_timeout: briefTimeoutMs(pool) } : begin;
}

async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query("rollback");
    return undefined;
  } catch (error) {
    return toError(error);
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
