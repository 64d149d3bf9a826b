import type pg from "pg";

/** Statements that are under way on a pipelined connection. */
interface Line {
  readonly patienceMs: number;
  length: number;
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
  patienceMs: number,
  work: () => Promise<T>,
): Promise<T> {
  Object.assign(client, { pipeline: true });
  lines.set(client, { patienceMs, length: 0 });
  try {
    return await work();
  } finally {
    lines.delete(client);
    Object.assign(client, { pipeline: false });
  }
}

/**
 * Sends a statement with the patience that its place in the line asks for: node-postgres counts from when it goes out.
 * A server that has hung is known by the first in line all the same, whose connection all share.
 */
export async function inLine<T>(
  client: pg.ClientBase,
  send: (bound: { readonly query_timeout?: number }) => Promise<T>,
): Promise<T> {
  const line = lines.get(client);
  if (!line) return send({});
  line.length++;
  try {
    return await send({ query_timeout: line.length * line.patienceMs });
  } finally {
    line.length--;
  }
}
