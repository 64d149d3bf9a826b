import { MONEY_COLUMNS, WINDOW_NAMES } from "@kubecent/shared";
import { expect, test } from "vitest";
import { ASSET_EXAMPLES } from "./numbers/asset-examples.ts";
import { CLOSING_EXAMPLES } from "./numbers/closing-examples.ts";
import { CONTAINER_EXAMPLES } from "./numbers/container-examples.ts";
import { readDocument, readExamples, readProse } from "./numbers/document.ts";
import { Given } from "./numbers/given.ts";
import { PRICE_EXAMPLES } from "./numbers/price-examples.ts";
import { SHARED_EXAMPLES } from "./numbers/shared-examples.ts";
import { SOURCE_EXAMPLES } from "./numbers/source-examples.ts";
import { STORED_EXAMPLES } from "./numbers/stored-examples.ts";
import { ASSET_TROUBLE_EXAMPLES } from "./numbers/asset-trouble-examples.ts";
import { SAMPLE_TROUBLE_EXAMPLES } from "./numbers/sample-trouble-examples.ts";
import { POD_EXAMPLES } from "./numbers/pod-examples.ts";
import { NODE_EXAMPLES } from "./numbers/node-examples.ts";
import { USAGE_EXAMPLES } from "./numbers/usage-examples.ts";
import { WINDOW_EXAMPLES } from "./numbers/window-examples.ts";

const COMPUTATIONS = {
  ...CONTAINER_EXAMPLES,
  ...PRICE_EXAMPLES,
  ...ASSET_EXAMPLES,
  ...CLOSING_EXAMPLES,
  ...SHARED_EXAMPLES,
  ...WINDOW_EXAMPLES,
  ...SOURCE_EXAMPLES,
  ...USAGE_EXAMPLES,
  ...ASSET_TROUBLE_EXAMPLES,
  ...SAMPLE_TROUBLE_EXAMPLES,
  ...POD_EXAMPLES,
  ...NODE_EXAMPLES,
};
const examples = readExamples();
/** The others are computed where there is a store. */
const pure = examples.filter(({ name }) => STORED_EXAMPLES[name] === undefined);

test.each(pure)("docs/numbers.md computes right: $name", ({ name, given: rows, computed }) => {
  const given = new Given(rows);

  const figures = COMPUTATIONS[name]?.(given);

  expect(figures).toEqual(computed);
  expect(given.unread()).toEqual([]);
});

test("every computation has its example in docs/numbers.md, once", () => {
  const names = examples.map(({ name }) => name);

  expect(names.toSorted()).toEqual(Object.keys({ ...COMPUTATIONS, ...STORED_EXAMPLES }).toSorted());
});

test("every example in docs/numbers.md computes something", () => {
  const idle = examples.filter(({ computed }) => Object.keys(computed).length === 0);

  expect(idle.map(({ name }) => name)).toEqual([]);
});

test("no amount in docs/numbers.md stands outside an example, where nobody would compute it anew", () => {
  expect(readProse().match(/\d+\.\d+/g)).toBeNull();
});

test("every column of money that docs/numbers.md names exists", () => {
  const columns: ReadonlySet<string> = new Set([...MONEY_COLUMNS, "changeCost", "newCost", "goneCost"]);
  const named = [...readDocument().matchAll(/`(\w+Cost)`/g)].map(([, name = ""]) => name);

  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !columns.has(name))).toEqual([]);
});

test("docs/numbers.md tells of every window that goes by a name", () => {
  const text = readDocument();

  expect(WINDOW_NAMES.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
