import * as fc from "fast-check";
import { settleFilters } from "../../../../dashboard/src/url/filter-text.ts";
import { IDLE_CHOICES, SCREENS, type View, type ViewScope } from "../../../../dashboard/src/url/view.ts";
import { type ViewWindow, WINDOW_PRESETS } from "../../../../dashboard/src/url/view-window.ts";

/** Names as nobody should give them: empty, dots, slashes, percent signs, markup, other scripts, half a letter. */
const name = fc.oneof(
  fc.constantFrom(
    "",
    ".",
    "..",
    "~",
    "~.",
    "a/b",
    "%2F",
    "%",
    "a b",
    "a+b",
    "?x=1#y",
    "<img src=x>",
    "مرحبا",
    "c",
    "ns",
  ),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);
const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
const label = fc.stringMatching(/^[a-z_]{1,8}$/).map((word) => `label:${word}` as const);
const field = fc.oneof(
  label,
  fc.constantFrom(
    ...(["cluster", "node", "namespace", "controllerKind", "controller", "pod", "container"] as const),
  ),
);

const day = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const window: fc.Arbitrary<ViewWindow> = fc.oneof(
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test's shorthand for the table's own keys
  fc.constantFrom(...(Object.keys(WINDOW_PRESETS) as (keyof typeof WINDOW_PRESETS)[])),
  fc
    .tuple(day, day)
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => (one < other ? { from: one, to: other } : { from: other, to: one })),
);

const scope: fc.Arbitrary<ViewScope> = fc
  .record({
    cluster: name,
    node: name,
    namespace: name,
    kind: name,
    workload: name,
    pod: name,
    container: name,
  })
  .chain((names) => fc.subarray(["n", "ns", "w", "pod", "k"]).map((levels) => scopeOf(names, levels)));

function scopeOf(names: Record<string, string>, levels: readonly string[]): ViewScope {
  return {
    cluster: names["cluster"],
    ...(levels.includes("n") && { node: names["node"] }),
    ...(levels.includes("ns") && { namespace: names["namespace"] }),
    ...(levels.includes("w") && { controllerKind: names["kind"], controller: names["workload"] }),
    ...(levels.includes("pod") && { pod: names["pod"] }),
    ...(levels.includes("k") && { container: names["container"] }),
  };
}

/** Every view that there can be. */
export const views: fc.Arbitrary<View> = fc
  .record({
    screen: fc.constantFrom(...SCREENS),
    section: fc.constant(null),
    scope: fc.oneof(fc.constant({}), scope),
    window,
    timeZone: fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata"),
    step: fc.constantFrom(null, "hour", "day", "week", "month"),
    by: fc.option(field),
    filters: fc.array(fc.record({ field, value: text }), { maxLength: 4 }).map(settleFilters),
    idle: fc.constantFrom(...IDLE_CHOICES),
    versus: fc.option(fc.oneof(fc.constant("prev" as const), window)),
    currency: fc.option(fc.constantFrom("EUR", "JPY")),
    sort: fc.option(fc.constantFrom("cost", "-cost", "-cpuCost", "name")),
    tab: fc.option(fc.constantFrom("table", "treemap")),
    why: fc.option(text),
    find: fc.oneof(fc.constant(""), text),
    unknown: fc.uniqueArray(fc.tuple(fc.constantFrom("x", "zz", "later"), text), {
      selector: ([key]) => key,
    }),
  })
  .map(settle);

/** Screens without a scope have none, and only settings have sections. */
function settle(view: View): View {
  const hasScope = view.screen !== "overview" && view.screen !== "settings";
  const section = view.screen === "settings" ? "tokens" : null;
  const unknown = view.unknown.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { ...view, section, unknown, scope: hasScope ? view.scope : {} };
}
