import { readExpression } from "../../../../../bench/prometheus/expression.ts";
import type { Series } from "../../../../../server/src/sources/prometheus/series/series.ts";
import { minute, type Point, seriesOf } from "./series-of.ts";

/** Answers an expression as Prometheus would for what was recorded around the hour; the recording is no longer than that. */
export function answerFrom(recorded: readonly Series[]): (expression: string) => Series[] {
  return (text) => {
    const expression = readExpression(text);
    const found = recorded.filter(
      ({ labels }) =>
        (expression.metric ?? labels["__name__"]) === labels["__name__"] &&
        expression.holds({ labels, valueAt: () => 0 }),
    );
    // Prometheus drops samples that are no numbers only in the reading of its answer.
    const finite = found.map(withoutInfinite).filter(({ times }) => times.length > 0);
    const one = (value: (values: Float64Array) => number): Series[] =>
      finite.map(({ labels, values }) => seriesOf(labels, [[minute(67.5), value(values)]]));
    if (expression.of === "samples") return finite;
    if (expression.of === "last") return one((values) => values.at(-1) ?? 0);
    if (expression.of === "lowest")
      return one((values) => values.reduce((least, each) => Math.min(least, each)));
    if (expression.of === "count") return one(({ length }) => length);
    if (expression.of === "changed") {
      return finite.filter(({ values }) => values.some((value) => value !== values[0]));
    }
    if (expression.of === "joined") return [];
    const groups = Map.groupBy(finite, ({ labels }) =>
      expression.by.map((name) => labels[name] ?? "").join("\n"),
    );
    return [...groups.values()].map((group) => {
      const labels = expression.by.map((name) => [name, group[0]?.labels[name] ?? ""] as const);
      return seriesOf(Object.fromEntries(labels.filter(([, value]) => value !== "")), [
        [minute(67.5), figureOf(group, expression.of)],
      ]);
    });
  };
}

function figureOf(group: readonly Series[], of: ReturnType<typeof readExpression>["of"]): number {
  if (of === "signs") return group.length;
  if (of === "largest") return Math.max(...group.map(({ values }) => values.at(-1) ?? 0));
  if (of === "growth") return Math.max(...group.map(({ values }) => (values.at(-1) ?? 0) - (values[0] ?? 0)));
  return group.reduce((sum, { times }) => sum + times.length, 0);
}

/** The series with another value at one place. */
export function withSample({ labels, times, values }: Series, place: number, value: number): Series {
  return { labels, times, values: values.with(place % values.length, value) };
}

function withoutInfinite({ labels, times, values }: Series): Series {
  const points = Array.from(times, (time, index): Point => [time, values[index] ?? Number.NaN]);
  return seriesOf(
    labels,
    points.filter(([, value]) => Number.isFinite(value)),
  );
}
