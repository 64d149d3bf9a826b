import { expect, it } from "vitest";
import {
  areWholeDays,
  exactStretch,
  moment,
  stretch as written,
  zoneName,
} from "../../../../dashboard/src/format/times.ts";

const utc = { locale: "en-GB", timeZone: "UTC" };
const berlin = { locale: "en-GB", timeZone: "Europe/Berlin" };

function between(start: string, end: string): { start: number; end: number } {
  return { start: Date.parse(start), end: Date.parse(end) };
}

// Thin spaces around the dash are the language's own affair.
function stretch(of: { start: number; end: number }, reader: typeof utc): string {
  return written(of, reader).replaceAll(/\s/g, " ");
}

it("whole days are written by their first and last: the end is no part of them", () => {
  expect(stretch(between("2026-11-01T00:00Z", "2026-11-08T00:00Z"), utc)).toBe("1 – 7 Nov 2026 UTC");
  expect(stretch(between("2026-11-01T00:00Z", "2026-11-02T00:00Z"), utc)).toBe("1 Nov 2026 UTC");
});

it("other stretches are written by their ends, and the tooltip says that the last is no part of it", () => {
  const hours = between("2026-11-01T08:00Z", "2026-11-01T10:00Z");
  expect(stretch(hours, utc)).toBe("1 Nov 2026, 08:00–10:00 UTC");
  expect(exactStretch(hours, utc)).toBe(
    "from 1 Nov 2026, 08:00 UTC up to, not including, 1 Nov 2026, 10:00 UTC",
  );
});

it("a day on which the clocks change is a whole day", () => {
  expect(areWholeDays(between("2026-10-24T22:00Z", "2026-10-25T23:00Z"), berlin)).toBe(true);
  expect(areWholeDays(between("2026-10-24T22:00Z", "2026-10-25T22:00Z"), berlin)).toBe(false);
  expect(stretch(between("2026-10-24T22:00Z", "2026-10-25T23:00Z"), berlin)).toBe(
    "25 Oct 2026 Europe/Berlin (GMT+2, then GMT+1)",
  );
});

it("both hours that the clock shows twice are told apart by their zone", () => {
  const [first, second] = ["2026-10-25T00:30Z", "2026-10-25T01:30Z"].map((at) =>
    moment(Date.parse(at), berlin),
  );
  expect(first).toBe("25 Oct 2026, 02:30 CEST");
  expect(second).toBe("25 Oct 2026, 02:30 CET");
});

it("the zone is always said", () => {
  expect(zoneName(Date.parse("2026-11-01T00:00Z"), utc)).toBe("UTC");
  expect(zoneName(Date.parse("2026-07-01T00:00Z"), berlin)).toBe("Europe/Berlin (GMT+2)");
});
