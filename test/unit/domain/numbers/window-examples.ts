import { formatInstant, HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import { isClosed, nextDueAt } from "../../../../server/src/domain/windows/due.ts";
import { firstHour, resolveWindow } from "../../../../server/src/domain/windows/resolve-window.ts";
import type { Computation, Given } from "./given.ts";

/** A day on which the clocks change, seen from the day after. */
function yesterday(given: Given): Record<string, string> {
  const now = Date.parse(given.text("now"));

  const { start, end } = resolveWindow({ window: "yesterday", timeZone: given.text("time zone") }, now);

  return {
    "`yesterday` begins": formatInstant(start),
    "`yesterday` ends": formatInstant(end),
    "hours in it": String((end - start) / HOUR_MS),
  };
}

/** The examples about hours and windows. */
export const WINDOW_EXAMPLES: Readonly<Record<string, Computation>> = {
  "the life of an hour": (given) => {
    const hour = Date.parse(given.text("the hour begins"));

    let closedAt = hour;
    while (!isClosed(hour, closedAt)) closedAt += MINUTE_MS;

    return {
      "it is due": formatInstant(nextDueAt(hour + HOUR_MS / 2)),
      "it is closed": formatInstant(closedAt),
    };
  },

  "two windows by name": (given) => {
    const now = Date.parse(given.text("now"));

    const day = resolveWindow({ window: "24h" }, now);
    const today = resolveWindow({ window: "today" }, now);

    return {
      "`24h` begins": formatInstant(day.start),
      "`24h` ends": formatInstant(day.end),
      "`today` begins": formatInstant(today.start),
      "`today` ends": formatInstant(today.end),
      "`today` is pending from": formatInstant(today.dueEnd),
    };
  },

  "the day on which the clocks go back": yesterday,

  "the day on which the clocks go forward": yesterday,

  "a day on which the clocks go forward by half an hour": (given) => {
    const now = Date.parse(given.text("now"));

    const { start, end } = resolveWindow({ window: "yesterday", timeZone: given.text("time zone") }, now);

    return {
      "`yesterday` begins": formatInstant(start),
      "`yesterday` ends": formatInstant(end),
      "hours on the clock": String((end - start) / HOUR_MS),
      "hours that count": String((firstHour(end) - firstHour(start)) / HOUR_MS),
    };
  },

  "a day in India": (given) => {
    const question = { start: given.text("start"), end: given.text("end"), timeZone: "Asia/Kolkata" };

    const { start, end } = resolveWindow(question, Date.parse(question.end) + HOUR_MS);

    const first = firstHour(start);
    const last = firstHour(end) - HOUR_MS;
    return {
      "the window begins": formatInstant(start),
      "the first hour that counts begins": formatInstant(first),
      "the last hour that counts begins": formatInstant(last),
      "hours that count": String((last - first) / HOUR_MS + 1),
    };
  },
};
