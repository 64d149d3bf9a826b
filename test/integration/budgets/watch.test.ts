import { FULL_SCOPE, HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createLogger } from "../../../server/src/log/logger.ts";
import { watchBudgets } from "../../../server/src/run/collecting/budget-watch.ts";
import { acquireLease, releaseLease } from "../../../server/src/store/collecting/leases.ts";
import { createContainer, createNode, createObservation, createPod } from "../../support/observations.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callerWith, callWith, createTestServices } from "../../support/test-services.ts";

const BEGIN = Date.parse("2026-08-01T00:00:00Z");

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(6);
});
afterAll(() => database.drop());

function store(hours: number): Promise<number> {
  const containers = [createContainer({ cpuRequest: 1 })];
  const world = {
    pods: [createPod({ namespace: "shop", name: "shop", containers })],
    nodes: [createNode({})],
  };
  return storeHours(
    database,
    "prod",
    hoursFrom(BEGIN, hours).map((hour) => createObservation({ hour, ...world })),
  );
}

test("the process that leads tells a budget when hours are written, and stops where its lease is lost", async () => {
  const services = createTestServices(database, () => BEGIN + 20 * HOUR_MS);
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ LOG_LEVEL: "info" }, { write: (line) => void lines.push(JSON.parse(line)) });
  await store(2);
  const lease = await acquireLease(database, { name: "test", holder: "me", ttlMs: 600_000 });
  if (!lease) throw new Error("Nobody else wants the lease");
  const editor = callWith(callerWith("editor", FULL_SCOPE), services);
  const wanted = {
    name: "shop",
    amount: "0.1",
    currency: "EUR",
    period: { every: "month" as const, zone: "UTC" },
    thresholds: [{ on: "spent" as const, at: 1 }],
  };
  const { id } = await editor.budgets.set(wanted);
  const stopping = new AbortController();
  const watch = watchBudgets({ services, log, lookEveryMs: 20 });
  const running = watch.run(lease, stopping.signal);
  const crossings = async (): Promise<number> =>
    (await database.primary.query("select from budget_crossing where not is_back")).rowCount ?? 0;

  await vi.waitFor(async () => expect((await editor.budgets.periods({ id })).rows).toHaveLength(1));
  expect(await crossings()).toBe(0);
  await store(10);
  watch.dataChanged?.();
  await vi.waitFor(async () => expect(await crossings()).toBe(1));
  await releaseLease(database, lease);
  await editor.budgets.set({ ...wanted, amount: "0.2" });
  await vi.waitFor(() => expect(lines.some(({ event }) => event === "budget.failed")).toBe(true));
  stopping.abort();
  await running;

  expect(lines.filter(({ event }) => event === "budget.crossed")).toHaveLength(1);
  expect(await crossings()).toBe(1);
});
