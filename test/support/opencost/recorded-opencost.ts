import { readFileSync } from "node:fs";
import * as z from "zod";
import { envelope, type FakeOpenCost, fakeOpenCost, type OpenCostQuestion } from "./fake-opencost.ts";

/** A row of OpenCost's, of which a test reads and writes what it likes. */
const RowSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()),
  start: z.string(),
  end: z.string(),
});
export type RecordedRow = z.output<typeof RowSchema>;

/** Rows by OpenCost's own names for them. */
export const RecordedRowsSchema = z.record(z.string(), RowSchema);

/** What OpenCost answered for one day. */
const DaySchema = z.object({ allocations: RecordedRowsSchema, assets: RecordedRowsSchema });
export type RecordedDay = z.output<typeof DaySchema>;

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface Answers {
  readonly allocations: Record<string, RecordedRow>;
  readonly assets: Record<string, RecordedRow>;
}

const HOUR_MS = 3_600_000;
const RESOLUTION_MS = 300_000;

/** Quantities that add up over time. */
const SUMS = [
  "cpuCoreHours",
  "ramByteHours",
  "gpuHours",
  "cpuCost",
  "ramCost",
  "gpuCost",
  "networkCost",
  "networkCrossZoneCost",
  "networkCrossRegionCost",
  "networkInternetCost",
  "networkTransferBytes",
  "pvByteHours",
  "pvCost",
] as const;
const ASSET_SUMS = ["cpuCoreHours", "ramByteHours", "GPUHours", "cpuCost", "ramCost", "gpuCost", "byteHours"];

/** The piece of a recording that the tests carry: seven containers, five nodes, two volumes, a load balancer. */
export function smallRecording(): RecordedDay {
  const text = readFileSync(new URL("recorded-day.json", import.meta.url), "utf8");
  return DaySchema.parse(JSON.parse(text));
}

/** The first day of the small recording. */
export const RECORDED_DAY = Date.UTC(2026, 10, 17);

/**
 * What OpenCost would have answered for a window within a recorded day: each row for the part of it that was
 * seen, with the share of its quantities that falls into that part, rounded as OpenCost rounds.
 */
export function answersFor(day: RecordedDay, window: Stretch, seen: readonly Stretch[] = [window]): Answers {
  const rows = (kind: keyof Answers, cut: (row: RecordedRow, part: Stretch) => RecordedRow) =>
    Object.fromEntries(
      Object.entries(day[kind]).flatMap(([name, row]): [string, RecordedRow][] => {
        const part = seenPart(row, window, isUnmounted(row) ? [window] : seen);
        const text = { start: timeText(window.start), end: timeText(window.end) };
        return part ? [[name, { ...cut(row, part), ...within(part), window: text }]] : [];
      }),
    );
  return { allocations: rows("allocations", cutAllocation), assets: rows("assets", cutAsset) };
}

/** Serves a recorded day as OpenCost would, hour by hour. */
export function serveDay(
  day: RecordedDay,
  change: (answers: Answers, question: OpenCostQuestion) => Answers = (answers) => answers,
): Promise<FakeOpenCost> {
  return fakeOpenCost((question) => {
    const { allocations, assets } = change(answersFor(day, windowOf(question)), question);
    return question.path.endsWith("/assets") ? envelope(assets) : envelope([allocations]);
  });
}

/** The window that a question asks for. */
export function windowOf({ parameters }: OpenCostQuestion): Stretch {
  const [start = "", end = ""] = (parameters.get("window") ?? "").split(",");
  return { start: Date.parse(start), end: Date.parse(end) };
}

/** OpenCost's rounding. */
export function rounded(value: number, places = 5): number {
  return Math.round(value * 10 ** places) / 10 ** places;
}

/** A field's number, zero where there is none. */
export function numberOf(row: RecordedRow, field: string): number {
  const value = row[field];
  return typeof value === "number" ? value : 0;
}

function seenPart(row: RecordedRow, window: Stretch, seen: readonly Stretch[]): Stretch | null {
  const parts = seen
    .map((stretch) => ({
      start: Math.max(stretch.start, window.start, Date.parse(row.start)),
      end: Math.min(stretch.end, window.end, Date.parse(row.end)),
    }))
    .filter(({ start, end }) => start < end);
  const [first, last] = [parts[0], parts.at(-1)];
  return first && last ? { start: first.start, end: last.end } : null;
}

function isUnmounted({ properties }: RecordedRow): boolean {
  return properties["container"] === "__unmounted__";
}

function within({ start, end }: Stretch): Pick<RecordedRow, "start" | "end" | "minutes"> {
  return { start: timeText(start), end: timeText(end), minutes: (end - start) / 60_000 };
}

/** A moment as OpenCost writes it. */
export function timeText(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}

function shareOf(row: RecordedRow, { start, end }: Stretch): number {
  return (end - start) / (Date.parse(row.end) - Date.parse(row.start));
}

function cutAllocation(row: RecordedRow, part: Stretch): RecordedRow {
  const share = shareOf(row, part);
  const sums = Object.fromEntries(SUMS.map((field) => [field, rounded(numberOf(row, field) * share)]));
  // A rate over the window asked for, not over the time that the container ran: a day's is 24 hours' average.
  const usage = { cpuCoreUsageAverage: rounded(numberOf(row, "cpuCoreUsageAverage") * 24 * share) };
  return { ...row, ...sums, ...usage };
}

function cutAsset(row: RecordedRow, part: Stretch): RecordedRow {
  const share = shareOf(row, part);
  const sums = Object.fromEntries(
    ASSET_SUMS.filter((field) => field in row).map((field) => [
      field,
      rounded(numberOf(row, field) * share, 6),
    ]),
  );
  // A load balancer is billed for one resolution too many, in a day as in an hour.
  const excess = row["type"] === "LoadBalancer" ? RESOLUTION_MS : 0;
  const standing = Date.parse(row.end) - Date.parse(row.start) + excess;
  const perHour = numberOf(row, "totalCost") / (standing / HOUR_MS);
  const totalCost = rounded((perHour * (part.end - part.start + excess)) / HOUR_MS, 6);
  return { ...row, ...sums, totalCost };
}
