import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { envelope, type FakeOpenCost, fakeOpenCost } from "./fake-opencost.ts";
import {
  type Answers,
  answersFor,
  numberOf,
  type RecordedDay,
  type RecordedRow,
  RecordedRowsSchema,
  rounded,
  type Stretch,
  timeText,
  windowOf,
} from "./recorded-opencost.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A namespace that runs on every node all the time: it shows when OpenCost saw the cluster. */
const WITNESS = "kube-system";

/** What is scaled so that the containers of an hour add up to what OpenCost answered for their namespace. */
const SCALED = [
  "cpuCoreHours",
  "ramByteHours",
  "gpuHours",
  "networkCrossZoneCost",
  "networkCrossRegionCost",
  "networkInternetCost",
] as const;

interface GoldenDay extends RecordedDay {
  /** What OpenCost answered by namespace, for each hour of the day. */
  readonly namespaceHours: readonly Readonly<Record<string, RecordedRow>>[];
}

/** Whether OpenCost's answers were recorded beside the cluster. */
export function hasGoldenOpenCost(folder: string, day: string): boolean {
  return existsSync(path.join(folder, "opencost", `${day}-namespace-hourly.json`));
}

/**
 * Serves recorded days hour by hour. Containers were recorded by the day and namespaces by the hour: each
 * container's day is spread over the time that it ran, and then scaled to what its namespace's hour was.
 */
export function serveGoldenOpenCost(folder: string, days: readonly string[]): Promise<FakeOpenCost> {
  const recorded = new Map(days.map((day) => [Date.parse(`${day}T00:00:00Z`), readDay(folder, day)]));
  const seen = [...recorded.values()].flatMap(seenStretches);
  return fakeOpenCost((question) => {
    const window = windowOf(question);
    const parts = [...recorded].flatMap(([start, day]) => {
      const part = { start: Math.max(start, window.start), end: Math.min(start + DAY_MS, window.end) };
      return part.start < part.end ? [hourOfDay(day, { start, part }, seen)] : [];
    });
    const { allocations, assets } = joined(parts, window);
    return question.path.endsWith("/assets") ? envelope(assets) : envelope([allocations]);
  });
}

function readDay(folder: string, day: string): GoldenDay {
  const read = <Data>(name: string, schema: z.ZodType<Data>): Data => {
    const file = path.join(folder, "opencost", `${day}-${name}.json`);
    return z.object({ data: schema }).parse(JSON.parse(readFileSync(file, "utf8"))).data;
  };
  const [allocations = {}] = read("container", z.array(RecordedRowsSchema));
  return {
    allocations,
    assets: read("assets", RecordedRowsSchema),
    namespaceHours: read("namespace-hourly", z.array(RecordedRowsSchema)),
  };
}

function seenStretches({ namespaceHours }: GoldenDay): Stretch[] {
  return namespaceHours.flatMap((hour) => {
    const witness = hour[WITNESS];
    return witness ? [{ start: Date.parse(witness.start), end: Date.parse(witness.end) }] : [];
  });
}

function hourOfDay(
  day: GoldenDay,
  { start, part }: { readonly start: number; readonly part: Stretch },
  seen: readonly Stretch[],
): Answers {
  const { allocations, assets } = answersFor(day, part, seen);
  const hour = day.namespaceHours[Math.floor((part.start - start) / HOUR_MS)] ?? {};
  const isHour = part.end - part.start === HOUR_MS;
  return { allocations: isHour ? scaled(allocations, hour) : allocations, assets };
}

function scaled(
  allocations: Readonly<Record<string, RecordedRow>>,
  hour: Readonly<Record<string, RecordedRow>>,
): Record<string, RecordedRow> {
  const byNamespace = Map.groupBy(Object.values(allocations), namespaceOf);
  const factor = (namespace: string, field: string): number => {
    const rows = byNamespace.get(namespace) ?? [];
    const sum = rows.reduce((total, row) => total + numberOf(row, field), 0);
    const recorded = hour[namespace];
    return sum > 0 && recorded ? numberOf(recorded, field) / sum : 1;
  };
  const factors = new Map(
    [...byNamespace.keys()].flatMap((namespace) =>
      SCALED.map((field) => [`${namespace}/${field}`, factor(namespace, field)] as const),
    ),
  );
  return Object.fromEntries(
    Object.entries(allocations).map(([name, row]) => {
      const fields = SCALED.map((field) => {
        const by = factors.get(`${namespaceOf(row)}/${field}`) ?? 1;
        return [field, rounded(numberOf(row, field) * by)] as const;
      });
      return [name, { ...row, ...Object.fromEntries(fields) }];
    }),
  );
}

function namespaceOf({ properties }: RecordedRow): string {
  return String(properties["namespace"]);
}

/** Joins the answers for the parts of a window on both sides of midnight. */
function joined(parts: readonly Answers[], window: Stretch): Answers {
  const asked = { start: timeText(window.start), end: timeText(window.end) };
  const join = (kind: keyof Answers): Record<string, RecordedRow> => {
    const rows: Record<string, RecordedRow> = {};
    for (const [name, row] of parts.flatMap((part) => Object.entries(part[kind]))) {
      const before = rows[name];
      rows[name] = { ...(before ? added(before, row) : row), window: asked };
    }
    return rows;
  };
  return { allocations: join("allocations"), assets: join("assets") };
}

function added(before: RecordedRow, row: RecordedRow): RecordedRow {
  const sums = ["totalCost", "cpuCost", "ramCost", "gpuCost"].filter((field) => field in row);
  const money = sums.map((field) => [field, numberOf(before, field) + numberOf(row, field)] as const);
  return { ...row, ...Object.fromEntries(money), start: before.start };
}
