/** Who reads: the language that numbers and dates are written in, and the zone whose clock times are written by. */
export interface Reader {
  readonly locale: string;
  /** IANA name. */
  readonly timeZone: string;
}

let last: Reader | undefined;

/** Whoever reads by the clock of this zone, in the browser's first language. The same object until the zone is another. */
export function readerIn(timeZone: string): Reader {
  // Every cell of a table asks, and the browser is slow to say its language.
  if (last?.timeZone !== timeZone) last = { locale: navigator.language, timeZone };
  return last;
}

/** The zone of the browser's clock. Some browsers know of none. */
export function browserTimeZone(): string {
  // Asked before the first question: the older way makes a whole format of dates for one word.
  if ("Temporal" in globalThis) return Temporal.Now.timeZoneId();
  return new Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
}
