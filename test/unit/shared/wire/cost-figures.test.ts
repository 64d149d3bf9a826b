import {
  CostFiguresSchema,
  costFigureFields,
  EFFICIENCY_COLUMNS,
  MONEY_COLUMNS,
  QUANTITY_COLUMNS,
} from "@kubecent/shared";
import { expect, test } from "vitest";
import { NO_FIGURES } from "./answers.ts";

test("a row's columns stand in the order money, quantities, efficiencies", () => {
  expect(Object.keys(costFigureFields)).toEqual([
    ...MONEY_COLUMNS,
    ...QUANTITY_COLUMNS,
    ...EFFICIENCY_COLUMNS,
  ]);
});

test("the total is the last of the money columns", () => {
  expect(MONEY_COLUMNS.at(-1)).toBe("totalCost");
});

test("a row of figures is taken as it is", () => {
  const figures = { ...NO_FIGURES, cpuCost: "0.031611000", cpuEfficiency: 0.25 };

  expect(CostFiguresSchema.parse(figures)).toEqual(figures);
});

test.each(MONEY_COLUMNS)("%s is text, never a number that could round", (column) => {
  expect(CostFiguresSchema.safeParse({ ...NO_FIGURES, [column]: 0.1 }).success).toBe(false);
});

test.each(QUANTITY_COLUMNS)("%s is a number and never missing", (column) => {
  expect(CostFiguresSchema.safeParse({ ...NO_FIGURES, [column]: "1" }).success).toBe(false);
  expect(CostFiguresSchema.safeParse({ ...NO_FIGURES, [column]: null }).success).toBe(false);
  expect(CostFiguresSchema.safeParse({ ...NO_FIGURES, [column]: NaN }).success).toBe(false);
});

test.each(EFFICIENCY_COLUMNS)("%s is a number or null, and never missing", (column) => {
  expect(CostFiguresSchema.safeParse({ ...NO_FIGURES, [column]: null }).success).toBe(true);
  expect(CostFiguresSchema.safeParse({ ...NO_FIGURES, [column]: 1.5 }).success).toBe(true);
  expect(CostFiguresSchema.safeParse({ ...NO_FIGURES, [column]: undefined }).success).toBe(false);
});
