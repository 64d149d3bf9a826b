import { randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import type pg from "pg";

/**
 * Statements whose plans a connection keeps under a name. Planning a question took more of the database's time than
 * running it. A name is the connection's own, so it may be used only where every transaction meets the same one again.
 */

/** Shapes of statements that are known at a time, each with its text of up to 40 KB. */
const MOST_SHAPES = 100;
/** What one connection keeps: plans take the database's memory for as long as the connection lives. */
const MOST_ON_A_CONNECTION = 60;

/** The names that a connection has been given; connections that keep none are not in here. */
const keepers = new WeakMap<pg.ClientBase, Set<string>>();
/** Connections to Citus: it finds the servers that have an answer by the values that are asked for. */
const spread = new WeakSet<pg.ClientBase>();
/** A text that is asked once is planned once: only from its second time on it has a number. */
const shapes = new LRUCache<string, Shape>({ max: MOST_SHAPES });
let lastNumber = 0;

/** A statement as it is kept. */
export interface KeptStatement {
  readonly name: string;
  readonly text: string;
}

interface Shape {
  readonly number: number;
  asked: number;
  readonly byRole: Map<string, KeptStatement>;
}

/**
 * Finds out whether a new connection keeps statements: it leads straight to a server, or through a pgbouncer that
 * gives statements names of its own (1.21 and later, with `max_prepared_statements`). Never throws. On Citus none is kept:
 * a plan for all values "could not be distributed".
 */
export async function findOutWhetherKept(client: pg.ClientBase): Promise<void> {
  try {
    const { isDirect, isSpread } = await readPlace(client);
    if (isSpread) spread.add(client);
    else if (isDirect || (await isRenamed(client))) keepers.set(client, new Set());
  } catch {
    // Whoever asks next on this connection is told what is wrong with it.
  }
}

/** Whether statements are kept on the connection. */
export function keepsStatements(client: pg.ClientBase): boolean {
  return keepers.has(client);
}

/** Whether the database can plan a statement once for all values. */
export function plansForAll(client: pg.ClientBase): boolean {
  return !spread.has(client);
}

/**
 * A statement as the connection keeps it; undefined where it is to be sent without a name. Each role has statements of its
 * own: PostgreSQL before 15.9, 16.5 and 17.1 may run a plan that was made for one role for another one without the policies
 * of row-level security (CVE-2024-10976). The text says the role too, for pgbouncer takes equal texts for one statement.
 */
export function keptStatement(client: pg.ClientBase, role: string, text: string): KeptStatement | undefined {
  const names = keepers.get(client);
  if (!names) return undefined;

  const shape = shapes.get(text) ?? { number: ++lastNumber, asked: 0, byRole: new Map() };
  shape.asked++;
  if (shape.asked === 1) shapes.set(text, shape);
  if (shape.asked < 2) return undefined;
  const kept = shape.byRole.get(role) ?? {
    name: `${role}_${shape.number}`,
    text: `/* ${role} */ ${text}`,
  };
  if (names.size >= MOST_ON_A_CONNECTION && !names.has(kept.name)) return undefined;
  shape.byRole.set(role, kept);
  names.add(kept.name);
  return kept;
}

/** PostgreSQL's words where a table has changed under a kept statement; the code alone says less. */
const CHANGED = "cached plan must not change result type";
/** No such statement, or one of that name already: something between us and the server does not know names. */
const UNKNOWN_NAME = new Set(["26000", "42P05"]);

/** Whether a statement failed because it was kept: sent without a name, on another connection, it would go through. */
export function isFaultOfKeeping(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return UNKNOWN_NAME.has(String(error.code)) || (error.code === "0A000" && error.message.includes(CHANGED));
}

/** Where a connection leads. Poolers make up the process that they tell a client of. */
async function readPlace(client: pg.ClientBase): Promise<{ isDirect: boolean; isSpread: boolean }> {
  const { rows } = await client.query<{ pid: number; citus: boolean }>(
    "select pg_backend_pid() as pid, to_regclass('pg_catalog.pg_dist_node') is not null as citus",
  );
  return { isDirect: rows[0]?.pid === Reflect.get(client, "processID"), isSpread: rows[0]?.citus === true };
}

/** In a transaction, so that a pooler without such names has one server for all of it, where the name is taken back. */
async function isRenamed(client: pg.ClientBase): Promise<boolean> {
  const name = `kubecent_${randomBytes(8).toString("hex")}`;
  await client.query("begin");
  try {
    const { rows } = await client.query<{ renamed: boolean }>({
      name,
      text: `select exists (select from pg_prepared_statements
        where starts_with(name, 'PGBOUNCER_') and statement like '%${name}%') as renamed`,
    });
    const renamed = rows[0]?.renamed === true;
    if (!renamed) await client.query(`deallocate ${name}`);
    return renamed;
  } finally {
    await client.query("rollback");
  }
}
