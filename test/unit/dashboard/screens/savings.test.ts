import * as fc from "fast-check";
import { formatNano, parseNano, type RecommendationRow, type RecommendationSummary } from "@kubecent/shared";
import { expect, it } from "vitest";
import { patchForms } from "../../../../dashboard/src/screens/savings/evidence/patch-forms.ts";
import {
  adviceFilter,
  savingsQuestions,
} from "../../../../dashboard/src/screens/savings/savings-questions.ts";
import { savingsWhy } from "../../../../dashboard/src/screens/savings/savings-why.ts";
import { DEFAULT_VIEW } from "../../../../dashboard/src/url/view.ts";

const nano = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const UNTIL = "2026-11-27T00:00:00Z";

const row = (parts: readonly { cost: bigint; freed: bigint }[]): RecommendationRow => {
  const sum = (read: (part: { cost: bigint; freed: bigint }) => bigint): string =>
    formatNano(parts.reduce((so, part) => so + read(part), 0n));
  return {
    id: "a",
    kind: "container-size",
    preset: "default",
    state: "open",
    cluster: "prod",
    namespace: "shop",
    controllerKind: "Deployment",
    controller: "api",
    container: "app",
    asset: null,
    rule: "",
    change: null,
    insufficient: null,
    cost: sum(({ cost }) => cost),
    freed: sum(({ freed }) => freed),
    freedByResource: parts.map(({ cost, freed }) => ({
      resource: "cpu",
      cost: formatNano(cost),
      freed: formatNano(freed),
    })),
    bill: null,
    confidence: 1,
    warnings: [],
    facts: [],
    window: { start: "2026-11-13T00:00:00Z", end: UNTIL, seenHours: 336 },
    openedAt: UNTIL,
    dismissed: null,
    outcome: null,
  };
};

const NOTHING = { count: 0, cost: "0.000000000", freed: "0.000000000", more: "0.000000000" };
const SUMS: RecommendationSummary = {
  currency: "USD",
  dataVersion: "1",
  until: UNTIL,
  totals: NOTHING,
  byKind: [],
  bill: null,
  insufficient: [],
  dismissed: NOTHING,
};

function partsSum(of: ReturnType<typeof savingsWhy>): bigint | undefined {
  return of?.target.parts.reduce(
    (sum, part) => sum + (part.kind === "told" ? parseNano(part.amount) : 0n),
    0n,
  );
}

it("what a recommendation costs and frees is the sum of its resources, to the nano", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ cost: nano, freed: nano }), { maxLength: 4 }), (parts) => {
      const rows = [row(parts)];
      const freed = savingsWhy({ why: "a", sums: SUMS, rows });
      const cost = savingsWhy({ why: "cost:a", sums: SUMS, rows });
      expect(partsSum(freed)).toBe(parseNano(freed?.target.amount ?? ""));
      expect(partsSum(cost)).toBe(parseNano(cost?.target.amount ?? ""));
      expect([freed?.advice, cost?.advice]).toEqual([rows[0], null]);
    }),
  );
});

it("the sum of all is told kind by kind, and nothing is told before anything was looked at", () => {
  const byKind = [
    { ...NOTHING, kind: "idle-node" as const, count: 1, freed: "1.000000001" },
    { ...NOTHING, kind: "container-size" as const, count: 2, freed: "2.000000000", more: "0.500000000" },
  ];
  const totals = { ...NOTHING, freed: "3.000000001", more: "0.500000000" };
  const sums = { ...SUMS, totals, byKind };
  expect(partsSum(savingsWhy({ why: "freed:total", sums, rows: [] }))).toBe(3_000_000_001n);
  expect(partsSum(savingsWhy({ why: "more:total", sums, rows: [] }))).toBe(500_000_000n);
  expect(savingsWhy({ why: "freed:total", sums: { ...sums, until: null }, rows: [] })).toBeNull();
  for (const why of [null, "nothing", "freed:nothing", "cost:total", "saved:a"])
    expect(savingsWhy({ why, sums, rows: [row([])] })).toBeNull();
});

it("advice is asked about by scope and filters, whatever the window", () => {
  const view = {
    ...DEFAULT_VIEW,
    scope: { cluster: "prod", namespace: "shop", node: "n" },
    filters: [
      { field: "container" as const, value: "app" },
      { field: "label:team" as const, value: "x" },
    ],
    currency: "EUR",
  };
  const wanted = { cluster: ["prod"], namespace: ["shop"], container: ["app"], currency: "EUR" };
  expect(adviceFilter(view)).toEqual(wanted);
  expect(savingsQuestions({ ...view, tab: "dismissed" }).listed).toEqual({ ...wanted, state: "dismissed" });
  expect(savingsQuestions({ ...view, tab: "what" }).tab).toBe("open");
});

it("a patch has the forms that it has content for; a hint stays a comment, whatever is in it", () => {
  const empty = { dataVersion: "1", files: [], commands: [], trials: [], helm: [], unpatched: [] };
  expect(patchForms(empty)).toEqual([]);
  const hint = "chart x\nrm -rf /\u2028y";
  const helm = [{ namespace: "n", controller: "c", container: "k", resources: "{}", hint }];
  const forms = patchForms({ ...empty, commands: ["kubectl a", "kubectl b"], helm });
  expect(forms.map(({ name }) => name)).toEqual(["kubectl", "Helm"]);
  expect(forms[0]?.files[0]?.content).toBe("kubectl a\nkubectl b\n");
  expect(forms[1]?.files[0]?.content.split("\n")).toEqual(["# chart x", "# rm -rf /", "# y", "{}"]);
});
