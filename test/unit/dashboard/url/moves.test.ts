import * as fc from "fast-check";
import { expect, it } from "vitest";
import { changeView, isPassing } from "../../../../dashboard/src/url/change-view.ts";
import { shiftWindow } from "../../../../dashboard/src/url/shift-window.ts";
import { DEFAULT_VIEW } from "../../../../dashboard/src/url/view.ts";
import { windowQuery } from "../../../../dashboard/src/url/view-window.ts";

function ends(start: string, end: string) {
  return { start: Date.parse(start), end: Date.parse(end) };
}

it.each([
  ["whole days by days", ends("2026-11-01T00:00Z", "2026-11-08T00:00Z"), "UTC", "2026-10-25..2026-11-01"],
  [
    "a day by a day where the clocks change",
    ends("2026-10-25T23:00Z", "2026-10-26T23:00Z"),
    "Europe/Berlin",
    "2026-10-25..2026-10-26",
  ],
  ["months by months", ends("2026-03-01T00:00Z", "2026-04-01T00:00Z"), "UTC", "2026-02-01..2026-03-01"],
  [
    "hours by their length",
    ends("2026-11-01T08:00Z", "2026-11-01T10:00Z"),
    "UTC",
    "2026-11-01T06:00:00Z..2026-11-01T08:00:00Z",
  ],
])("the window before: %s", (_how, stretch, timeZone, wanted) => {
  const { from, to } = shiftWindow(stretch, timeZone, -1);
  expect(`${from}..${to}`).toBe(wanted);
});

it("a step back and a step forward lead to the same window", () => {
  const days = fc.integer({ min: 1, max: 60 });
  const start = fc.date({ min: new Date("2024-01-01"), max: new Date("2027-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(
      start,
      days,
      fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata"),
      (date, length, timeZone) => {
        const from = date.toISOString().slice(0, 10);
        const to = new Date(Date.parse(from) + length * 86_400_000).toISOString().slice(0, 10);
        const instants = (range: { from: string; to: string }) => {
          const query = windowQuery(range, timeZone);
          return ends(query.start ?? "", query.end ?? "");
        };
        const back = shiftWindow(instants({ from, to }), timeZone, -1);
        const wholeMonths = from.endsWith("-01") && to.endsWith("-01");
        fc.pre(!(back.from.endsWith("-01") && back.to.endsWith("-01")) || wholeMonths);
        expect(shiftWindow(instants(back), timeZone, 1)).toEqual({ from, to });
      },
    ),
  );
});

it("what is about the rows of one place does not follow to the next", () => {
  const view = { ...DEFAULT_VIEW, by: "pod", find: "x", why: "total", sort: "name", idle: "hide" } as const;
  expect(changeView(view, { scope: { cluster: "prod" } })).toMatchObject({
    by: null,
    find: "",
    why: null,
    sort: "name",
    idle: "hide",
  });
  expect(changeView(view, { screen: "idle" })).toMatchObject({ sort: null, idle: "hide" });
  expect(changeView(view, { by: "node" })).toMatchObject({ by: "node", find: "x" });
});

it("Back does not stop at sorting and searching", () => {
  expect(isPassing({ sort: "name" })).toBe(true);
  expect(isPassing({ find: "x", sort: null })).toBe(true);
  expect(isPassing({ find: "x", idle: "hide" })).toBe(false);
});
