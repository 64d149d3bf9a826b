import { expect, test } from "vitest";
import { readStates } from "../../../../server/src/sources/prometheus/query/hour-reader.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { readerOf } from "./support/reader-of.ts";
import { HOUR, seriesOf, steady } from "./support/series-of.ts";

const FAMILY = { name: "requests", metric: "requests", matchers: [] };

test("reads the hour with as much around it as its samples need", async () => {
  const { reader, asked } = readerOf(() => []);

  await reader.samples(FAMILY);
  await reader.samples(FAMILY, { isWide: true });

  expect(asked).toEqual(["requests{}[4500s]", "requests{}[26100s]"]);
});

test("remembers that an answer was partial", async () => {
  const { reader } = readerOf(() => [], {
    isPartial: (expression) => expression.startsWith("last_over_time"),
  });

  await reader.samples(FAMILY);
  expect(reader.isPartial).toBe(false);

  await reader.lastSamples(FAMILY);
  await reader.samples(FAMILY);
  expect(reader.isPartial).toBe(true);
});

/** Reads values of which some changed and some exporters disagree. */
async function states(last: readonly Series[], changed: readonly Series[]) {
  const { reader, asked } = readerOf((expression) => {
    if (expression.startsWith("last_over_time")) return last;
    return expression.startsWith("changes") ? changed : [seriesOf({}, steady(0, 60))];
  });
  const series = await readStates(reader, FAMILY, { identify: ({ labels }) => labels["pod"] ?? "" });
  return { samples: series.reduce((sum, { times }) => sum + times.length, 0), queries: asked.length };
}

function told(pod: string, value: number): Series {
  return seriesOf({ pod }, [[HOUR, value]]);
}

test("values that did not change are read once", async () => {
  expect(await states([told("a", 1), told("b", 2)], [])).toEqual({ samples: 2, queries: 2 });
});

test("values that changed are read sample by sample", async () => {
  expect(await states([told("a", 1)], [told("a", 3)])).toEqual({ samples: 61, queries: 3 });
});

test("values on which exporters disagree are read sample by sample", async () => {
  expect((await states([told("a", 1), told("a", 2)], [])).samples).toBe(61);
  expect((await states([told("a", 1), told("a", 1.0000000001)], [])).samples).toBe(2);
});

test("a family of which there is nothing costs one query", async () => {
  expect(await states([], [])).toEqual({ samples: 0, queries: 1 });
});
