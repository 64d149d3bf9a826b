import { CompareQuerySchema, CostWithIdleQuerySchema, HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { AskedQuestion } from "../../../server/src/api/asked-question.ts";
import { isCached, proceduresOf } from "../../../server/src/api/procedures.ts";
import { appRouter } from "../../../server/src/api/router.ts";
import { resolveWindow } from "../../../server/src/domain/windows/resolve-window.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";

const PROCEDURE = { name: "cost.namespaces", path: "/api/v1/cost/namespaces" };
const NOON = Date.UTC(2026, 10, 17, 12);

function questionOf(input: object): AskedQuestion {
  return new AskedQuestion(PROCEDURE, CostWithIdleQuerySchema.parse(input));
}

function keyOf(input: object, now = NOON): string {
  const { inputHash, time } = questionOf(input).at(now, EVERYTHING);
  return `${inputHash} ${time}`;
}

test.each([
  { what: "in another order", one: { window: "24h", limit: 5 }, other: { limit: 5, window: "24h" } },
  {
    what: "with defaults spelt out",
    one: { window: "24h" },
    other: { window: "24h", limit: 100, idle: "hide" },
  },
  { what: "one name alone or in a list", one: { namespace: "a" }, other: { namespace: ["a"] } },
  {
    what: "labels in another order",
    one: { label: { team: "red", app: "web" } },
    other: { label: { app: "web", team: "red" } },
  },
])("the same question, $what, has the same key", ({ one, other }) => {
  expect(keyOf(one)).toBe(keyOf(other));
});

test.each([
  { one: { namespace: "a" }, other: { namespace: "b" } },
  { one: { namespace: "a" }, other: { controller: "a" } },
  { one: { window: "24h" }, other: { window: "48h" } },
  { one: { limit: 5 }, other: { limit: 6 } },
  { one: { label: { team: "red" } }, other: { label: { team: ["red", "blue"] } } },
])("$one and $other have different keys", ({ one, other }) => {
  expect(keyOf(one)).not.toBe(keyOf(other));
});

test("the key changes at the very moment at which another hour is due", () => {
  const question = questionOf({ window: "24h" });
  const due = NOON + 10 * MINUTE_MS;
  const timeAt = (now: number): string => question.at(now, EVERYTHING).time;

  expect(timeAt(due - 1)).toBe(timeAt(NOON));
  expect(timeAt(due)).not.toBe(timeAt(due - 1));
  expect(timeAt(due + HOUR_MS - 1)).toBe(timeAt(due));
});

test("a window of whole hours has the same key only while all that it means is the same", () => {
  const windows = fc.constantFrom("24h", "last7d", "yesterday", "lastWeek", "lastMonth" as const);
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe");
  const instants = fc.integer({ min: Date.UTC(2026, 0, 2), max: Date.UTC(2026, 11, 30) });
  fc.assert(
    fc.property(
      windows,
      zones,
      instants,
      fc.integer({ min: 1, max: 3 * HOUR_MS }),
      (window, timeZone, now, later) => {
        const question = questionOf({ window, timeZone });
        const isSame = question.at(now, EVERYTHING).time === question.at(now + later, EVERYTHING).time;

        const [before, after] = [now, now + later].map((at) => resolveWindow({ window, timeZone }, at));

        expect(isSame).toBe(JSON.stringify(before) === JSON.stringify(after));
      },
    ),
  );
});

test("a window that ends now is shared for a minute, and for no longer", () => {
  const question = questionOf({ window: "today" });
  const timeAt = (now: number): string => question.at(now, EVERYTHING).time;

  expect(timeAt(NOON + 59_999)).toBe(timeAt(NOON));
  expect(timeAt(NOON + MINUTE_MS)).not.toBe(timeAt(NOON));
  expect(question.at(NOON, EVERYTHING)).toMatchObject({ endsNow: true, path: PROCEDURE.path });
  expect(questionOf({ window: "24h" }).at(NOON, EVERYTHING)).toMatchObject({
    endsNow: false,
    path: PROCEDURE.path,
  });
});

const compare = (input: object): string =>
  new AskedQuestion(PROCEDURE, CompareQuerySchema.parse(input)).at(NOON, EVERYTHING).time;

test("the earlier window of a comparison is part of the key", () => {
  expect(compare({ window: "24h", beforeWindow: "lastWeek" })).not.toBe(compare({ window: "24h" }));
});

test("a window that cannot be answered is refused, and another time it can", () => {
  const question = questionOf({ start: "2026-11-17T12:00:00Z", end: "2026-11-17T14:00:00Z" });

  expect(() => question.at(NOON - HOUR_MS, EVERYTHING)).toThrow("must not lie in the future");
  expect(question.at(NOON, EVERYTHING).time).not.toBe(question.at(NOON + 2 * HOUR_MS, EVERYTHING).time);
});

test("the cluster and the currency decide which data is looked at", () => {
  const { clusters } = questionOf({ cluster: "prod", currency: "EUR" }).at(NOON, EVERYTHING);

  expect(clusters).toEqual({ names: ["prod"], currency: "EUR" });
});

test("answers are kept of exactly those queries that say which data they were made from", () => {
  const procedures = proceduresOf(appRouter);

  const says = /^(cost\.(?!alerts$)|metrics\.)|^recommendations\.(list|savings|summary)$/;
  const versioned = procedures.filter(({ name }) => says.test(name));

  expect(procedures.filter(({ name }) => isCached(name))).toEqual(versioned);
  expect(versioned.every(({ type, access }) => type === "query" && access !== undefined)).toBe(true);
});
