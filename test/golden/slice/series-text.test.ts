import * as fc from "fast-check";
import { expect, test } from "vitest";
import { expandSeries, type RecordedSeries, writeSeries } from "./series-text.ts";

/** Scrapes of one target, some of which a series may have missed, and values with up to three decimals. */
const samples = fc
  .array(fc.record({ isThere: fc.boolean(), milli: fc.maxSafeInteger() }), { minLength: 1, maxLength: 30 })
  .map((scrapes) =>
    scrapes.flatMap(({ isThere, milli }, index) =>
      isThere || index === 0
        ? [{ timeMs: 1_794_873_000_880 + index * 60_001, value: inDecimals(milli) }]
        : [],
    ),
  );

function inDecimals(milli: number): string {
  const digits = String(Math.abs(milli)).padStart(4, "0");
  const part = digits.slice(-3).replace(/0+$/, "");
  return `${milli < 0 ? "-" : ""}${digits.slice(0, -3)}${part && `.${part}`}`;
}

const series: fc.Arbitrary<RecordedSeries[]> = fc
  .uniqueArray(
    fc.record({
      name: fc.integer().map((id) => `metric{id="${id}",quote="\\"|"}`),
      target: fc.constantFrom("kubelet a", "kubelet b"),
      samples,
    }),
    { minLength: 1, maxLength: 5, selector: ({ name }) => name },
  )
  .map((all) => all.toSorted((a, b) => (a.target < b.target ? -1 : 1)));

test("series that were written come back sample by sample, with their times and holes", () => {
  fc.assert(
    fc.property(series, (written) => {
      const lines = [...expandSeries(writeSeries(written))].join("").trimEnd().split("\n");

      const found = lines.slice(0, -1).map((line) => {
        const [, name = "", value = "", seconds = ""] = /^(.*) (\S+) (\S+)$/.exec(line) ?? [];
        return [name, Number(value), Number(seconds)];
      });
      const wanted = [...Map.groupBy(written, ({ target }) => target).values()]
        .flat()
        .flatMap(({ name, samples: all }) =>
          all.map(({ timeMs, value }) => [name, Number(value), timeMs / 1000]),
        );
      expect(found).toEqual(wanted);
      expect(lines.at(-1)).toBe("# EOF");
    }),
  );
});

test("a value that is no plain decimal is refused, and named", () => {
  const strange = [{ name: "metric", target: "a", samples: [{ timeMs: 0, value: "NaN" }] }];

  expect(() => writeSeries(strange)).toThrow("NaN");
});
