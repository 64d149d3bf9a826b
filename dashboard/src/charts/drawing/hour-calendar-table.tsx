import type { ReactElement } from "react";
import { seenShare } from "../../format/share.ts";
import { clock, day as dayText } from "../../format/times.ts";
import type { Reader } from "../../format/reader.ts";
import { useReader } from "../../format/use-reader.ts";
import type { CalendarDay, CalendarHour } from "../geometry/hour-calendar.ts";
import "./charts.css";

const CLOCK_HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Days by hours: how much of each was seen. What is not whole is written into its field. */
export function HourCalendarTable({
  caption,
  days,
}: {
  caption: string;
  days: readonly CalendarDay[];
}): ReactElement {
  const reader = useReader();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
    <section className="calendar" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden">Day</span>
            </th>
            {CLOCK_HOURS.map((hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, hours }) => (
            <tr key={day}>
              <th scope="row">{dayText(hours[0]?.start ?? 0, reader)}</th>
              {CLOCK_HOURS.map((hour) => (
                <td key={hour}>
                  {hours
                    .filter(({ clockHour }) => clockHour === hour)
                    .map((each) => (
                      <HourField key={each.start} hour={each} reader={reader} />
                    ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function HourField({ hour, reader }: { hour: CalendarHour; reader: Reader }): ReactElement {
  const { start, state, ratio, reason } = hour;
  const words = state === "partial" ? `${seenShare(ratio, reader.locale)} seen` : STATES[state].words;
  const title = [`${clock(start, reader)}: ${words}`, reason].filter((text) => text !== undefined).join(", ");
  return (
    <span className="calendar-hour" data-state={state} title={title}>
      <span aria-hidden="true">{state === "partial" ? Math.floor(ratio * 100) : STATES[state].sign}</span>
      <span className="hidden">{reason === undefined ? words : `${words}, ${reason}`}</span>
    </span>
  );
}

const STATES = {
  seen: { sign: "", words: "seen" },
  partial: { sign: "", words: "seen in part" },
  gap: { sign: "×", words: "not seen" },
  pending: { sign: "…", words: "not complete yet" },
} as const;
