import { expect, test } from "vitest";
import { createOpenCostSource } from "../../../../server/src/sources/opencost/opencost-source.ts";
import { envelope, type FakeOpenCost, fakeOpenCost } from "../../../support/opencost/fake-opencost.ts";
import { windowOf } from "../../../support/opencost/recorded-opencost.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 10, 25, 18, 30);
const NEVER = new AbortController().signal;

function text(time: number): string {
  return new Date(time).toISOString();
}

/** Serves a node that was there from one moment to another. */
function nodeFrom(first: number, last = NOW, startText?: string): Promise<FakeOpenCost> {
  return fakeOpenCost((question) => {
    const window = windowOf(question);
    const [start, end] = [Math.max(first, window.start), Math.min(last, window.end)];
    const node = {
      type: "Node",
      properties: { cluster: "prod", name: "node-1" },
      window: { start: text(window.start), end: text(window.end) },
      start: startText ?? text(start),
      end: text(end),
    };
    return envelope(start < end ? { node } : {});
  });
}

async function earliestHour(server: FakeOpenCost, cluster?: string): Promise<number | null> {
  const source = createOpenCostSource({ url: server.url, now: () => NOW, ...(cluster && { cluster }) });
  return source.earliestHour(NEVER);
}

test.each([0, 1, 2, 3, 5, 14, 15, 29, 63, 64, 91, 200, 399])(
  "finds the hour in which a history of %i days begins, by few questions about single days",
  async (days) => {
    const first = Math.floor(NOW / DAY_MS) * DAY_MS - days * DAY_MS + 7 * HOUR_MS + 40 * 60_000;
    await using server = await nodeFrom(first);

    const earliest = await earliestHour(server);

    expect(earliest).toBe(first - 40 * 60_000);
    expect(server.received.length).toBeLessThanOrEqual(20);
    const spans = server.received.map(windowOf).map(({ start, end }) => end - start);
    expect(Math.max(...spans)).toBeLessThanOrEqual(DAY_MS);
  },
);

test("a history of the usual 15 days takes at most nine questions", async () => {
  await using server = await nodeFrom(NOW - 15 * DAY_MS);

  await earliestHour(server);

  expect(server.received.length).toBeLessThanOrEqual(9);
});

test("a cluster that has been gone for some days still has its history", async () => {
  const first = Math.floor(NOW / DAY_MS) * DAY_MS - 10 * DAY_MS;
  await using server = await nodeFrom(first, NOW - 3 * DAY_MS);

  expect(await earliestHour(server)).toBe(first);
});

test("a node that OpenCost has begin in the year 1 makes no history of two thousand years", async () => {
  const first = Math.floor(NOW / DAY_MS) * DAY_MS - DAY_MS;
  await using server = await nodeFrom(first, NOW, "0001-01-01T00:00:00Z");

  expect(await earliestHour(server)).toBe(first);
});

test("an OpenCost that knows nothing has no earliest hour", async () => {
  await using server = await nodeFrom(NOW + DAY_MS);

  expect(await earliestHour(server)).toBeNull();
});

test("a cluster that OpenCost does not know is an error that names those it knows", async () => {
  await using server = await nodeFrom(NOW - DAY_MS);

  await expect(earliestHour(server, "staging")).rejects.toThrow("it knows prod");
});
