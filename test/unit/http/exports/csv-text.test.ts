import { formatNano } from "@kubecent/shared";
import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { AnswerRow } from "../../../../server/src/api/whole-answer.ts";
import type { Column } from "../../../../server/src/http/exports/file-columns.ts";
import {
  csvHead,
  csvRecords,
  guardedText,
  unguardedText,
} from "../../../../server/src/http/exports/csv-text.ts";

const NAMES = ["name", "value", "cost", "hours", "ratio", "spot", "details"];
const COLUMNS: readonly Column[] = NAMES.map((name) => ({ name, of: (row) => row[name] }));

/** Texts made of what has a meaning somewhere, and any others. */
const texts = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...`=+-@'",;|\t\r\n\v\u2028 \u00a0\u200b＝−﹢a1`.split("")),
  }),
  fc.string({ unit: "grapheme" }),
);
const rows: fc.Arbitrary<AnswerRow> = fc.record({
  name: texts,
  value: texts,
  cost: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }).map(formatNano),
  hours: fc.double({ noNaN: true, noDefaultInfinity: true }),
  ratio: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  spot: fc.boolean(),
  details: fc.option(fc.dictionary(texts, fc.jsonValue())),
});

function cellOf(value: unknown): string {
  if (value === null) return "";
  return guardedText(typeof value === "string" ? value : JSON.stringify(value));
}

test("what is read back are the rows, each in one record, in pages of any size", () => {
  fc.assert(
    fc.property(fc.array(rows), fc.nat(), (all, cut) => {
      const at = all.length === 0 ? 0 : cut % all.length;
      const pages = [all.slice(0, at), all.slice(at)];

      const text = csvHead(COLUMNS) + pages.map((page) => csvRecords(page, COLUMNS)).join("");

      const expected = all.map((row) => NAMES.map((name) => cellOf(row[name])));
      expect(parse(text)).toEqual([NAMES, ...expected]);
    }),
  );
});

/** As programs see the cell's parts that split lines at one of these, and trim what stands before. */
const SPLIT_AT = [";", "|", "\t", "\n", "\r", "\r\n", "\v", "\f", "\u0085", "\u2028", "\u2029"];

test("no part of a cell begins, after blanks and quotes, with what a spreadsheet would run", () => {
  fc.assert(
    fc.property(texts, fc.constantFrom(...SPLIT_AT), (text, separator) => {
      const guarded = guardedText(text);
      if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(guarded)) return;

      for (const part of guarded.split(separator)) {
        expect(/^[\s"]*[=+\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻−–—]/.test(part)).toBe(false);
      }
      expect(/^[\t\r\n]/.test(guarded)).toBe(false);
    }),
  );
});

test("of a whole line, split at any of these, no field that text decides begins with what a spreadsheet would run", () => {
  fc.assert(
    fc.property(texts, texts, fc.constantFrom(";", "|", "\t"), (name, value, separator) => {
      const line = csvRecords([{ name, value }], COLUMNS.slice(0, 2)).slice(0, -2);

      for (const field of line.split(separator)) expect(/^[\s"]*[=+@＝＋＠]/.test(field)).toBe(false);
    }),
  );
});

test("every text can be had back, and a guard adds apostrophes alone", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const guarded = guardedText(text);

      expect(unguardedText(guarded)).toBe(text);
      expect(guarded.replaceAll("'", "")).toBe(text.replaceAll("'", ""));
    }),
  );
});

test.each([
  "-3.200000000",
  "-0.000000001",
  "12",
  "-5",
  "-1e-7",
  "0.000000000",
  "2026-11-17T00:00:00Z",
  "web-1",
  "",
  "a - b",
  "it's, really; fine",
  "'",
  '{"n":-1,"list":[1,-2]}',
])("%j stays as it is", (text) => {
  expect(guardedText(text)).toBe(text);
});

test.each([
  ["=1+1", "'=1+1"],
  ["-1+1", "'-1+1"],
  ["+49 30", "'+49 30"],
  ["@x", "'@x"],
  ["\t=1", "'\t'=1"],
  ["\tx", "'\tx"],
  ["\u00a0 =1", "'\u00a0 =1"],
  ["a\n=1\r\n+2", "a\n'=1\r\n'+2"],
  ["\r=1", "'\r'=1"],
  ["a;=1", "a;'=1"],
  ["a|@x", "a|'@x"],
  ["a\t+1", "a\t'+1"],
  ['a; "=1', "a;' \"=1"],
  ["a;-5", "a;'-5"],
  ["'=1", "''=1"],
  ["\u200b=1", "'\u200b=1"],
  ["−1+1", "'−1+1"],
  ["﹦1", "'﹦1"],
  ["＠x;＝1", "'＠x;'＝1"],
])("%j becomes %j", (text, guarded) => {
  expect(guardedText(text)).toBe(guarded);
});

test("records end as RFC 4180 says, and quotes are doubled", () => {
  const text = csvRecords([{ name: 'a "b", c', value: "x\ny", cost: "-1.5" }], COLUMNS.slice(0, 3));

  expect(text).toBe('"a ""b"", c","x\ny",-1.5\r\n');
});
