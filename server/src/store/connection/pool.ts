import { findOutWhetherKept } from "./kept-statements.ts";
import { Client, Pool, type PoolClient, type QueryConfig, TypeOverrides } from "pg";

export interface PoolOptions {
  readonly connectionString: string;
  readonly dbPoolMax: number;
  readonly dbConnectTimeoutMs: number;
  readonly dbQueryTimeoutMs: number;
  /** Called when an idle connection breaks; queries under way report their own failure. */
  readonly onError: (error: Error) => void;
  /** Called with the text of each statement that is sent, never with its values. */
  readonly onStatement?: ((text: string) => void) | undefined;
}

const INT8_OID = 20;
const NUMERIC_OID = 1700;
/** What a statement may take longer than the server allows it: the server's refusal says more than ours. */
const GRACE_MS = 1_000;

/** A connection with its kept plans is worth more than a new one; one that nobody uses is given back. */
const LONGEST_IDLE_MS = 60_000;
const LONGEST_LIFE_SECONDS = 3_600;

const bigintTypes = new TypeOverrides();
bigintTypes.setTypeParser(INT8_OID, BigInt);
bigintTypes.setTypeParser(NUMERIC_OID, wholeNumber);

/** Sums of bigint are numeric, for they may be more than a bigint holds; other numerics stay as they are written. */
function wholeNumber(text: string): bigint | string {
  return /^-?\d+$/.test(text) ? BigInt(text) : text;
}

/**
 * A pool whose `bigint` columns and sums of them come back as bigint, and that survives a restart of PostgreSQL: an `error`
 * event without a listener, on the pool or on a connection that is checked out, would end the process.
 */
export function createPool(options: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: options.connectionString,
    max: options.dbPoolMax,
    connectionTimeoutMillis: options.dbConnectTimeoutMs,
    query_timeout: options.dbQueryTimeoutMs + GRACE_MS,
    keepAlive: true,
    application_name: "kubecent",
    types: bigintTypes,
    // oxlint-disable-next-line typescript/no-misused-promises -- pg-pool waits for it, which its types leave out
    onConnect: findOutWhetherKept,
    // What a connection keeps gets old with it.
    maxLifetimeSeconds: LONGEST_LIFE_SECONDS,
    idleTimeoutMillis: LONGEST_IDLE_MS,
  });
  pool.on("error", options.onError);
  pool.on("connect", (client) => {
    client.on("error", options.onError);
    if (options.onStatement) tellStatements(client, options.onStatement);
  });
  return pool;
}

/** node-postgres has no event for statements: what is handed to a connection is looked at on its way. */
function tellStatements(client: PoolClient, tell: (text: string) => void): void {
  const query: unknown = client.query.bind(client);
  if (typeof query !== "function") return;
  const told = (...args: unknown[]): unknown => {
    const [statement] = args;
    const text =
      typeof statement === "object" && statement !== null ? Reflect.get(statement, "text") : statement;
    if (typeof text === "string") tell(text);
    return Reflect.apply(query, undefined, args);
  };
  Object.assign(client, { query: told });
}

/** How long the server lets a question's statement run; nothing else bounds one whose server has hung. */
export function statementTimeoutMs(pool: Pool): number {
  return Math.max(1, patienceMs(pool) - GRACE_MS);
}

/** How long we wait for a statement: a server that has said nothing by then has hung. */
export function patienceMs({ options }: Pool): number {
  return options.query_timeout ?? 0;
}

/** How long a statement may take that does next to nothing: as long as a connection may. */
export function briefTimeoutMs({ options }: Pool): number {
  return options.connectionTimeoutMillis ?? 0;
}

/** Asks for a sign of life; rejects where none comes in the time that a connection may take. */
export async function askPool(pool: Pool): Promise<void> {
  const question: BoundedQuery = { text: "select 1", query_timeout: briefTimeoutMs(pool) };
  await pool.query(question);
}

/** The same on a connection of its own. */
export async function askDirectly({ options }: Pool): Promise<void> {
  const client = new Client({ ...options, query_timeout: options.connectionTimeoutMillis });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
  } finally {
    await client.end();
  }
}

/** What node-postgres takes and its types leave out. */
export type BoundedQuery = QueryConfig & { readonly query_timeout: number };
