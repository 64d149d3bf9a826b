import { Pool, TypeOverrides } from "pg";

export interface PoolOptions {
  readonly connectionString: string;
  readonly max: number;
  readonly connectTimeoutMs: number;
  readonly queryTimeoutMs: number;
  /** Called when an idle connection breaks; queries under way report their own failure. */
  readonly onError: (error: Error) => void;
}

const INT8_OID = 20;
/** What a statement may take longer than the server allows it: the server's refusal says more than ours. */
const GRACE_MS = 1_000;

const bigintTypes = new TypeOverrides();
bigintTypes.setTypeParser(INT8_OID, BigInt);

/**
 * A pool whose `bigint` columns come back as bigint, and that survives a restart of PostgreSQL: an `error`
 * event without a listener, on the pool or on a connection that is checked out, would end the process.
 */
export function createPool(options: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: options.connectionString,
    max: options.max,
    connectionTimeoutMillis: options.connectTimeoutMs,
    query_timeout: options.queryTimeoutMs + GRACE_MS,
    keepAlive: true,
    application_name: "kubecent",
    types: bigintTypes,
  });
  pool.on("error", options.onError);
  pool.on("connect", (client) => client.on("error", options.onError));
  return pool;
}

/** How long the server lets a question's statement run; nothing else bounds one whose server has hung. */
export function statementTimeoutMs({ options }: Pool): number {
  return Math.max(1, (options.query_timeout ?? 0) - GRACE_MS);
}

/** How long a statement may take that does next to nothing: as long as a connection may. */
export function briefTimeoutMs({ options }: Pool): number {
  return options.connectionTimeoutMillis ?? 0;
}
