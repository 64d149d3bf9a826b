import type pg from "pg";

/**
 * Runs `work` on a connection that takes several statements at a time: those that are put together go out together, are
 * answered one after the other, and cost one way there and back. COPY cannot go over such a connection, so only this
 * work's is one: node-postgres looks at the mark whenever it sends a statement, and before and after none is under way.
 * `work` must have no statement under way when it ends.
 */
export async function pipelined<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  Object.assign(client, { pipeline: true });
  try {
    return await work();
  } finally {
    Object.assign(client, { pipeline: false });
  }
}
