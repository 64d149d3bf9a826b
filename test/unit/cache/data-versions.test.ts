import { expect, test, vi } from "vitest";
import { createDataVersions, DataVersion } from "../../../server/src/cache/data-versions.ts";
import {
  dataVersionOf,
  type StoredCluster,
} from "../../../server/src/store/queries/clusters/stored-clusters.ts";

function clusterOf(clusterId: number, dataVersion: bigint, currency = "USD"): StoredCluster {
  return {
    clusterId,
    name: `cluster-${clusterId}`,
    source: "prometheus",
    currency,
    dataVersion,
    dataMark: "a",
  };
}

/** Versions over a database that answers with what `state` says, on a clock of its own. */
function setUp() {
  const state = { version: 1n, asked: 0, nowMs: 0, answer: (): Promise<void> => Promise.resolve() };
  const versions = createDataVersions({
    monotonicMs: () => state.nowMs,
    read: async () => {
      state.asked++;
      const read = [clusterOf(1, state.version)];
      await state.answer();
      return read;
    },
  });
  return { state, versions, text: async () => (await versions.current()).of(ALL) };
}
/** What is said of the one cluster at its first version, and at its second. */
const FIRST = dataVersionOf([clusterOf(1, 1n)]);
const SECOND = dataVersionOf([clusterOf(1, 2n)]);
const ALL = { names: undefined, currency: undefined };
const DOWN = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

test("all who ask within a second cause one question", async () => {
  const { state, text } = setUp();

  const texts = await Promise.all([text(), text(), text()]);
  state.nowMs = 1_000;
  texts.push(await text());

  expect(texts).toEqual([FIRST, FIRST, FIRST, FIRST]);
  expect(state.asked).toBe(1);
});

test("what another process has written is seen after a second", async () => {
  const { state, text } = setUp();
  await text();

  state.version = 2n;
  state.nowMs = 1_001;

  expect(await text()).toBe(SECOND);
});

test("what this process has written is seen at once", async () => {
  const { state, versions, text } = setUp();
  await text();

  state.version = 2n;
  versions.expire();

  expect(versions.fresh()).toBeUndefined();
  expect(await text()).toBe(SECOND);
});

test("an answer that was on its way while an hour was written is not believed", async () => {
  const { state, versions, text } = setUp();
  const { promise, resolve } = Promise.withResolvers<void>();
  state.answer = () => promise;
  const before = text();

  state.version = 2n;
  versions.expire();
  state.answer = () => Promise.resolve();
  const after = await text();
  resolve();

  expect(await before).toBe(FIRST);
  expect(after).toBe(SECOND);
  expect(versions.fresh()?.of(ALL)).toBe(SECOND);
});

test("while the database is away, what was known seconds ago still holds, and no longer", async () => {
  const { state, text } = setUp();
  await text();
  state.answer = () => Promise.reject(DOWN);

  state.nowMs = 5_000;
  const known = await text();
  state.nowMs = 5_001;

  expect(known).toBe(FIRST);
  await expect(text()).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
});

test("after an hour was written here, an outage leaves nothing to go by", async () => {
  const { state, versions, text } = setUp();
  await text();
  state.answer = () => Promise.reject(DOWN);

  versions.expire();

  await expect(text()).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
});

test("a database that does not answer holds nobody up who has something to go by", async () => {
  vi.useFakeTimers();
  try {
    const { state, text } = setUp();
    await text();
    state.answer = () => new Promise(() => undefined);
    state.nowMs = 2_000;

    const waiting = text();
    await vi.advanceTimersByTimeAsync(250);

    expect(await waiting).toBe(FIRST);
  } finally {
    vi.useRealTimers();
  }
});

test("a question about some clusters has their version, whatever others there are", () => {
  const one = clusterOf(1, 7n);
  const euro = clusterOf(2, 9n, "EUR");
  const other = clusterOf(3, 4n);
  const version = new DataVersion([one, euro, other]);

  expect(version.of(ALL)).toBe(dataVersionOf([one, euro, other]));
  expect(version.of({ names: ["cluster-3", "cluster-1"], currency: undefined })).toBe(
    dataVersionOf([one, other]),
  );
  expect(version.of({ names: undefined, currency: "EUR" })).toBe(dataVersionOf([euro]));
  expect(version.of({ ...ALL, shownBy: { clusters: ["cluster-1"], namespaces: "all" } })).toBe(
    dataVersionOf([one]),
  );
  expect(version.of({ names: ["nowhere"], currency: undefined })).toBe("0");
});

test("a version tells nothing of how many clusters there are: ids are not in it", () => {
  expect(dataVersionOf([{ ...clusterOf(1, 7n), clusterId: 99 }])).toBe(dataVersionOf([clusterOf(1, 7n)]));
  expect(dataVersionOf([clusterOf(1, 8n)])).not.toBe(dataVersionOf([clusterOf(1, 7n)]));
  expect(dataVersionOf([clusterOf(2, 7n)])).not.toBe(dataVersionOf([clusterOf(1, 7n)]));
  expect(dataVersionOf([{ ...clusterOf(1, 7n), dataMark: "b" }])).not.toBe(dataVersionOf([clusterOf(1, 7n)]));
});
