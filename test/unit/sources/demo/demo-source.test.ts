import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import { createDemoSource } from "../../../../server/src/sources/demo/demo-source.ts";
import { MONDAY, observeHour, observeHours } from "./hours.ts";

const signal = new AbortController().signal;

test("the same hour is the same, however often and by whomever it is asked for", async () => {
  const hour = MONDAY + 9 * HOUR_MS;
  const source = createDemoSource({ seed: "test", now: () => hour });

  const first = await source.observe(hour, signal);
  const again = await source.observe(hour, signal);
  const later = await createDemoSource({ seed: "test", now: () => hour + 90 * DAY_MS }).observe(hour, signal);

  expect(again).toEqual(first);
  expect(later).toEqual(first);
});

test("hours do not depend on the order they are asked for in", async () => {
  const forwards = await observeHours(MONDAY + 7 * HOUR_MS, 5);
  const source = createDemoSource({ seed: "test", now: () => MONDAY });

  for (const expected of forwards.toReversed()) {
    expect(await source.observe(expected.hour, signal)).toEqual(expected);
  }
});

test("a write into an observation does not reach the next one", async () => {
  const source = createDemoSource({ seed: "test", now: () => MONDAY });
  const expected = await observeHour(MONDAY);

  const spoiled = await source.observe(MONDAY, signal);
  for (const container of spoiled.pods.flatMap((pod) => pod.containers)) {
    container.ranMinutes.fill(7);
    container.cpuUsageCores.fill(7);
  }

  expect(await source.observe(MONDAY, signal)).toEqual(expected);
});

test("another seed makes another cluster", async () => {
  const [one, two] = [await observeHour(MONDAY, "one"), await observeHour(MONDAY, "two")];
  const uids = new Set([...one.pods, ...two.pods].map((pod) => pod.uid));

  expect(uids.size).toBe(one.pods.length + two.pods.length);
});

test("history begins at midnight, as many days ago as asked for", async () => {
  const afternoon = Date.UTC(2026, 9, 31, 13, 37);

  const usual = createDemoSource({ now: () => afternoon });
  const short = createDemoSource({ now: () => afternoon, historyDays: 7 });

  expect(await usual.earliestHour(signal)).toBe(Date.UTC(2026, 9, 1));
  expect(await short.earliestHour(signal)).toBe(Date.UTC(2026, 9, 24));
});

test("what is not the start of an hour is refused", async () => {
  await expect(observeHour(MONDAY + 1)).rejects.toThrow("Only whole hours are observed");
});

test("an aborted call is refused", async () => {
  const source = createDemoSource({ now: () => MONDAY });

  await expect(source.observe(MONDAY, AbortSignal.abort())).rejects.toThrow("aborted");
  await expect(source.earliestHour(AbortSignal.abort())).rejects.toThrow("aborted");
});
