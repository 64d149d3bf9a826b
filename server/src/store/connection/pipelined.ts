import { Writable } from "node:stream";
import type pg from "pg";
import { type KeptStatement, keptStatement, plansForAll } from "./kept-statements.ts";

/** How the database plans what it is sent: for the values at hand, or once for all values. */
export const PLANNING = { forValues: "auto", forAll: "force_generic_plan" } as const;
export type Planning = keyof typeof PLANNING;

/** How a pipelined connection is used. */
export interface PipelineOptions {
  readonly patienceMs: number;
  /** Whether statements may be kept on it by name, where the connection can do that. */
  readonly mayKeep: boolean;
  /** How it is told to plan in the statement by which its transaction begins; for values where that says nothing. */
  readonly planning?: Planning;
  /** Asked when a trip is about to go out: whether the transaction ends with it. Never where nothing is said. */
  readonly isLastTrip?: () => boolean;
}

/** Statements that are under way on a pipelined connection. */
interface Line extends Omit<PipelineOptions, "planning"> {
  /** Rejects when the server has said nothing for too long. */
  readonly hung: PromiseWithResolvers<never>;
  length: number;
  /** The database role that statements run under. */
  role: string;
  planning: Planning;
  /** Whether what is sent waits until all that is put now has been put. */
  isGathering: boolean;
  timer: NodeJS.Timeout | undefined;
  /** The end of its transaction, once that is on its way. */
  end: Promise<unknown> | undefined;
}

const lines = new WeakMap<pg.ClientBase, Line>();

/**
 * Runs `work` on a connection that takes several statements at a time: those that are put together go out together, are
 * answered one after the other, and cost one way there and back. COPY cannot go over such a connection, so only this
 * work's is one: node-postgres looks at the mark whenever it sends a statement, and before and after none is under way.
 * `work` must have no statement under way when it ends. A statement has `patienceMs` from when it is the first in line.
 */
export async function pipelined<T>(
  client: pg.ClientBase,
  options: PipelineOptions,
  work: () => Promise<T>,
): Promise<T> {
  const line: Line = {
    ...options,
    hung: Promise.withResolvers<never>(),
    length: 0,
    role: "kubecent_app",
    planning: options.planning ?? "forValues",
    isGathering: false,
    timer: undefined,
    end: undefined,
  };
  // The rejection may arrive before anyone awaits it.
  line.hung.promise.catch(() => undefined);
  Object.assign(client, { pipeline: true });
  lines.set(client, line);
  try {
    return await work();
  } finally {
    clearTimeout(line.timer);
    lines.delete(client);
    Object.assign(client, { pipeline: false });
  }
}

/**
 * Sends a statement, and waits for it from when it is the first in line: node-postgres would count from when it goes
 * out, so it is told to wait for those before it as well.
 */
export function inLine<T>(
  client: pg.ClientBase,
  send: (bound: { readonly query_timeout?: number }) => Promise<T>,
): Promise<T> {
  const line = lines.get(client);
  if (!line) return send({});
  if (line.end) return Promise.reject(new PastEnd("The transaction has ended already"));
  return put(client, line, send);
}

/** Thrown where something is asked in a transaction whose end is on its way. */
export class PastEnd extends Error {
  override readonly name = "PastEnd";
}

/** Ends the transaction, unless that went out with its last trip. */
export async function endInLine(client: pg.ClientBase): Promise<void> {
  const line = lines.get(client);
  if (line) await (line.end ??= sendEnd(client, line));
}

/** Waits until the end is through, if it is on its way: a rollback must not get in between. */
export async function awaitEnd(client: pg.ClientBase): Promise<void> {
  await lines.get(client)?.end?.catch(() => undefined);
}

function sendEnd(client: pg.ClientBase, line: Line): Promise<unknown> {
  const end = put(client, line, (bound) => client.query({ text: "commit", ...bound }));
  // Whoever ends the transaction is told, a moment later.
  end.catch(() => undefined);
  return end;
}

async function put<T>(
  client: pg.ClientBase,
  line: Line,
  send: (bound: { readonly query_timeout?: number }) => Promise<T>,
): Promise<T> {
  gather(client, line);
  line.length++;
  if (line.length === 1) watch(line);
  const sent = send({ query_timeout: (line.length + 1) * line.patienceMs }).finally(() => {
    line.length--;
    // Of a line that is over nothing is awaited.
    if (lines.get(client) === line) watch(line);
  });
  return Promise.race([sent, line.hung.promise]);
}

/** What stands for the snapshot that the connection is in, for as long as it lasts; undefined outside of one. */
export function snapshotOf(client: pg.ClientBase): object | undefined {
  return lines.get(client);
}

/** Says under which role the statements that follow run: what is kept for one is never run for another. */
export function noteRole(client: pg.ClientBase, role: string): void {
  const line = lines.get(client);
  if (line) line.role = role;
}

/** A statement as it is kept on the connection; undefined where it is not. */
export function keptInLine(client: pg.ClientBase, text: string): KeptStatement | undefined {
  const line = lines.get(client);
  return line?.mayKeep ? keptStatement(client, line.role, text) : undefined;
}

/** Has the database plan what follows in another way, where it does not do so already. Outside of a line it plans for values. */
export async function planInLine(client: pg.ClientBase, planning: Planning): Promise<void> {
  const line = lines.get(client);
  const wanted = plansForAll(client) ? planning : "forValues";
  if (!line || line.planning === wanted) return;
  line.planning = wanted;
  const text = `set local plan_cache_mode = ${PLANNING[wanted]}`;
  await inLine(client, (bound) => client.query({ text, ...bound }));
}

/**
 * Sends all statements that are put in one turn with one call to the system: node-postgres makes one for each, and a
 * question's sixteen calls took a tenth of its time in the service.
 */
function gather(client: pg.ClientBase, line: Line): void {
  const stream = streamOf(client);
  if (line.isGathering || !stream) return;
  line.isGathering = true;
  stream.cork();
  process.nextTick(() => {
    // While it gathers: the end goes out with what it ends.
    if (line.isLastTrip?.() === true) line.end ??= sendEnd(client, line);
    line.isGathering = false;
    stream.uncork();
  });
}

/** Its types leave a client's connection out. */
function streamOf(client: pg.ClientBase): Writable | undefined {
  const connection: unknown = Reflect.get(client, "connection");
  const stream: unknown =
    typeof connection === "object" && connection !== null ? Reflect.get(connection, "stream") : undefined;
  return stream instanceof Writable ? stream : undefined;
}

function watch(line: Line): void {
  clearTimeout(line.timer);
  if (line.length === 0) return;
  // In node-postgres' own words, by which a connection is known that cannot be used any more.
  line.timer = setTimeout(() => line.hung.reject(new Error("Query read timeout")), line.patienceMs);
}
