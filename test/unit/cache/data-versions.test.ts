import { expect, test, vi } from "vitest";
import { createDataVersions, DataVersion } from "../../../server/src/cache/data-versions.ts";
import type { StoredCluster } from "../../../server/src/store/queries/clusters.ts";

function clusterOf(clusterId: number, dataVersion: bigint, currency = "USD"): StoredCluster {
  return { clusterId, name: `cluster-${clusterId}`, source: "prometheus", currency, dataVersion };
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
const ALL = { names: undefined, currency: undefined };
const DOWN = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

test("all who ask within a second cause one question", async () => {
  const { state, text } = setUp();

  const texts = await Promise.all([text(), text(), text()]);
  state.nowMs = 1_000;
  texts.push(await text());

  expect(texts).toEqual(["1.1", "1.1", "1.1", "1.1"]);
  expect(state.asked).toBe(1);
});

test("what another process has written is seen after a second", async () => {
  const { state, text } = setUp();
  await text();

  state.version = 2n;
  state.nowMs = 1_001;

  expect(await text()).toBe("1.2");
});

test("what this process has written is seen at once", async () => {
  const { state, versions, text } = setUp();
  await text();

  state.version = 2n;
  versions.expire();

  expect(versions.fresh()).toBeUndefined();
  expect(await text()).toBe("1.2");
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

  expect(await before).toBe("1.1");
  expect(after).toBe("1.2");
  expect(versions.fresh()?.of(ALL)).toBe("1.2");
});

test("while the database is away, what was known seconds ago still holds, and no longer", async () => {
  const { state, text } = setUp();
  await text();
  state.answer = () => Promise.reject(DOWN);

  state.nowMs = 5_000;
  const known = await text();
  state.nowMs = 5_001;

  expect(known).toBe("1.1");
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

    expect(await waiting).toBe("1.1");
  } finally {
    vi.useRealTimers();
  }
});

test("a question about some clusters does not change with others", () => {
  const clusters = [clusterOf(1, 7n), clusterOf(2, 9n, "EUR"), clusterOf(3, 4n)];
  const version = new DataVersion(clusters);

  expect(version.of(ALL)).toBe("1.7-2.9-3.4");
  expect(version.of({ names: ["cluster-3", "cluster-1"], currency: undefined })).toBe("1.7-3.4");
  expect(version.of({ names: undefined, currency: "EUR" })).toBe("2.9");
  expect(version.of({ names: ["nowhere"], currency: undefined })).toBe("0");
});
