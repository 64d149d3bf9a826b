import * as fc from "fast-check";
import { expect, it } from "vitest";
import { dayOf, startOfDay } from "../../../../dashboard/src/url/start-of-day.ts";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Asia/Beirut",
  "Pacific/Chatham",
];

it("finds the first instant of a day as Temporal does", () => {
  const days = fc.date({ min: new Date("2010-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(days, fc.constantFrom(...ZONES), (date, timeZone) => {
      const day = date.toISOString().slice(0, 10);
      const wanted = Temporal.PlainDate.from(day).toZonedDateTime(timeZone).startOfDay();
      expect(startOfDay(day, timeZone)).toBe(wanted.epochMilliseconds);
    }),
  );
});

it.each([
  ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
  ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z"],
  ["2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
])("%s in %s begins at %s", (day, timeZone, wanted) => {
  expect(new Date(startOfDay(day, timeZone)).toISOString()).toBe(wanted);
});

it("an instant lies on the day that its zone's clock shows", () => {
  expect(dayOf(Date.parse("2026-10-24T22:30:00Z"), "Europe/Berlin")).toBe("2026-10-25");
  expect(dayOf(Date.parse("2026-10-24T22:30:00Z"), "America/New_York")).toBe("2026-10-24");
});
