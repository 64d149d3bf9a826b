import { expect, test } from "vitest";
import { type Clock, ClockSkewError, trustedNow } from "../../../server/src/collector/trusted-now.ts";
import type { Source } from "../../../server/src/domain/observation.ts";

const NOW = Date.parse("2026-11-18T12:00:00Z");
const SECOND_MS = 1_000;

function clock(whose: string, skewSeconds: number): Clock {
  return { whose, read: () => Promise.resolve(NOW + skewSeconds * SECOND_MS) };
}

function source(skewSeconds?: number): Source {
  return {
    kind: "prometheus",
    earliestHour: () => Promise.resolve(null),
    observe: () => Promise.reject(new Error("not asked")),
    ...(skewSeconds !== undefined && { clock: () => Promise.resolve(NOW + skewSeconds * SECOND_MS) }),
  };
}

function trusted(clocks: Clock[], own: Source, skews: string[] = []) {
  return trustedNow(
    { now: () => NOW, clocks, source: own },
    (whose, skewMs) => skews.push(`${whose} ${skewMs}`),
    new AbortController().signal,
  );
}

test("the earliest of all clocks is believed", async () => {
  expect(await trusted([clock("the database", 20)], source(-120))).toBe(NOW - 120 * SECOND_MS);
  expect(await trusted([clock("the database", 20)], source())).toBe(NOW);
});

test("clocks half a minute apart are told of", async () => {
  const skews: string[] = [];

  await trusted([clock("the database", 30)], source(-31), skews);

  expect(skews).toEqual(["the source -31000"]);
});

test.each([
  { database: 301, prometheus: 0, says: "the database is 301 s ahead of ours" },
  { database: 0, prometheus: -3_600, says: "the source is 3600 s behind ours" },
])("clocks five minutes apart are refused: $says", async ({ database, prometheus, says }) => {
  const refused = trusted([clock("the database", database)], source(prometheus));

  await expect(refused).rejects.toThrow(ClockSkewError);
  await expect(refused).rejects.toThrow(says);
});

test("a clock that cannot be read is not taken for one that agrees", async () => {
  const broken = { whose: "the database", read: () => Promise.reject(new Error("connection refused")) };

  await expect(trusted([broken], source())).rejects.toThrow("connection refused");
});
