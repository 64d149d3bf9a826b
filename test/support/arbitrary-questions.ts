import { DAY_MS, HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import type {
  CostFilter,
  CostKey,
  CostView,
  StepSelection,
} from "../../server/src/store/queries/where/selection.ts";

/** Questions are about these days: over the end of summer time in Berlin and the end of a month. */
export const START = Date.UTC(2026, 9, 23);
export const DAYS = 10;

export const KEYS: readonly CostKey[] = [
  "cluster",
  "namespace",
  "node",
  "controllerKind",
  "controller",
  "pod",
  "container",
  "label:team",
  "label:release",
  "namespaceLabel:team",
];
export const filters = fc.record(
  {
    namespace: fc.subarray(["shop", "search", "nothing"], { minLength: 1 }),
    node: fc.subarray(["node-0", "node-1"], { minLength: 1 }),
    controller: fc.subarray(["job", "app-1"], { minLength: 1 }),
    pod: fc.subarray(["pod-1", "pod-2"], { minLength: 1 }),
    label: fc.constant({ team: ["red"] }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<CostFilter>;
const instants = fc.oneof(
  fc.integer({ min: 0, max: DAYS }).map((days) => START + days * DAY_MS),
  fc.integer({ min: -30, max: DAYS * 24 + 30 }).map((hours) => START + hours * HOUR_MS),
  fc.integer({ min: 0, max: DAYS * 96 }).map((quarters) => START + quarters * 15 * MINUTE_MS),
);
export const windows = fc
  .tuple(instants, instants)
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) + HOUR_MS }));
export const steps: fc.Arbitrary<StepSelection | null> = fc.option(
  fc.record({
    step: fc.constantFrom("hour", "day", "week", "month"),
    timeZone: fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "Asia/Kolkata",
      "America/New_York",
      "Australia/Lord_Howe",
    ),
  }),
);
export const views: fc.Arbitrary<CostView> = fc.record({
  idle: fc.constantFrom("hide", "show", "share"),
  idleBy: fc.constantFrom("node", "cluster"),
  share: fc.constantFrom("even", "weighted"),
  shared: fc.option(
    fc.record({
      namespaces: fc.option(fc.subarray(["shop", "search"], { minLength: 1 }), { nil: undefined }),
      labels: fc.option(fc.constant({ team: ["red"] }), { nil: undefined }),
      fee: fc.boolean(),
      monthly: fc.constant(null),
      split: fc.constantFrom("even", "weighted"),
    }),
  ),
});
