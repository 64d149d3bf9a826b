import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { busyHour } from "../../support/usage-world.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

/** Moments at which a day or a month has begun somewhere, and no hour in it. */
const MOMENTS = [
  { name: "ten minutes after midnight in India", now: "2026-11-16T18:40:00Z", timeZone: "Asia/Kolkata" },
  { name: "midnight itself in Nepal", now: "2026-11-16T18:15:00Z", timeZone: "Asia/Kathmandu" },
  { name: "midnight itself in UTC", now: "2026-11-17T00:00:00Z", timeZone: "UTC" },
  { name: "the first of a month in Eucla", now: "2026-11-30T15:20:00Z", timeZone: "Australia/Eucla" },
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const hours = hoursFrom(Date.parse("2026-11-16T12:00:00Z"), 6);
  await storeHours(database, "prod", hours.map(busyHour));
});
afterAll(async () => {
  await database.drop();
});

type Caller = ReturnType<typeof callAs>;
type Window = { readonly window: "today" | "monthToDate"; readonly timeZone: string };
interface Answer {
  readonly window: { readonly pending?: { readonly start: string; readonly end: string } | undefined };
  /** What explains costs says nothing of coverage. */
  readonly coverage?: { readonly ratio: number };
  readonly rows?: readonly object[];
  readonly totals?: object;
}

const SHARED = {
  idle: "share",
  shareNamespaces: "data",
  shareFee: true,
  shareMonthly: "250.00",
} as const;

/** Every question that takes a window of hours, in its plain form and with what makes it compute more. */
const QUESTIONS: Readonly<Record<string, (caller: Caller, query: Window) => Promise<Answer>>> = {
  cluster: (caller, query) => caller.cost.cluster(query),
  allocation: (caller, query) => caller.cost.allocation({ ...query, aggregate: ["namespace", "pod"] }),
  "allocation, shared": (caller, query) => caller.cost.allocation({ ...query, ...SHARED }),
  "allocation, shared evenly": (caller, query) =>
    caller.cost.allocation({ ...query, ...SHARED, share: "even", shareSplit: "even" }),
  namespaces: (caller, query) => caller.cost.namespaces({ ...query, idle: "show" }),
  workloads: (caller, query) => caller.cost.workloads({ ...query, ...SHARED }),
  pods: (caller, query) => caller.cost.pods({ ...query, idle: "share", idleBy: "cluster" }),
  nodes: (caller, query) => caller.cost.nodes(query),
  labels: (caller, query) => caller.cost.labels({ ...query, name: "team", idle: "show" }),
  "timeseries by hour": (caller, query) => caller.cost.timeseries({ ...query, step: "hour" }),
  "timeseries by day": (caller, query) => caller.cost.timeseries({ ...query, step: "day", idle: "share" }),
  "timeseries by month": (caller, query) => caller.cost.timeseries({ ...query, step: "month" }),
  assets: (caller, query) => caller.cost.assets(query),
  compare: (caller, query) => caller.cost.compare(query),
  "compare with itself": (caller, query) => caller.cost.compare({ ...query, beforeWindow: query.window }),
  reconcile: (caller, query) => caller.cost.reconcile(query),
  explain: (caller, query) => caller.cost.explain({ ...query, namespace: ["shop"] }),
  "explain assets": (caller, query) => caller.cost.explainAssets(query),
  "metrics of nodes": (caller, query) => caller.metrics.nodes(query),
  "metrics of pods": (caller, query) => caller.metrics.pods(query),
  "quantiles of pods": (caller, query) => caller.metrics.pods({ ...query, quantiles: true }),
};

/** All numbers of an answer, wherever they stand. */
function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value === "string" && /^-?\d+\.\d+$/.test(value)) return [Number(value)];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

describe.each(MOMENTS)("at $name", ({ now: text, timeZone }) => {
  const now = Date.parse(text);
  const window = timeZone === "Australia/Eucla" ? "monthToDate" : "today";

  test.each(Object.keys(QUESTIONS))("%s is empty, and pending", async (name) => {
    const caller = callAs(
      "viewer",
      createTestServices(database, () => now),
    );

    const answer = await QUESTIONS[name]?.(caller, { window, timeZone });

    expect(answer?.window.pending).toEqual({
      start: expect.any(String),
      end: text,
    });
    expect(answer?.coverage?.ratio ?? 1).toBe(1);
    expect(numbersOf(answer?.rows ?? []).filter((each) => each !== 0)).toEqual([]);
    expect(numbersOf(answer?.totals ?? {}).filter((each) => each !== 0)).toEqual([]);
    expect(JSON.stringify(answer)).not.toMatch(/NaN|Infinity/);
  });

  test("the hour before it is due is pending, and not a gap", async () => {
    const caller = callAs(
      "viewer",
      createTestServices(database, () => now + HOUR_MS),
    );

    const { coverage, window: answered } = await caller.cost.cluster({ window, timeZone });

    expect(answered.pending).toBeDefined();
    expect(coverage.gaps).toEqual([]);
  });
});
