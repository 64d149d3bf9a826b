import { DAY_MS } from "@kubecent/shared";
import type pg from "pg";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { observedNames, verified } from "../support/named-world.ts";
import { HOUR } from "../support/observations.ts";
import { storeHour, storeHours } from "../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { callAs, createTestPool, createTestServices } from "../support/test-services.ts";
import { until } from "./support/chaos-server.ts";
import { countStatements } from "./support/count-statements.ts";
import { report } from "./support/embedded-run.ts";

const FIRST = observedNames(0, ["payments", "search"]);
const SECOND = observedNames(1, ["payments", "search", "tools"]);
const WINDOW = { start: new Date(HOUR).toISOString(), end: new Date(HOUR + DAY_MS).toISOString() };

let database: TestDatabase;
let undisturbed: unknown;
let statements = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  const pool = createTestPool(database.url, 1);
  const counted = countStatements(pool);
  const clusterId = await storeHours(pool, "undisturbed", []);
  counted.start();
  await storeHour(pool, clusterId, FIRST);
  statements = counted.count();
  await storeHour(pool, clusterId, SECOND);
  undisturbed = await costsOf(pool, "undisturbed");
  await pool.end();
});

afterAll(async () => {
  await database.drop();
});

async function costsOf(pool: pg.Pool, cluster: string): Promise<unknown> {
  const api = callAs(
    "viewer",
    createTestServices(pool, () => HOUR + DAY_MS),
  );
  const asked = { ...WINDOW, cluster: [cluster] };
  const { rows, totals } = await api.cost.allocation({
    ...asked,
    aggregate: ["namespace", "pod", "container"],
  });
  return { rows, totals };
}

/** Kills the one process that serves us: PostgreSQL then starts all over, without the last relaxed commits. */
function killBackend(pid: number): void {
  process.kill(pid, "SIGKILL");
}

/** PostgreSQL takes a moment to notice, and serves until then: it has when the connections of others break. */
async function whenCrashed(): Promise<{ readonly noticed: Promise<unknown> }> {
  const witness = new Client({ connectionString: database.url });
  witness.on("error", () => undefined);
  await witness.connect();
  const { promise: noticed, resolve } = Promise.withResolvers<void>();
  witness.once("end", resolve);
  return { noticed };
}

test("one backend is killed before each statement of a first hour, and after the last: nothing leads nowhere", async () => {
  const startedAt = performance.now();
  for (let place = 1; place <= statements + 1; place++) {
    const cluster = `killed-before-${place}`;
    const pool = createTestPool(database.url, 1);
    const counted = countStatements(pool);
    const clusterId = await storeHours(pool, cluster, []);
    counted.start(place <= statements ? { before: place, kill: killBackend } : undefined);

    const { noticed } = await whenCrashed();

    const outcome = await storeHour(pool, clusterId, FIRST).catch(() => "failed");
    if (place > statements) killBackend(counted.pid());
    await noticed;
    await until("it answers", async () => (await pool.query("select 1")).rowCount === 1);
    await storeHour(pool, clusterId, FIRST);
    await storeHour(pool, clusterId, SECOND);

    expect({ place, outcome }).toEqual({ place, outcome: place <= statements ? "failed" : "written" });
    expect({ place, costs: await costsOf(pool, cluster) }).toEqual({ place, costs: undisturbed });
    await pool.end();
  }
  report(`a backend killed at ${statements + 1} places in`, Math.round(performance.now() - startedAt));

  const pool = createTestPool(database.url, 1);
  const wrong = (await verified(pool)).filter(
    (line) => !line.includes("2 hours and 0 days counted anew, 0 differ"),
  );
  await pool.end();
  expect(statements).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});
