import {
  ADVICE_ORDERS,
  ADVICE_PRESETS,
  ALERT_KINDS,
  ALERT_PHASES,
  IDLE_VIEWS,
  MONEY_COLUMNS,
  NOTIFICATION_SEVERITIES,
  RECOMMENDATION_KINDS,
  RECOMMENDATION_STATES,
  SPLITS,
  STEPS,
} from "@kubecent/shared";
import * as fc from "fast-check";
import { appRouter } from "../../../server/src/api/router.ts";
import { type Procedure, proceduresOf } from "../../../server/src/api/procedures.ts";
import { schemaOf } from "../fuzz/json-schema-arbitrary.ts";
import { FIRST_HOUR, WORLD_END } from "./scoped-worlds.ts";

/** Procedures that answer from the data, and those that answer scoped callers in another way, or never. */
export const DATA_PROCEDURES: readonly Procedure[] = proceduresOf(appRouter).filter(
  ({ name, path, type }) =>
    type === "query" &&
    !path.includes("{") &&
    /^(cost|metrics|clusters|recommendations|anomalies|budgets|alerts\.rules)\./.test(name),
);

/** Names that the caller may see, that somebody else may see, and that nobody has. */
const namesOf = (...names: string[]): fc.Arbitrary<string[]> =>
  fc.subarray([...names, "no-such-thing"], { minLength: 1, maxLength: 3 });

const time = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ start: at(FIRST_HOUR), end: at(WORLD_END) }) },
  {
    weight: 2,
    arbitrary: fc.constant({ start: at(FIRST_HOUR + 7_200_000), end: at(FIRST_HOUR + 93_600_000) }),
  },
  { weight: 2, arbitrary: fc.constantFrom({ window: "24h" }, { window: "today" }, { window: "yesterday" }) },
);

/** Every parameter of every question about data, as it may sensibly be asked. */
const FIELDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  all: fc.boolean(),
  aggregate: fc.subarray(
    [
      "cluster",
      "namespace",
      "node",
      "controllerKind",
      "controller",
      "pod",
      "container",
      "label:team",
      "label:secret",
    ],
    { minLength: 1, maxLength: 4 },
  ),
  cluster: namesOf("prod", "staging", "secret"),
  condense: fc.boolean(),
  container: namesOf("main", "payroll"),
  controller: namesOf("app-0", "app-1", "pay-1", "bill"),
  controllerKind: namesOf("Deployment", "StatefulSet"),
  currency: fc.constantFrom("EUR", "USD"),
  days: fc.integer({ min: 1, max: 92 }),
  idle: fc.constantFrom(...IDLE_VIEWS),
  insufficient: fc.boolean(),
  idleBy: fc.constantFrom("node", "cluster"),
  kind: fc.subarray(["node", "volume", "loadBalancer", "network", "fee"], { minLength: 1 }),
  label: fc.constantFrom({ team: ["red"] }, { team: ["blue", "red"] }, { secret: ["s1"] }),
  limit: fc.constantFrom(1, 2, 3, 100),
  name: fc.constantFrom("team", "secret"),
  namespace: namesOf("shop", "shop-eu", "billing", "hr"),
  namespaceLabels: fc.boolean(),
  node: namesOf("node-0", "node-1", "node-2", "node-3"),
  pod: namesOf("web-0", "web-3", "pay-1", "bill-1"),
  owner: namesOf("team-shop", "team-billing").map(([name]) => name),
  phase: fc.subarray([...ALERT_PHASES], { minLength: 1 }),
  preset: fc.constantFrom(...ADVICE_PRESETS),
  quantiles: fc.boolean(),
  severity: fc.subarray([...NOTIFICATION_SEVERITIES], { minLength: 1 }),
  share: fc.constantFrom(...SPLITS),
  shareFee: fc.boolean(),
  shareLabels: fc.constantFrom({ team: ["red"] }, { secret: ["s1"] }),
  shareMonthly: fc.constantFrom("250.00", "0.7"),
  shareNamespaces: namesOf("shop-eu", "kube-system", "billing"),
  shareSplit: fc.constantFrom(...SPLITS),
  since: fc.constantFrom("2026-11-14", "2026-11-15", "2026-12-01"),
  sort: fc.constantFrom(...MONEY_COLUMNS, ...MONEY_COLUMNS.map((column) => `-${column}`)),
  state: fc.constantFrom("open", "ended"),
  step: fc.constantFrom(...STEPS),
  timeZone: fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kathmandu"),
};
/** Asked about one cluster and namespace, or all. */
const ASKED_ABOUT_ONE = /^(clusters|anomalies|recommendations\.patch)/;
/** What is drawn together, or walked along. */
const WINDOWS = ["window", "start", "end", "beforeWindow", "beforeStart", "beforeEnd"];
const ELSEWHERE = new Set([...WINDOWS, "cursor", "before", "after"]);
/** Most questions are refused with these, and say little. */
const SELDOM = new Set(["idle", "shareFee", "shareLabels", "shareMonthly", "shareNamespaces", "currency"]);

