import type { AggregateKey, Step } from "@kubecent/shared";
import * as z from "zod/mini";
import { IDLE_CHOICES, type View } from "./view.ts";
import { WindowSchema, readWindow, type ViewWindow, writeWindow } from "./view-window.ts";

/** How one key of the query is written and read. What it is when it is absent stands in DEFAULT_VIEW. */
export interface QueryKey<Value> {
  readonly key: string;
  /** The checked value; undefined where the text makes none. */
  readonly read: (text: string) => Value | undefined;
  /** Undefined for what could not be read back: no such address is written. */
  readonly write: (value: unknown) => string | undefined;
  /** What would have been understood, for the notice. */
  readonly wanted: string;
}

interface Wording<Value> {
  readonly schema: z.ZodMiniType<Value>;
  readonly read: (text: string) => unknown;
  readonly write: (value: Value) => string;
  readonly wanted: string;
}

/** A place of the view that is one value of the query. */
export type QueryPlace = Exclude<keyof View, "screen" | "section" | "scope" | "filters" | "unknown">;

const FIELD = "(?:cluster|node|namespace|controllerKind|controller|pod|container|label:[a-zA-Z0-9_]{1,317})";
const BY = new RegExp(`^${FIELD}$`);
export const FILTER_PATTERN = new RegExp(`^(${FIELD}):is:(.+)$`, "s");
const MOST_LETTERS = 2_000;

/** Steps as addresses have them, and as the service has them. */
const STEPS = [
  ["1h", "hour"],
  ["1d", "day"],
  ["1w", "week"],
  ["1mo", "month"],
] as const satisfies readonly (readonly [string, Step])[];

const STEP_TEXTS = STEPS.map(([written]) => written);

const StepSchema: z.ZodMiniType<Step> = z.enum(["hour", "day", "week", "month"]);

const AnyTextSchema = z.string().check(z.minLength(1), z.maxLength(MOST_LETTERS));
const WINDOWS = "a window such as 7d, last-month or 2026-11-01..2026-11-08";

/** Every key that stands once, by its place in the view; `f` may stand several times and is read by `filter-text.ts`. */
export const QUERY_KEYS: { readonly [Place in QueryPlace]: QueryKey<NonNullable<View[Place]>> } = {
  window: queryKey("w", { schema: WindowSchema, read: readWindow, write: writeWindow, wanted: WINDOWS }),
  timeZone: text("tz", z.string().check(z.refine(isTimeZone)), "a time zone such as Europe/Berlin"),
  step: queryKey("step", {
    schema: StepSchema,
    read: readStep,
    write: writeStep,
    wanted: STEP_TEXTS.join(", "),
  }),
  by: text(
    "by",
    z.custom<AggregateKey>(isAggregateKey),
    "cluster, namespace, controller, pod, node … or label:NAME",
  ),
  idle: text("idle", z.enum(IDLE_CHOICES), IDLE_CHOICES.join(", ")),
  versus: queryKey("vs", {
    schema: z.union([z.literal("prev"), WindowSchema]),
    read: (written) => (written === "prev" ? written : readWindow(written)),
    write: (versus: "prev" | ViewWindow) => (versus === "prev" ? versus : writeWindow(versus)),
    wanted: `prev, or ${WINDOWS}`,
  }),
  currency: text("cur", z.string().check(z.regex(/^[A-Z]{3}$/)), "three letters such as EUR"),
  sort: text(
    "sort",
    z.string().check(z.regex(/^-?[a-z][A-Za-z0-9]{0,31}$/)),
    "a column, or a minus sign and a column",
  ),
  tab: text("tab", z.string().check(z.regex(/^[a-z][a-z-]{0,31}$/)), "the name of a tab"),
  why: text("why", AnyTextSchema, "a row"),
  find: text("q", AnyTextSchema, "a text"),
};

function text<Value extends string>(
  key: string,
  schema: z.ZodMiniType<Value>,
  wanted: string,
): QueryKey<Value> {
  return queryKey(key, { schema, read: (written) => written, write: (value) => value, wanted });
}

function queryKey<Value>(key: string, { schema, read, write, wanted }: Wording<Value>): QueryKey<Value> {
  return {
    key,
    wanted,
    read: (written) => schema.safeParse(read(written)).data,
    write(value) {
      const checked = schema.safeParse(value);
      return checked.success ? write(checked.data) : undefined;
    },
  };
}

function isAggregateKey(value: unknown): boolean {
  return typeof value === "string" && BY.test(value);
}

const knownZones = new Map([["UTC", true]]);

/** Every link writes an address, and asking the browser for a zone takes longer than all the rest of it: the first time 30 ms. */
function isTimeZone(name: string): boolean {
  const known = knownZones.get(name) ?? isZoneOfBrowser(name);
  knownZones.set(name, known);
  return known;
}

function isZoneOfBrowser(name: string): boolean {
  // The service takes names alone: an offset such as +02:00 is read in two ways.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/** Reads `1h`; null where it is no step. */
function readStep(of: string): Step | null {
  return STEPS.find(([written]) => written === of)?.[1] ?? null;
}

function writeStep(step: Step): string {
  return STEPS.find(([, name]) => name === step)?.[0] ?? "";
}
