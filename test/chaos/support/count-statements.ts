import type { Database } from "../../../server/src/store/connection/database.ts";

/** Where a pool's only connection is to be hit. */
interface Blow {
  /** Before which statement, counted from the start, from 1. */
  readonly before: number;
  readonly kill: (pid: number) => void;
}

export interface CountedStatements {
  /** Counts from here, and strikes where it is told to. */
  start(blow?: Blow): void;
  count(): number;
  /** The database's process that serves the newest connection. */
  pid(): number;
}

/** Counts the statements that a pool sends. */
export function countStatements(database: Database): CountedStatements {
  const state = { count: 0, pid: 0, blow: undefined as Blow | undefined };
  database.primary.on("connect", (client) => {
    state.pid = pidOf(client);
    const query: unknown = Reflect.get(client, "query");
    if (typeof query !== "function") throw new Error("A client that has no query");
    const counting = (...given: unknown[]): unknown => {
      state.count++;
      if (state.blow?.before === state.count) state.blow.kill(state.pid);
      const sent: unknown = Reflect.apply(query, client, given);
      return sent;
    };
    Object.defineProperty(client, "query", { value: counting, configurable: true, writable: true });
  });
  return {
    start: (blow) => Object.assign(state, { count: 0, blow }),
    count: () => state.count,
    pid: () => state.pid,
  };
}

function pidOf(client: object): number {
  return "processID" in client ? Number(client.processID) : 0;
}
