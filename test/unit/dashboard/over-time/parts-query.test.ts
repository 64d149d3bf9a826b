import { expect, it } from "vitest";
import { anyOf, partsQuery } from "../../../../dashboard/src/over-time/parts-query.ts";
import { type CostRow, costRows } from "../../../../dashboard/src/rows/cost-rows.ts";
import { levelOf } from "../../../../dashboard/src/rows/levels.ts";
import { DEFAULT_VIEW, type View } from "../../../../dashboard/src/url/view.ts";
import { figures } from "../rows/figures.ts";

const VIEW: View = { ...DEFAULT_VIEW, scope: { cluster: "prod" } };

function rowsOf(view: View, keys: readonly object[]): CostRow[] {
  const rows = keys.map((key) => ({ ...figures({ totalCost: "1.000000000" }), ...key }));
  return costRows(rows, { view, level: levelOf(view), compared: undefined });
}

it("asks for all rows at once, each told apart as the rows are", () => {
  const rows = rowsOf(VIEW, [{ namespace: "search" }, { namespace: "shop" }]);

  expect(partsQuery(VIEW, "show", rows)).toEqual({
    window: "last7d",
    timeZone: "UTC",
    cluster: ["prod"],
    namespace: ["search", "shop"],
    aggregate: ["namespace"],
  });
});

it("shares idle among parts where the rows bear it", () => {
  expect(partsQuery(VIEW, "weight", rowsOf(VIEW, [{ namespace: "search" }]))).toMatchObject({
    idle: "share",
  });
});

it("values of a label are asked for as values of that label", () => {
  const view: View = { ...VIEW, by: "label:team", filters: [{ field: "label:tier", value: "web" }] };
  const rows = rowsOf(view, [{ labels: { team: "a" } }, { labels: { team: "__unallocated__" } }]);

  expect(partsQuery(view, "hide", rows)).toMatchObject({
    cluster: ["prod"],
    label: { tier: ["web"], team: ["a", "__unallocated__"] },
    aggregate: ["label:team"],
  });
});

it("a field that one of the parts leaves open is left open", () => {
  expect(anyOf([{ namespace: "a", controllerKind: "Job" }, { namespace: ["a", "b"] }])).toEqual({
    namespace: ["a", "b"],
  });
  expect(anyOf([])).toEqual({});
});
