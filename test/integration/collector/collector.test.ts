import { setTimeout as sleep } from "node:timers/promises";
import { HOUR_MS, type Instant } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHourTurns } from "../../../server/src/collector/turns/hour-turns.ts";
import { collectHours } from "../../../server/src/collector/collect-hours.ts";
import { type CollectorEvents, runCollector } from "../../../server/src/collector/collector.ts";
import type { CollectedCluster } from "../../../server/src/collector/collect-hour.ts";
import type { Source } from "../../../server/src/domain/observation.ts";
import { readStoredHours, registerCluster } from "../../../server/src/store/collecting/collection.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  ROUND_BOOK,
} from "../../support/observations.ts";
import { hoursFrom } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase, openTestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

const START = Date.parse("2026-11-17T00:00:00Z");
const NOW = START + 10 * HOUR_MS + 15 * 60_000;
const HOURS = hoursFrom(START, 10);

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

/** A source that fails for some hours, as often as it is told to. */
function failingSource(failures: Map<Instant, number> = new Map()): Source {
  return {
    kind: "prometheus",
    earliestHour: () => Promise.resolve(START),
    observe: async (hour) => {
      const left = failures.get(hour) ?? 0;
      failures.set(hour, left - 1);
      await sleep(1);
      if (left > 0) throw new Error("the source answered 500");
      const pod = createPod({ containers: [createContainer({ cpuRequest: 1 })] });
      return createObservation({ hour, nodes: [createNode()], pods: [pod] });
    },
  };
}

async function collected(name: string, source: Source): Promise<CollectedCluster> {
  const clusterId = await registerCluster(database, { name, source: source.kind, currency: "USD" });
  return { clusterId, name, source, priceBook: { ...ROUND_BOOK, currency: "USD" }, database, now: () => NOW };
}

const silent = {
  onHour: () => undefined,
  onFailure: () => undefined,
  signal: new AbortController().signal,
};

async function storedHours(cluster: CollectedCluster): Promise<Instant[]> {
  const stored = await readStoredHours(database, cluster.clusterId, { start: START, end: NOW });
  return stored.map((each) => each.hour).toSorted((a, b) => a - b);
}

test("a failed hour does not block the others", async () => {
  const odd = HOURS[3] ?? 0;
  const cluster = await collected("odd-hour", failingSource(new Map([[odd, 99]])));
  const failed: Instant[] = [];

  const outcome = await collectHours(cluster, HOURS, { ...silent, onFailure: (hour) => failed.push(hour) });

  expect(outcome).toEqual({ written: 9, unchanged: 0, failed: 1, skipped: 0 });
  expect(failed).toEqual([odd]);
  expect(await storedHours(cluster)).toEqual(HOURS.filter((hour) => hour !== odd));
});

test("when every hour fails the rest is left for later", async () => {
  const cluster = await collected("source-down", failingSource(new Map(HOURS.map((hour) => [hour, 99]))));

  const outcome = await collectHours(cluster, HOURS, silent);

  expect(outcome.written).toBe(0);
  expect(outcome.skipped).toBeGreaterThan(0);
});

test("collecting the same hours again changes nothing", async () => {
  const cluster = await collected("again", failingSource());
  await collectHours(cluster, HOURS, silent);

  const outcome = await collectHours(cluster, HOURS, silent);

  expect(outcome).toEqual({ written: 0, unchanged: 10, failed: 0, skipped: 0 });
});

test("a source that hangs keeps nobody else waiting, and stops when it is told to", async () => {
  const hanging: Source = {
    ...failingSource(),
    observe: (_hour, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("stopped")))),
  };
  // Room for one hour at a time, which the first one takes; patience with that one is over at once.
  let hours = 0;
  const patience = (): Promise<boolean> => Promise.resolve(hours++ === 0);
  const turns = createHourTurns({ roomRows: 5_000, patientRows: 5_000, patience });
  const stopping = new AbortController();
  const options = { ...silent, signal: stopping.signal };
  const hung = collectHours({ ...(await collected("hanging", hanging)), turns }, HOURS, options);
  const others = await Promise.all(
    ["live-1", "live-2"].map(async (name) => ({ ...(await collected(name, failingSource())), turns })),
  );

  const outcomes = await Promise.all(others.map((cluster) => collectHours(cluster, HOURS, options)));
  stopping.abort();

  expect(outcomes.map(({ written }) => written)).toEqual([10, 10]);
  expect(await hung).toEqual({ written: 0, unchanged: 0, failed: 0, skipped: 10 });
});

test("a running collector fills all due hours and keeps its failures where the status shows them", async () => {
  const cluster = await collected("running", failingSource(new Map([[HOURS[9] ?? 0, 99]])));
  const stopping = new AbortController();
  const events: CollectorEvents = {
    onStart: () => undefined,
    onProgress: () => undefined,
    onFailure: () => undefined,
    onEnd: () => stopping.abort(),
  };

  await runCollector(cluster, events, stopping.signal);

  expect(await storedHours(cluster)).toEqual(HOURS.slice(0, 9));
  const status = await callAs(
    "viewer",
    createTestServices(database, () => NOW),
  ).clusters.status({ cluster: "running" });
  expect(status.rows[0]).toMatchObject({
    hours: 9,
    lastError: { hour: "2026-11-17T09:00:00Z", message: "the source answered 500" },
    gaps: [{ start: "2026-11-17T09:00:00Z", end: "2026-11-17T10:00:00Z", reason: "source_down" }],
  });
});

test("a database that is away ends neither the collector nor the process", async () => {
  const away = openTestDatabase("postgresql://nobody@127.0.0.1:1/none");
  const cluster = { ...(await collected("away", failingSource())), database: away };
  const stopping = new AbortController();
  const failures: unknown[] = [];
  const events: CollectorEvents = {
    onStart: () => undefined,
    onProgress: () => undefined,
    onEnd: () => undefined,
    onFailure: (_hour, error) => {
      failures.push(error);
      stopping.abort();
    },
  };

  await expect(runCollector(cluster, events, stopping.signal)).resolves.toBeUndefined();

  expect(failures).toMatchObject([{ code: "ECONNREFUSED" }]);
  await away.primary.end();
});

test("demo hours never mix with real ones", async () => {
  const demo = { ...failingSource(), kind: "demo" as const };
  const cluster = await collected("mixed", {
    ...demo,
    observe: async (hour) => createObservation({ hour, source: "demo" }),
  });
  await collectHours(cluster, HOURS, silent);
  expect(await storedHours(cluster)).toHaveLength(10);

  await registerCluster(database, { name: "mixed", source: "prometheus", currency: "USD" });

  expect(await storedHours(cluster)).toEqual([]);
  await expect(registerCluster(database, { name: "mixed", source: "demo", currency: "USD" })).rejects.toThrow(
    "demo hours are not mixed",
  );
});
