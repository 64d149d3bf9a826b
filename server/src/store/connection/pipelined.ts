import type pg from "pg";

/** Statements that are under way on a pipelined connection. */
interface Line {
  readonly patienceMs: number;
  /** Rejects when the server has said nothing for too long. */
  readonly hung: PromiseWithResolvers<never>;
  length: number;
  timer: NodeJS.Timeout | undefined;
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
  const line: Line = { patienceMs, hung: Promise.withResolvers<never>(), length: 0, timer: undefined };
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
export async function inLine<T>(
  client: pg.ClientBase,
  send: (bound: { readonly query_timeout?: number }) => Promise<T>,
): Promise<T> {
  const line = lines.get(client);
  if (!line) return send({});
  line.length++;
  if (line.length === 1) watch(line);
  const sent = send({ query_timeout: (line.length + 1) * line.patienceMs }).finally(() => {
    line.length--;
    // Of a line that is over nothing is awaited.
    if (lines.get(client) === line) watch(line);
  });
  return Promise.race([sent, line.hung.promise]);
}

function watch(line: Line): void {
  clearTimeout(line.timer);
  if (line.length === 0) return;
  // In node-postgres' own words, by which a connection is known that cannot be used any more.
  line.timer = setTimeout(() => line.hung.reject(new Error("Query read timeout")), line.patienceMs);
}
