import { expect, test } from "vitest";
import { NameSchema, NamesSchema } from "../../../../shared/src/wire/text.ts";

const isName = (text: unknown): boolean => NameSchema.safeParse(text).success;

test.each([
  "a",
  "kube-system",
  "shop.example.com",
  "Überraschung",
  "名前",
  "with space",
  "🦄",
  "__idle__",
  "a'b\"c;--",
  "x".repeat(253),
])("%j is a name", (text) => {
  expect(isName(text)).toBe(true);
});

test.each([
  { what: "nothing", text: "" },
  { what: "254 characters", text: "x".repeat(254) },
  { what: "a zero byte", text: "a\u0000b" },
  { what: "a tab", text: "a\tb" },
  { what: "a line feed", text: "a\nb" },
  { what: "a carriage return", text: "a\rb" },
  { what: "an escape sequence", text: "\u001b[31mred" },
  { what: "a delete", text: "a\u007f" },
  { what: "a control of the second block", text: "a\u0085b" },
  { what: "a lone high surrogate", text: "a\ud83e" },
  { what: "a lone low surrogate", text: "\udd84b" },
  { what: "surrogates the wrong way round", text: "\udd84\ud83e" },
  { what: "a left-to-right mark", text: "a\u200eb" },
  { what: "a right-to-left override", text: "a\u202eb" },
  { what: "an isolate", text: "a\u2066b" },
  { what: "a line separator", text: "a\u2028b" },
  { what: "a paragraph separator", text: "a\u2029b" },
])("$what is refused as a name", ({ text }) => {
  expect(isName(text)).toBe(false);
});

test.each([[1], [null], [undefined], [true], [{}], [["a"]]])(
  "%j, which is no text, is refused as a name",
  (value) => {
    expect(isName(value)).toBe(false);
  },
);

test("a refused name says what a name must be", () => {
  const issues = NameSchema.safeParse("a\u0000b").error?.issues;

  expect(issues).toMatchObject([{ message: "must be one line of clean text" }]);
});

test.each([
  { given: "shop", names: ["shop"] },
  { given: ["shop"], names: ["shop"] },
  { given: ["shop", "web"], names: ["shop", "web"] },
])("$given is read as the names $names", ({ given, names }) => {
  expect(NamesSchema.parse(given)).toEqual(names);
});

test("a hundred names are taken, one more is refused", () => {
  const names = Array.from({ length: 101 }, (_, index) => `ns-${index}`);

  expect(NamesSchema.safeParse(names.slice(1)).success).toBe(true);
  expect(NamesSchema.safeParse(names).success).toBe(false);
});

test.each([
  { given: [] },
  { given: ["shop", ""] },
  { given: ["a\u0000"] },
  { given: [["shop"]] },
  { given: [1] },
])("a list of names with a fault is refused: $given", ({ given }) => {
  expect(NamesSchema.safeParse(given).success).toBe(false);
});

test("an Arabic letter mark, which turns text around too, is refused as a name", () => {
  expect(isName("a\u061cb")).toBe(false);
});
