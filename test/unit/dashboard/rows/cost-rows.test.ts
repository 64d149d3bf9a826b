import { formatNano, parseNano } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, it, test } from "vitest";
import { closingOf } from "../../../../dashboard/src/rows/closing.ts";
import { costRows, findRows } from "../../../../dashboard/src/rows/cost-rows.ts";
import { fileOrder } from "../../../../dashboard/src/rows/cost-rows.ts";
import { levelOf } from "../../../../dashboard/src/rows/levels.ts";
import { rowFilter } from "../../../../dashboard/src/rows/cost-rows.ts";
import { DEFAULT_VIEW, type View } from "../../../../dashboard/src/url/view.ts";
import { figures } from "./figures.ts";

const CLUSTER: View = { ...DEFAULT_VIEW, screen: "explore", scope: { cluster: "prod" } };

function rowsOf(view: View, names: Parameters<typeof costRows>[0][number][]) {
  return costRows(names, { view, level: levelOf(view), compared: undefined });
}

test.each([
  [{}, null, ["cluster"]],
  [{ cluster: "prod" }, null, ["namespace"]],
  [{ cluster: "prod", node: "node-1" }, null, ["namespace"]],
  [{ cluster: "prod", namespace: "shop" }, null, ["controllerKind", "controller"]],
  [{ cluster: "prod", namespace: "shop", controllerKind: "Job", controller: "x" }, null, ["pod"]],
  [{ cluster: "prod", namespace: "shop", pod: "x-1" }, null, ["container"]],
  [{}, "pod", ["cluster", "namespace", "pod"]],
  [{}, "controller", ["cluster", "namespace", "controllerKind", "controller"]],
  [{ cluster: "prod" }, "label:team", ["label:team"]],
] as const)("the rows of %j by %s are told apart by %j", (scope, by, aggregate) => {
  expect(levelOf({ scope, by }).aggregate).toEqual(aggregate);
});

it("a row leads to what lies below it, within the scope", () => {
  const view = { ...CLUSTER, scope: { cluster: "prod", namespace: "shop" } };
  const [row] = rowsOf(view, [{ controllerKind: "Deployment", controller: "web", ...figures() }]);

  expect(row).toMatchObject({ name: "web", detail: "Deployment", key: "/c/prod/ns/shop/w/Deployment/web" });
  expect(row?.scope).toEqual({
    cluster: "prod",
    namespace: "shop",
    controllerKind: "Deployment",
    controller: "web",
  });
});

it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
  "a namespace may be called %s",
  (namespace) => {
    const [row] = rowsOf(CLUSTER, [{ namespace, ...figures() }]);
    expect(row).toMatchObject({ name: namespace, special: null, scope: { cluster: "prod", namespace } });
  },
);

it("idle, fee and time that nobody saw are rows of their own kind", () => {
  const special = ["__idle__", "__fee__", "__unobserved__"].map((namespace) => ({ namespace, ...figures() }));
  expect(rowsOf(CLUSTER, special).map((row) => row.name)).toEqual(["Idle", "Cluster fee", "Unobserved"]);
});

it("a value of a label is picked by a filter, which takes the place of another one of that label", () => {
  const filters = [{ field: "label:team", value: "blue" } as const];
  const view: View = { ...CLUSTER, by: "label:team", filters };
  const [row] = rowsOf(view, [{ labels: { team: "red" }, ...figures() }]);

  expect(row && rowFilter(view, row)).toEqual({
    scope: { cluster: "prod" },
    filters: [{ field: "label:team", value: "red" }],
  });
});

it("a total is rows + idle + rest, whatever the search hides", () => {
  const nano = fc.bigInt({ min: 0n, max: 10n ** 24n });
  const named = fc.record({ namespace: fc.stringMatching(/^[a-z]{1,4}$/), nano });
  const special = fc.record({ namespace: fc.constantFrom("__idle__", "__fee__"), nano });
  fc.assert(
    fc.property(fc.array(fc.oneof(named, special)), fc.stringMatching(/^[a-z]?$/), (parts, find) => {
      const all = rowsOf(
        CLUSTER,
        parts.map((part) => ({
          namespace: part.namespace,
          ...figures({ totalCost: formatNano(part.nano) }),
        })),
      );
      const total = formatNano(parts.reduce((sum, part) => sum + part.nano, 0n));
      const { rows, idle, rest, difference } = closingOf(total, all, findRows(all, find));
      expect(difference).toBe("0.000000000");
      expect(parseNano(rows) + parseNano(idle) + parseNano(rest)).toBe(parseNano(total));
    }),
  );
});

it("a total that is not what the rows add up to is told", () => {
  const all = rowsOf(CLUSTER, [{ namespace: "shop", ...figures({ totalCost: "1.000000000" }) }]);
  expect(closingOf("1.000000001", all, all).difference).toBe("0.000000001");
});

it("what is compared is found by its names, and of what is in neither window nothing is told", () => {
  const names = ["old", "new"].map((namespace) => ({ namespace, ...figures() }));
  const compared = [
    {
      namespace: "old",
      beforeCost: "2.000000000",
      cost: "0",
      changeCost: "0",
      changeRatio: null,
      quantityChange: "0",
      priceChange: "0",
      newCost: "0",
      goneCost: "0",
    },
  ];
  const rows = costRows(names, { view: CLUSTER, level: levelOf(CLUSTER), compared });
  expect(rows.map((row) => row.compared?.beforeCost)).toEqual(["2.000000000", undefined]);
});

it.each([
  ["-cost", "-totalCost"],
  ["cost", "totalCost"],
  ["-cpuCost", "-cpuCost"],
  ["name", undefined],
  ["constructor", undefined],
])("a file of a table in the order %s is asked for in the order %s", (sort, order) => {
  expect(fileOrder(sort)).toBe(order);
});
