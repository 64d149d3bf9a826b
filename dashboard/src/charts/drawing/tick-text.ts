import type { Reader } from "../../format/reader.ts";
import type { TimeTick } from "../geometry/time-ticks.ts";

const OPTIONS: Readonly<Record<TimeTick["unit"], Intl.DateTimeFormatOptions>> = {
  hour: { hour: "2-digit", minute: "2-digit" },
  day: { month: "short", day: "numeric" },
  month: { month: "short", year: "numeric" },
  year: { year: "numeric" },
};

/** Writes marks of a time axis in the reader's language, by the clock of the zone. */
export function tickTexts(ticks: readonly TimeTick[], { locale, timeZone }: Reader): string[] {
  const formats = new Map<TimeTick["unit"], Intl.DateTimeFormat>();
  return ticks.map(({ at, unit }) => {
    const format = formats.get(unit) ?? new Intl.DateTimeFormat(locale, { ...OPTIONS[unit], timeZone });
    formats.set(unit, format);
    return format.format(at);
  });
}
