import { formatNano } from "@kubecent/shared";
import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { AnswerRow } from "../../../../server/src/api/exports/whole-answer.ts";
import type { Column } from "../../../../server/src/http/exports/columns.ts";
import { csvHead, csvRecords, guardedText } from "../../../../server/src/http/exports/csv-text.ts";

const NAMES = ["name", "value", "cost", "hours", "ratio", "spot", "details"];
const COLUMNS: readonly Column[] = NAMES.map((name) => ({ name, of: (row) => row[name] }));

/** Texts made of what has a meaning somewhere, and any others. */
const texts = fc.oneof(
  fc.string({
    unit: fc.constantFrom("=", "+", "-", "@", "'", '"', ",", ";", "\t", "\r", "\n", " ", "a", "1"),
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

test("no cell begins, on any of its lines, with what a spreadsheet would run", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const guarded = guardedText(text);

      const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(guarded);
      expect(isNumber || !/(^|[\r\n])\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(guarded)).toBe(true);
    }),
  );
});

test("only apostrophes are added, and only before what needs one", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const guarded = guardedText(text);

      expect(guarded.replaceAll("'", "")).toBe(text.replaceAll("'", ""));
      expect(guarded === text || /[=+\-@＝＋－＠\t\r\n]/.test(text)).toBe(true);
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
])("%j stays as it is", (text) => {
  expect(guardedText(text)).toBe(text);
});

test.each([
  ["=1+1", "'=1+1"],
  ["-1+1", "'-1+1"],
  ["+49 30", "'+49 30"],
  ["@x", "'@x"],
  ["\t=1", "'\t=1"],
  ["\tx", "'\tx"],
  ["\u00a0 =1", "'\u00a0 =1"],
  ["a\n=1\r\n+2", "a\n'=1\r\n'+2"],
  ["\r=1", "'\r'=1"],
])("%j becomes %j", (text, guarded) => {
  expect(guardedText(text)).toBe(guarded);
});

test("records end as RFC 4180 says, and quotes are doubled", () => {
  const text = csvRecords([{ name: 'a "b", c', value: "x\ny", cost: "-1.5" }], COLUMNS.slice(0, 3));

  expect(text).toBe('"a ""b"", c","x\ny",-1.5\r\n');
});
