import { expect, test, vi } from "vitest";
import { watchPool } from "../../../server/src/run/start/pool-watch.ts";

/** A pool and a database that can be away, looked at every few milliseconds. */
function watched(state: { pool: boolean; database: boolean }, patienceMs = 40) {
  const looks = { pool: 0, database: 0 };
  const onStuck = vi.fn<() => void>();
  const answer = (which: "pool" | "database") => (): Promise<void> => {
    looks[which] += 1;
    return state[which] ? Promise.resolve() : Promise.reject(new Error("away"));
  };
  const end = watchPool({
    askPool: answer("pool"),
    askDirectly: answer("database"),
    onStuck,
    lookEveryMs: 2,
    patienceMs,
  });
  return { looks, onStuck, end };
}

test("a pool that stands still while the database answers is told once", async () => {
  const { onStuck, end, looks } = watched({ pool: false, database: true });

  await vi.waitFor(() => expect(onStuck).toHaveBeenCalledTimes(1));

  await end();
  expect(looks.database).toBe(1);
});

test("a database that is away is no reason to start anew", async () => {
  const { onStuck, end, looks } = watched({ pool: false, database: false });

  await vi.waitFor(() => expect(looks.database).toBeGreaterThan(3));

  await end();
  expect(onStuck).not.toHaveBeenCalled();
});

test("a pool that answers is left alone, and so is one that was away for a while", async () => {
  const state = { pool: false, database: true };
  const { onStuck, end, looks } = watched(state, 60_000);
  await vi.waitFor(() => expect(looks.pool).toBeGreaterThan(3));
  state.pool = true;
  const { pool } = looks;

  await vi.waitFor(() => expect(looks.pool).toBeGreaterThan(pool + 3));

  await end();
  expect(looks.database).toBe(0);
  expect(onStuck).not.toHaveBeenCalled();
});
