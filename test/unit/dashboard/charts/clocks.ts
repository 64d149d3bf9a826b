/** Zones with every kind of clock: none, whole hours, half hours, changes at midnight, changes of half an hour. */
export const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Santiago",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Africa/Cairo",
  "Australia/Lord_Howe",
  "Pacific/Apia",
] as const;

/** What a clock in a zone shows, by Temporal: another way than the code under test takes. */
export function clockIn(timeZone: string, instant: number): { day: number; hour: number; minute: number } {
  const { day, hour, minute } = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  return { day, hour, minute };
}
