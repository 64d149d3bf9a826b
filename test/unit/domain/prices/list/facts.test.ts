import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { picoOfText } from "../../../../../server/src/domain/prices/list/list-text.ts";
import { LISTED_CLOUDS } from "../../../../../server/src/domain/prices/list/machine-type.ts";
import { LIST_FOLDER } from "../../../../../server/src/price-list/lists-in-use.ts";
import { readCloudPrices } from "../../../../../server/src/price-list/read-cloud-prices.ts";

const FACTS = readFileSync(path.join(import.meta.dirname, "facts.tsv"), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t"));
/** Published prices are rounded, and so are those that others wrote down. */
const ROUNDED = 0.0051;

test.each(LISTED_CLOUDS)("the list of %s agrees with prices that two other sources state", async (cloud) => {
  const { regions } = await readCloudPrices(cloud, { wanted: () => true });
  const wrong = FACTS.filter(([of]) => of === cloud).filter(([, region = "", type = "", dollars = ""]) => {
    const pico = regions.get(region)?.types.get(type.toLowerCase())?.pico;
    return pico === undefined || Math.abs(Number(pico) / Number(picoOfText(dollars)) - 1) > ROUNDED;
  });
  expect(wrong).toEqual([]);
});

test("at least 200 facts are written down, each once and with its sources", () => {
  const places = new Set(FACTS.map(([cloud, region, type]) => `${cloud} ${region} ${type}`));
  expect(places.size).toBe(FACTS.length);
  expect(FACTS.length).toBeGreaterThanOrEqual(200);
  expect(FACTS.filter(([, , , , sources = ""]) => sources.split("; ").length < 2)).toEqual([]);
});

test("the lists are small, and one region of a cloud is a small part of them in memory", async () => {
  const bytes = readdirSync(LIST_FOLDER).map((file) => statSync(path.join(LIST_FOLDER, file)).size);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(300_000);
  const { regions } = await readCloudPrices("azure", { wanted: (region) => region === "westeurope" });
  expect([...regions.keys()].toSorted()).toEqual(["eastus", "westeurope"]);
  const kept = [...regions.values()].reduce((sum, { types }) => sum + types.size, 0);
  expect(kept).toBeLessThan(4_000);
});
