import {
  AnswerWindowSchema,
  CostQuerySchema,
  CoverageSchema,
  GAP_REASONS,
  WINDOW_NAMES,
} from "@kubecent/shared";
import { expect, test } from "vitest";

const isAccepted = (question: object): boolean => CostQuerySchema.safeParse(question).success;

test.each(WINDOW_NAMES)("%s is the name of a window", (window) => {
  expect(CostQuerySchema.parse({ window })).toMatchObject({ window });
});

test.each(["", "24H", "1h", "last7days", "week", "all", "2026-11-17"])(
  "%j is not the name of a window",
  (window) => {
    expect(isAccepted({ window })).toBe(false);
  },
);

test.each([
  "2026-11-17T00:00:00Z",
  "2026-11-17T00:00:00.5Z",
  "2026-11-17T00:00:00+05:30",
  "2024-02-29T12:00:00-03:00",
])("%s is an instant", (instant) => {
  expect(CostQuerySchema.parse({ start: instant, end: instant })).toMatchObject({
    start: instant,
    end: instant,
  });
});

test.each([
  { what: "a date", instant: "2026-11-17" },
  { what: "a time without a zone", instant: "2026-11-17T00:00:00" },
  { what: "a time without seconds", instant: "2026-11-17T00:00Z" },
  { what: "a zone without a colon", instant: "2026-11-17T00:00:00+0530" },
  { what: "the 29th of February of a common year", instant: "2026-02-29T00:00:00Z" },
  { what: "the 30th of February", instant: "2024-02-30T00:00:00Z" },
  { what: "hour 24", instant: "2026-11-17T24:00:00Z" },
  { what: "second 60", instant: "2026-11-17T00:00:60Z" },
  { what: "seconds since 1970", instant: "1795000000" },
  { what: "a word", instant: "now" },
  { what: "nothing", instant: "" },
  { what: "an instant and more", instant: "2026-11-17T00:00:00Z " },
])("$what is refused as an instant", ({ instant }) => {
  expect(isAccepted({ start: instant })).toBe(false);
  expect(isAccepted({ end: instant })).toBe(false);
});

test("a refused instant says how one is written", () => {
  const issues = CostQuerySchema.safeParse({ start: "yesterday" }).error?.issues;

  expect(issues).toMatchObject([
    { path: ["start"], message: "must be an RFC 3339 instant with a zone, such as 2026-11-17T00:00:00Z" },
  ]);
});

test.each(["UTC", "Europe/Berlin", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])(
  "%s is a time zone",
  (timeZone) => {
    expect(CostQuerySchema.parse({ timeZone })).toMatchObject({ timeZone });
  },
);

test.each([
  "",
  "Mars/Olympus",
  "Europe/Berlin ",
  "GMT+1",
  "../etc/passwd",
  "Europe/Berlin\u0000",
  "x".repeat(65),
])("%j is refused as a time zone", (timeZone) => {
  const issues = CostQuerySchema.safeParse({ timeZone }).error?.issues;

  expect(issues?.[0]?.path).toEqual(["timeZone"]);
});

test("an answer's window may have a pending part, and no part of one", () => {
  const window = { start: "2026-11-17T00:00:00Z", end: "2026-11-18T00:00:00Z", timeZone: "UTC" };
  const pending = { start: "2026-11-17T09:00:00Z", end: "2026-11-18T00:00:00Z" };

  expect(AnswerWindowSchema.parse(window)).toEqual(window);
  expect(AnswerWindowSchema.parse({ ...window, pending })).toEqual({ ...window, pending });
  expect(AnswerWindowSchema.safeParse({ ...window, pending: { start: pending.start } }).success).toBe(false);
});

test.each(GAP_REASONS)("a gap may have the reason %s", (reason) => {
  const gap = { cluster: "prod", start: "2026-11-17T09:00:00Z", end: "2026-11-17T09:20:00Z", reason };
  const coverage = { ratio: 0.5, gaps: [gap] };

  expect(CoverageSchema.parse(coverage)).toEqual(coverage);
});

test("a gap without a known reason is refused", () => {
  const gap = { cluster: "prod", start: "", end: "", reason: "because" };

  expect(CoverageSchema.safeParse({ ratio: 1, gaps: [gap] }).success).toBe(false);
});

// PostgreSQL reads "+01:00" as POSIX does, one hour *west* of Greenwich: such a zone must not get through.
test.each(["+01:00", "-0530", "+14"])("%s is refused as a time zone: it is an offset", (timeZone) => {
  expect(isAccepted({ timeZone })).toBe(false);
});
