import { expect, test } from "vitest";
import { Given } from "../numbers/given.ts";
import { readExamples } from "../numbers/document.ts";
import { PAGE_EXAMPLES } from "./page-examples.ts";
import { THING_EXAMPLES } from "./page-things.ts";
import { UPDATE_EXAMPLES } from "./page-updates.ts";

const COMPUTATIONS = { ...PAGE_EXAMPLES, ...THING_EXAMPLES, ...UPDATE_EXAMPLES };

const examples = readExamples("prices.md");

test.each(examples)("docs/prices.md computes right: $name", async ({ name, given: rows, computed }) => {
  const given = new Given(rows);

  const figures = await COMPUTATIONS[name]?.(given);

  expect(figures).toEqual(computed);
  expect(given.unread()).toEqual([]);
});

test("every computation has its example in docs/prices.md, once, and each example computes something", () => {
  const names = examples.map(({ name }) => name);

  expect(names.toSorted()).toEqual(Object.keys(COMPUTATIONS).toSorted());
  expect(examples.filter(({ computed }) => Object.keys(computed).length === 0)).toEqual([]);
});
