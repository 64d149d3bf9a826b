import type { FilterQuery, TimeseriesQuery } from "@kubecent/sdk";
import { costQuestion, plainQuestion } from "../data/view-question.ts";
import { type CostRow, rowFilter } from "../rows/cost-rows.ts";
import { levelOf } from "../rows/levels.ts";
import type { IdleChoice, View } from "../url/view.ts";

/** Over time idle is always spread by cost: the service has no equal parts of a stretch. */
export function wholeQuery(view: View, choice: IdleChoice): TimeseriesQuery {
  const { idle } = costQuestion(view, choice);
  return { ...plainQuestion(view), ...(idle && { idle }) };
}

/**
 * One question for all parts: what any of them may be called at each level. What has the name of one part and the place of
 * another comes along, and is left out by its key.
 */
export function partsQuery(view: View, idle: IdleChoice, rows: readonly CostRow[]): TimeseriesQuery {
  const own = rows.map((row) => plainQuestion({ ...view, ...rowFilter(view, row) }));
  return {
    ...wholeQuery({ ...view, scope: {}, filters: [] }, idle === "show" ? "hide" : idle),
    ...anyOf(own),
    aggregate: levelOf(view).aggregate,
  };
}

const FIELDS = ["cluster", "node", "namespace", "controllerKind", "controller", "pod", "container"] as const;

/** A filter that each of some filters is narrower than. A field that one of them leaves open is left open. */
export function anyOf(filters: readonly FilterQuery[]): FilterQuery {
  const fields = FIELDS.flatMap((field) =>
    namedUnion(
      field,
      filters.map((filter) => filter[field]),
    ),
  );
  const labels = Object.keys(filters[0]?.label ?? {}).flatMap((name) =>
    namedUnion(
      name,
      filters.map(({ label }) => label?.[name]),
    ),
  );
  return { ...Object.fromEntries(fields), ...(labels.length > 0 && { label: Object.fromEntries(labels) }) };
}

function namedUnion(
  name: string,
  values: readonly (string | readonly string[] | undefined)[],
): [name: string, values: string[]][] {
  const given = values.filter((each) => each !== undefined);
  return given.length === 0 || given.length < values.length ? [] : [[name, [...new Set(given.flat())]]];
}
