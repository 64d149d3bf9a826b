import { expect, test } from "vitest";
import { type Incident, nextDay } from "../../../../server/src/domain/anomalies/incident.ts";
import type { UnusualDay } from "../../../../server/src/domain/anomalies/judge-day.ts";

const unusual = (day: number, cost: number, more: Partial<UnusualDay> = {}): UnusualDay => ({
  day,
  costNano: BigInt(cost),
  expectedNano: 100n,
  score: 9,
  by: "level",
  silent: null,
  ...more,
});

/** What days make of a series: what happened on which of them, and its newest incident. */
function run(days: readonly (UnusualDay | null | "unknown")[]): {
  events: string[];
  latest: Incident | null;
} {
  let latest: Incident | null = null;
  const events: string[] = [];
  for (const [day, judged] of days.entries()) {
    if (judged === "unknown") continue;
    const step = nextDay(latest, day, judged);
    latest = step.incident;
    if (step.event) events.push(`${day} ${step.event}`);
  }
  return { events, latest };
}

const usual = (count: number): null[] => Array.from({ length: count }, () => null);

test("one excursion opens once, doubles once, and ends a week after it", () => {
  const { events, latest } = run([
    null,
    unusual(1, 150),
    unusual(2, 180),
    unusual(3, 200),
    unusual(4, 300),
    ...usual(7),
  ]);
  expect(events).toEqual(["1 opened", "3 doubled", "11 ended"]);
  expect(latest).toMatchObject({ kind: "step", direction: "up", openedDay: 1, doubledDay: 3, endedDay: 5 });
});

test("days within a week of each other are one excursion, whichever way they go", () => {
  const { events } = run([unusual(0, 150), ...usual(5), unusual(6, 40), ...usual(7)]);
  expect(events).toEqual(["0 opened", "13 ended"]);
});

test("an unknown day neither opens nor ends anything, and a silent one opens nothing", () => {
  const unknown = Array.from({ length: 20 }, () => "unknown" as const);
  expect(run([unusual(0, 150), ...unknown, null]).events).toEqual(["0 opened", "21 ended"]);
  expect(run([unusual(0, 150, { silent: "twin" }), unusual(1, 150, { silent: "planned" })]).events).toEqual(
    [],
  );
});

test("weekdays that are no longer what they were are a pattern, growth is a leak", () => {
  const weekend = (day: number): UnusualDay | null => (day % 7 < 2 ? unusual(day, 150) : null);
  expect(run(Array.from({ length: 10 }, (_, day) => weekend(day))).latest?.kind).toBe("pattern");
  expect(run([unusual(0, 150, { by: "growth" }), unusual(1, 155, { by: "growth" })]).latest?.kind).toBe(
    "leak",
  );
});

const again = (gap: number) => run([unusual(0, 150), ...usual(gap - 1), unusual(gap, 150)]).events;

test("a level that was told of is no news when its growth is noticed later; what goes beyond it is", () => {
  const step = [0, 1, 2, 3, 4].map((day) => unusual(day, 150));
  const later = (cost: number) => run([...step, ...usual(10), unusual(15, cost, { by: "growth" })]).events;
  expect(later(155)).toEqual(["0 opened", "11 ended"]);
  expect(later(190)).toEqual(["0 opened", "11 ended", "15 opened"]);
  // A spike is over: one like it is another one, unless it comes on the same day of the week.
  expect(again(12)).toEqual(["0 opened", "7 ended", "12 opened"]);
  expect(again(14)).toEqual(["0 opened", "7 ended"]);
});