/** A question to a procedure, and what to ask it as. */
export interface Question {
  readonly procedure: Procedure;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A valid question to one procedure. */
export function questionsTo(procedure: Procedure): fc.Arbitrary<Question> {
  const { properties = {}, required = [] } = schemaOf(procedure.input);
  const names = Object.keys(properties);
  const optional = names.filter((name) => !ELSEWHERE.has(name) && !required.includes(name));
  const often = optional.filter((name) => !SELDOM.has(name));
  const seldom = optional.filter((name) => SELDOM.has(name));
  const chosen = fc
    .tuple(
      fc.subarray(often, { maxLength: Math.min(4, often.length) }),
      fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.subarray(seldom)),
    )
    .map(([one, other]) => [...required, ...one, ...other]);
  const fields = chosen.chain((keys) =>
    fc.record(Object.fromEntries(keys.map((key) => [key, arbitraryOf(procedure, key)]))),
  );
  return fc.tuple(fields, names.includes("start") ? time : fc.constant({})).map(([input, window]) => ({
    procedure,
    input: { ...input, ...window },
  }));
}

/** What means something else to some procedures. */
const OWN_FIELDS: readonly (readonly [RegExp, Readonly<Record<string, fc.Arbitrary<unknown>>>])[] = [
  [/^cost\.alerts$/, { kind: fc.subarray([...ALERT_KINDS], { minLength: 1 }) }],
  [
    /^recommendations\./,
    {
      kind: fc.subarray([...RECOMMENDATION_KINDS], { minLength: 1 }),
      sort: fc.constantFrom(...ADVICE_ORDERS),
      state: fc.subarray([...RECOMMENDATION_STATES], { minLength: 1 }),
    },
  ],
];

function arbitraryOf({ name: procedure }: Procedure, field: string): fc.Arbitrary<unknown> {
  if (ASKED_ABOUT_ONE.test(procedure) && (field === "cluster" || field === "namespace")) {
    return fc.constantFrom("prod", "staging", "secret", "shop", "billing", "no-such-thing");
  }
  const own = OWN_FIELDS.find(([names, fields]) => names.test(procedure) && Object.hasOwn(fields, field));
  const arbitrary = own?.[1][field] ?? FIELDS[field];
  if (!arbitrary) throw new Error(`Say how ${procedure} is asked about ${field}`);
  return arbitrary;
}

function at(instant: number): string {
  return new Date(instant).toISOString();
}

/** A question as a path of REST; `more` are fields beside its own. */
export function restPathOf(
  { procedure, input }: Question,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const pairs = Object.entries({ ...input, ...more }).flatMap(([name, value]): [string, string][] => {
    if (Array.isArray(value)) return [[name, value.join(",")]];
    if (typeof value !== "object" || value === null) return [[name, String(value)]];
    return Object.entries(value).map(([key, each]) => [`${name}.${key}`, String(each)]);
  });
  return `/api/v1${procedure.path}?${new URLSearchParams(pairs).toString()}`;
}
