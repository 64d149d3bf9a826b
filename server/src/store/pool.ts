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
    query_timeout: options.queryTimeoutMs,
    keepAlive: true,
    application_name: "kubecent",
    types: bigintTypes,
  });
  pool.on("error", options.onError);
  pool.on("connect", (client) => client.on("error", options.onError));
  return pool;
}
