import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readPriceBook } from "../../../../server/src/domain/prices/read-price-book.ts";
import { decodeText } from "../../../../server/src/domain/prices/reading/decode-text.ts";
import { faultsOf } from "./faults-of.ts";

const CSV = "kind,node,perNodeHour\nnode,größer,0.2\n";
const PRICE = { match: { node: "größer" }, perNodeHour: 0.2 };

test.each(["own.json", "own.csv"])(
  "whatever text %s holds that is no book is refused, in words of ours",
  (file) => {
    const texts = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary" }),
      fc.json(),
      fc.string({
        unit: fc.constantFrom("kind", ",", ";", '"', "\n", "node", "perNodeHour", "0.2", "{", "}"),
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const faults = faultsOf(() => readPriceBook(file, text));

        expect(faults.length).toBeGreaterThan(0);
        for (const fault of faults)
          expect(fault).not.toMatch(/Invalid input|Unrecognized|expected .*received|undefined/i);
      }),
    );
  },
);

test.each([
  { what: "an empty file", text: "", fault: /^found an empty file, wanted/ },
  { what: "blanks", text: " \n\ufeff\t", fault: /^found an empty file/ },
  { what: "a web page", text: "<!DOCTYPE html><html>", fault: /^found a web page or XML/ },
  { what: "bytes", text: "PK\u0003\u0004\u0000", fault: /^found no text but bytes/ },
])("$what is refused, as JSON and as CSV", ({ text, fault }) => {
  for (const file of ["own.json", "own.csv"]) {
    expect(faultsOf(() => readPriceBook(file, text))).toEqual([expect.stringMatching(fault)]);
  }
});

test.each([
  { text: "null", fault: "the book: found null, wanted an object" },
  { text: "[]", fault: "the book: found a list, wanted an object" },
  { text: "12", fault: "the book: found 12, wanted an object" },
  { text: '"text"', fault: 'the book: found "text", wanted an object' },
  { text: '{"name":"own"}', fault: expect.stringMatching(/^found a book without any price/) },
  { text: '{"name":"own","prices":[]}', fault: expect.stringMatching(/^found a book without any price/) },
  {
    text: '{"name":"my own","discounts":[{"percent":1}]}',
    fault: expect.stringMatching(/^name: must be up to 63/),
  },
  { text: '{"name":"own","prices":{}}', fault: "prices: found an object, wanted a list" },
  {
    text: '{"name":"own","prices":[{"kind":"disk"}]}',
    fault: expect.stringMatching(/^prices\.0\.kind: found .*wanted one of node/),
  },
  {
    text: '{"name":"own","prices":[{"kind":"fee"}]}',
    fault: "prices.0.perHour: found nothing, wanted a number",
  },
  {
    text: '{"name":"own","prices":[{"kind":"fee","perHour":-1}]}',
    fault: "prices.0.perHour: found -1, wanted at least 0",
  },
])("the JSON $text is refused with what was found and wanted", ({ text, fault }) => {
  expect(faultsOf(() => readPriceBook("own.json", text))).toEqual([fault]);
});

test.each([
  { what: "names without lines", text: "kind,node,perNodeHour\n", fault: /^found no line of prices/ },
  { what: "names and empty lines", text: "kind,node,perNodeHour\n,,\n\n", fault: /^found no line of prices/ },
  { what: "no names", text: "node,a,0.2\n", fault: /^line 1: found the columns node,a,0\.2, wanted/ },
  {
    what: "a line of another length",
    text: "kind,node,perNodeHour\nnode,a,0,2\n",
    fault: /^line 2: found 4 cells, wanted 3/,
  },
  { what: "an open quote", text: 'kind,node,perNodeHour\nnode,"a,0.2\n', fault: /quote that does not end/ },
  {
    what: "a column that nobody reads",
    text: "kind,price,perHour\nfee,1,0.1\n",
    fault: /^line 2: the book: found price, which nothing reads/,
  },
  {
    what: "a number that could be two",
    text: "kind;perHour\nfee;1,250\n",
    fault: /^line 2: perHour: found 1,250, which may be 1250 or 1\.250/,
  },
  {
    what: "another currency",
    text: "kind;perHour\nfee;0,10 €\n",
    fault: /^line 2: perHour: found 0,10 €, wanted US dollars/,
  },
])("a CSV of $what is refused", ({ text, fault }) => {
  expect(faultsOf(() => readPriceBook("own.csv", text))).toEqual([expect.stringMatching(fault)]);
});

test.each(["my prices.csv", "Preisliste für 2026.csv", ".csv", "-x.csv", `${"a".repeat(64)}.csv`])(
  "a file that cannot name a book is refused by its name: %s",
  (file) => {
    expect(faultsOf(() => readPriceBook(`/books/${file}`, CSV))).toEqual([
      expect.stringMatching(/^the file's name: found .* rename the file$/),
    ]);
  },
);

test.each([
  { what: "semicolons and decimal commas", text: "kind;node;perNodeHour\nnode;größer;0,2\n" },
  { what: "tabs", text: "kind\tnode\tperNodeHour\nnode\tgrößer\t0.2\n" },
  {
    what: "Excel's own line, comments and CRLF",
    text: "sep=;\r\n# of 2026\r\nkind;node;perNodeHour\r\nnode;größer;$0.20\r\n",
  },
  { what: "quoted numbers", text: '"kind","node","perNodeHour"\n"node","größer","0,2"\n' },
])("a CSV with $what is read", ({ text }) => {
  expect(readPriceBook("own.csv", text).rules).toMatchObject([PRICE]);
});

test.each([
  { what: "UTF-8 with a mark", bytes: Buffer.from(`\ufeff${CSV}`) },
  { what: "UTF-16", bytes: Buffer.from(`\ufeff${CSV}`, "utf16le") },
  { what: "UTF-16 the other way round", bytes: Buffer.from(`\ufeff${CSV}`, "utf16le").swap16() },
  { what: "Latin letters of Windows", bytes: Buffer.from(CSV, "latin1") },
])("a file in $what is read", ({ bytes }) => {
  expect(readPriceBook("own.csv", decodeText(bytes)).rules).toMatchObject([PRICE]);
});
