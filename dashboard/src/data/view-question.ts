import type { CostQuery, CostWithIdleQuery, FilterQuery, WindowQuery } from "@kubecent/sdk";
import type { IdleChoice, View, ViewFilter, ViewScope } from "../url/view.ts";
import { windowQuery } from "../url/view-window.ts";

/** The window, scope, filters and currency of a view, as every question about cost takes them. */
export type PlainQuestion = WindowQuery & FilterQuery & Pick<CostQuery, "currency">;

/** What a view asks about, without a word on idle. */
export function plainQuestion(view: View): PlainQuestion {
  return {
    ...windowQuery(view.window, view.timeZone),
    ...filterQuery(view.scope, view.filters),
    ...(view.currency !== null && { currency: view.currency }),
  };
}

/** The same with what becomes of idle. */
export function costQuestion(view: View, idle: IdleChoice = view.idle): CostWithIdleQuery {
  return { ...plainQuestion(view), ...IDLE_QUERIES[idle] };
}

/** The window to compare with, as `cost.compare` takes it; nothing where it is the one just before. */
export function beforeQuestion(view: View): {
  beforeWindow?: WindowQuery["window"];
  beforeStart?: string | undefined;
  beforeEnd?: string | undefined;
} {
  if (view.versus === null || view.versus === "prev") return {};
  const { window, start, end } = windowQuery(view.versus, view.timeZone);
  return window === undefined ? { beforeStart: start, beforeEnd: end } : { beforeWindow: window };
}

const IDLE_QUERIES: Readonly<Record<IdleChoice, Pick<CostWithIdleQuery, "idle" | "share">>> = {
  show: { idle: "show" },
  hide: {},
  weight: { idle: "share" },
  even: { idle: "share", share: "even" },
};

const SCOPE_FIELDS = [
  "cluster",
  "node",
  "namespace",
  "controllerKind",
  "controller",
  "pod",
  "container",
] as const;

/** Scope and filters together. The scope is the narrower: a filter of the same field says nothing beside it. */
function filterQuery(scope: ViewScope, filters: readonly ViewFilter[]): FilterQuery {
  const names = SCOPE_FIELDS.map((field) => [field, valuesOf(scope, filters, field)] as const);
  const labels = Map.groupBy(
    filters.filter(({ field }) => field.startsWith("label:")),
    ({ field }) => field.slice("label:".length),
  );
  return {
    ...Object.fromEntries(names.filter(([, values]) => values.length > 0)),
    ...(labels.size > 0 && {
      label: Object.fromEntries([...labels].map(([name, of]) => [name, of.map(({ value }) => value)])),
    }),
  };
}

function valuesOf(
  scope: ViewScope,
  filters: readonly ViewFilter[],
  field: (typeof SCOPE_FIELDS)[number],
): string[] {
  const place = scope[field];
  // "" and names between underscores stand for what has no name, which the service takes by no filter.
  if (place !== undefined) return place === "" ? [] : [place];
  return filters.filter((filter) => filter.field === field).map(({ value }) => value);
}
