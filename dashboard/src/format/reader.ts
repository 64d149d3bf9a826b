/** Who reads: the language that numbers and dates are written in, and the zone whose clock times are written by. */
export interface Reader {
  readonly locale: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** The browser's first language. */
export function browserLocale(): string {
  return navigator.language;
}

/** The zone of the browser's clock. Some browsers know of none. */
export function browserTimeZone(): string {
  // Asked before the first question: the older way makes a whole format of dates for one word.
  if ("Temporal" in globalThis) return Temporal.Now.timeZoneId();
  return new Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
}
