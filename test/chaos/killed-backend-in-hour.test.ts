import { DAY_MS } from "@kubecent/shared";
import type { Database } from "../../server/src/store/connection/database.ts";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { observedNames, verified } from "../support/named-world.ts";
import { HOUR } from "../support/observations.ts";
import { storeHour, storeHours } from "../support/stored-world.ts";
import { createTestDatabase, type TestDatabase, openTestDatabase } from "../support/test-database.ts";
import { callAs, createTestServices } from "../support/test-services.ts";
import { until } from "./support/chaos-server.ts";
import { countStatements } from "./support/count-statements.ts";
import { report } from "./support/embedded-run.ts";

const FIRST = observedNames(0, ["payments", "search"]);
const SECOND = observedNames(1, ["payments", "search", "tools"]);
const WINDOW = { start: new Date(HOUR).toISOString(), end: new Date(HOUR + DAY_MS).toISOString() };

let made: TestDatabase;
let undisturbed: unknown;
let statements = 0;

beforeAll(async () => {
  made = await createTestDatabase();
  const database = openTestDatabase(made.url, 1);
  const counted = countStatements(database);
  // The week's table is made with its first hour, which takes statements that no later hour sends.
  await storeHours(database, "before", [FIRST, SECOND]);
  const clusterId = await storeHours(database, "undisturbed", []);
  counted.start();
  await storeHour(database, clusterId, FIRST);
  statements = counted.count();
  await storeHour(database, clusterId, SECOND);
  undisturbed = await costsOf(database, "undisturbed");
  await database.primary.end();
});

afterAll(async () => {
  await made.drop();
});

async function costsOf(database: Database, cluster: string): Promise<unknown> {
  const api = callAs(
    "viewer",
    createTestServices(database, () => HOUR + DAY_MS),
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
  const witness = new Client({ connectionString: made.url });
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
    const database = openTestDatabase(made.url, 1);
    const counted = countStatements(database);
    const clusterId = await storeHours(database, cluster, []);
    counted.start(place <= statements ? { before: place, kill: killBackend } : undefined);

    const { noticed } = await whenCrashed();

    const outcome = await storeHour(database, clusterId, FIRST).catch(() => "failed");
    if (place > statements) killBackend(counted.pid());
    await noticed;
    await until("it answers", async () => (await database.primary.query("select 1")).rowCount === 1);
    await storeHour(database, clusterId, FIRST);
    await storeHour(database, clusterId, SECOND);

    expect({ place, outcome }).toEqual({ place, outcome: place <= statements ? "failed" : "written" });
    expect({ place, costs: await costsOf(database, cluster) }).toEqual({ place, costs: undisturbed });
    await database.primary.end();
  }
  report(`a backend killed at ${statements + 1} places in`, Math.round(performance.now() - startedAt));

  const database = openTestDatabase(made.url, 1);
  const wrong = (await verified(database)).filter(
    (line) => !line.includes("2 hours and 0 days counted anew, 0 differ"),
  );
  await database.primary.end();
  expect(statements).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});
