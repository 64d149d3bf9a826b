import * as fc from "fast-check";
import { HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import {
  type AlertLook,
  type AlertState,
  type AlertStep,
  stepAlert,
} from "../../../../server/src/domain/alerts/alert-state.ts";
import { levelOf, type Side, sideOf } from "../../../../server/src/domain/alerts/level.ts";
import { isMatch, isSilentAt } from "../../../../server/src/domain/alerts/match.ts";

/** Looks once an hour; returns what was told, with its hour. */
function told(sides: readonly (Side | Partial<AlertLook>)[], rule: Partial<AlertLook> = {}): string[] {
  let state: AlertState | null = null;
  return sides.flatMap((each, hour) => {
    const own = typeof each === "string" ? { side: each } : each;
    const at = hour * HOUR_MS;
    const look: AlertLook = {
      side: "cleared",
      thenSide: null,
      asOf: at,
      now: at,
      forHours: 0,
      repeatHours: 0,
      isSilenced: false,
    };
    const step: AlertStep = stepAlert(state, { ...look, ...rule, ...own });
    state = step.state;
    return step.news ? [`${step.news} ${hour}`] : [];
  });
}
const many = (count: number, side: Side): Side[] => Array.from({ length: count }, () => side);

test.each([
  ["what holds is told at once", ["reached"], {}, ["fired 0"]],
  ["with a wait only after it", many(4, "reached"), { forHours: 2 }, ["fired 2"]],
  ["what stops before is not told", ["reached", "between", "reached", "reached"], { forHours: 2 }, []],
  ["between the two sides it goes on", ["reached", "between", "reached", "between"], {}, ["fired 0"]],
  ["its end is told once", ["reached", "cleared", "cleared"], {}, ["fired 0", "resolved 1"]],
  ["then it may begin anew", ["reached", "cleared", "reached"], {}, ["fired 0", "resolved 1", "fired 2"]],
  ["it is repeated", many(6, "reached"), { repeatHours: 2 }, ["fired 0", "repeated 2", "repeated 4"]],
  [
    "what is unknown changes nothing",
    ["unknown", "reached", "unknown", "unknown", "reached"],
    {},
    ["fired 1"],
  ],
] as const)("%s", (_, sides, rule, wanted) => {
  expect(told(sides, rule)).toEqual(wanted);
});

test("in a silence nothing is told; what fires still is told afterwards, and an end of the untold is not", () => {
  const silent = { side: "reached", isSilenced: true } as const;

  expect(told([silent, silent, "reached", "cleared"])).toEqual(["fired 2", "resolved 3"]);
  expect(told([silent, "cleared"])).toEqual([]);
});

test("what holds at the last look's moment too has come with older hours, and is not told until it has ended once", () => {
  const old = { side: "reached", thenSide: "reached" } as const;
  const news = { side: "reached", thenSide: "cleared" } as const;

  expect(told(["cleared", old, old, news])).toEqual([]);
  expect(told(["cleared", old, "cleared", news])).toEqual(["fired 3"]);
});

test("whatever comes, each firing is told before its end, and ends follow firings", () => {
  const looks = fc.array(
    fc.record({
      side: fc.constantFrom<Side>("reached", "between", "cleared", "unknown"),
      isSilenced: fc.boolean(),
    }),
    { maxLength: 100 },
  );
  fc.assert(
    fc.property(looks, fc.integer({ min: 0, max: 5 }), (all, forHours) => {
      const kinds = told(all, { forHours }).map((text) => text.split(" ")[0]);
      expect(kinds.filter((_, index) => index % 2 === 0).every((kind) => kind === "fired")).toBe(true);
      expect(kinds.filter((_, index) => index % 2 === 1).every((kind) => kind === "resolved")).toBe(true);
    }),
  );
});

test("a value has to go back by a tenth before it is over, towards one where it was below", () => {
  const late = levelOf({ kind: "late", hours: 10 });
  const coverage = levelOf({ kind: "coverage", below: 0.95 });

  expect([10, 9.5, 9].map((value) => sideOf(value, late))).toEqual(["reached", "between", "cleared"]);
  expect([0.94, 0.95, 0.955, null].map((value) => sideOf(value, coverage))).toEqual([
    "reached",
    "between",
    "cleared",
    "unknown",
  ]);
  expect(sideOf(0, levelOf({ kind: "newSpender" }))).toBe("cleared");
});

test("labels match as a whole, or by their beginning", () => {
  const labels = { owner: "team-shop", cluster: "prod-1" };

  expect(isMatch({ owner: "team-shop", cluster: "prod-*" }, labels)).toBe(true);
  expect(isMatch({ owner: "team" }, labels)).toBe(false);
  expect(isMatch({ namespace: "x" }, labels)).toBe(false);
});

test("a silence holds until its end, or from each planned time on for its hours, across a change of clocks", () => {
  const plan = { cron: "0 22 * * 6", zone: "Europe/Berlin", hours: 8 };
  const holds = (text: string, until?: string): boolean =>
    isSilentAt({ plan, until, reason: "" }, Date.parse(text));

  // Saturday the 24th at 22:00 is 20:00 UTC; the clocks go back within these eight hours.
  expect(holds("2026-10-24T19:59:00Z")).toBe(false);
  expect(holds("2026-10-24T20:00:00Z")).toBe(true);
  expect(holds("2026-10-25T03:59:00Z")).toBe(true);
  expect(holds("2026-10-25T04:00:00Z")).toBe(false);
  expect(holds("2026-10-24T21:00:00Z", "2026-10-24T20:30:00Z")).toBe(false);
  expect(isSilentAt({ until: "2026-10-24T20:30:00Z", reason: "" }, Date.parse("2026-10-24T20:29:59Z"))).toBe(
    true,
  );
});
