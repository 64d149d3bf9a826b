import { formatNano } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { bucketsOf, pacesOf, seriesOf } from "../../../../dashboard/src/over-time/series-of.ts";
import { figures } from "../rows/figures.ts";

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 10, 1);
const DAYS = 5;
const WINDOW = {
  start: new Date(START).toISOString(),
  end: new Date(START + DAYS * DAY_MS).toISOString(),
  timeZone: "UTC",
};
const NO_GAPS = { ratio: 1, gaps: [] };

function rows(nanos: readonly bigint[], idle: readonly bigint[] = []) {
  return nanos.map((nano, day) => ({
    start: new Date(START + day * DAY_MS).toISOString(),
    ...figures({ totalCost: formatNano(nano), idleCost: formatNano(idle[day] ?? 0n) }),
  }));
}

it("the layers of every column add up to the whole", () => {
  const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n }), { minLength: DAYS, maxLength: DAYS });
  fc.assert(
    fc.property(fc.array(amounts, { maxLength: 8 }), amounts, amounts, (parts, rest, idle) => {
      const totals = rest.map((amount, day) =>
        parts.reduce((sum, part) => sum + (part[day] ?? 0n), amount + (idle[day] ?? 0n)),
      );
      const series = seriesOf({
        buckets: bucketsOf({ window: WINDOW, coverage: NO_GAPS, rows: [] }, "day"),
        whole: {
          window: WINDOW,
          currency: "USD",
          coverage: NO_GAPS,
          dataVersion: "1",
          priceSources: {},
          rows: rows(totals, idle),
          totals: figures(),
          nextCursor: null,
        },
        parts: parts.map((part, index) => ({ key: `${index}`, label: `${index}`, rows: rows(part) })),
        hasIdle: true,
        others: 2,
      });
      const sums = totals.map((_, day) =>
        series.reduce((sum, layer) => sum + (layer.amounts[day] ?? 0n), 0n),
      );
      expect(sums).toEqual(totals);
    }),
  );
});

it("a day that the window cuts is told by the hour, as whole days are: it is no fall", () => {
  const noon = { ...WINDOW, start: new Date(START + DAY_MS / 2).toISOString() };
  const buckets = bucketsOf({ window: noon, coverage: NO_GAPS, rows: [] }, "day");
  const [, ...whole] = rows([0n, 48n, 24n, 24n, 24n]);
  const cut = { start: noon.start, ...figures({ totalCost: formatNano(24n) }) };

  expect(pacesOf(buckets, [cut, ...whole])).toEqual([2n, 2n, 1n, 1n, 1n]);
});

it("a day that nobody saw is a gap with its reason, and one that still runs is partial", () => {
  const gap = {
    cluster: "prod",
    start: WINDOW.start,
    end: new Date(START + DAY_MS).toISOString(),
    reason: "source_down",
  } as const;
  const pending = { start: new Date(START + 4.5 * DAY_MS).toISOString(), end: WINDOW.end };
  const buckets = bucketsOf({ window: { ...WINDOW, pending }, coverage: { gaps: [gap] }, rows: [] }, "day");
  expect(buckets.map(({ state }) => state)).toEqual(["gap", "seen", "seen", "seen", "partial"]);
  expect(buckets[0]?.reason).toBe("prod: 24 hours, the source did not run");
});

it("a day that one of two clusters lacks is drawn with what the other one cost, as seen in part", () => {
  const gap = {
    cluster: "prod",
    start: WINDOW.start,
    end: new Date(START + 2 * DAY_MS).toISOString(),
    reason: "source_down",
  } as const;
  const [ofTheOther] = rows([7n]);
  const buckets = bucketsOf(
    { window: WINDOW, coverage: { gaps: [gap] }, rows: ofTheOther ? [ofTheOther] : [] },
    "day",
  );
  expect(buckets.map(({ state }) => state)).toEqual(["partial", "gap", "seen", "seen", "seen"]);
  expect(buckets[0]?.reason).toContain("prod");
});

it.each([
  [-3n, 0, "rounding"],
  [5_000_000n, 0, "other"],
  [-3n, 2, "other (2)"],
])("a rest of %s nano beside %s other rows is called %s", (nano, others, label) => {
  const whole = {
    window: WINDOW,
    currency: "USD",
    coverage: NO_GAPS,
    dataVersion: "1",
    priceSources: {},
    rows: rows([nano]),
    totals: figures(),
    nextCursor: null,
  };
  const series = seriesOf({
    buckets: bucketsOf({ window: WINDOW, coverage: NO_GAPS, rows: [] }, "day"),
    whole,
    parts: [],
    hasIdle: false,
    others,
  });
  expect(series.map((layer) => layer.label)).toEqual([label]);
});
