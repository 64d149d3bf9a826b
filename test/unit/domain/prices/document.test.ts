import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { convertPrices } from "../../../../server/src/domain/prices/foreign/convert-prices.ts";
import { readPriceBook } from "../../../../server/src/domain/prices/read-price-book.ts";
import { readNumber } from "../../../../server/src/domain/prices/reading/read-number.ts";
import { createNode, createObservation } from "../../../support/observations.ts";

const PAGE = readFileSync(new URL("../../../../docs/prices.md", import.meta.url), "utf8");
const SNIPPETS = [...PAGE.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language = "", text = ""]) => ({
  language,
  text,
}));

/** The page's snippets in a language, in their order. */
function snippets(language: string): string[] {
  return SNIPPETS.filter((each) => each.language === language).map(({ text }) => text);
}

test("the books of the page are books, in each form", () => {
  const [json = ""] = snippets("json");
  const [commas = "", semicolons = ""] = snippets("csv");

  expect(readPriceBook("acme.json", json).rules).toHaveLength(9);
  expect(readPriceBook("books/acme.csv", commas)).toMatchObject({ name: "acme", currency: "USD" });
  expect(readPriceBook("acme.csv", semicolons).rules).toMatchObject([
    { perNodeHour: 0.192 },
    { perGibHour: 0.00011 },
  ]);
});

test("the pricing CSV of the page becomes the book below it", () => {
  const made: unknown = JSON.parse(convertPrices("list.csv", snippets("csv")[2] ?? "", {}));

  expect(made).toEqual(JSON.parse(snippets("json")[1] ?? ""));
});

test("numbers are read as the table says", () => {
  const rows = [...PAGE.matchAll(/^\| (`.*`) \| ([\d.]+) \|$/gm)].flatMap(([, cells = "", value]) =>
    [...cells.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => ({ text, value: Number(value) })),
  );

  expect(rows).toHaveLength(9);
  expect(rows.map(({ text }) => readNumber(text))).toMatchObject(rows.map(({ value }) => ({ value })));
});

test("a month's price is refused in the words of the page", () => {
  const quoted = PAGE.split("\n")
    .filter((line) => line.startsWith("  > "))
    .map((line) => line.slice(4))
    .join(" ");
  const hour = createObservation({ nodes: [createNode({ name: "node-1", cpuCores: 4, ramGib: 16 })] });
  const book = readPriceBook("own.json", '{"name":"own","prices":[{"kind":"node","perNodeHour":140}]}');

  expect(() => allocateHour(hour, book)).toThrow(quoted);
});
