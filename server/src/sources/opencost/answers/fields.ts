import { z } from "zod";

/** A text that may be left out; "" then, and for the placeholders that OpenCost puts where it knows none. */
export const text = z
  .string()
  .nullish()
  .transform((value) => (!value || value === "__undefined__" || value === "__unknown__" ? "" : value));

/** Labels, by name; none where the answer has none. */
export const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value): Readonly<Record<string, string>> => value ?? {});

/** A moment in RFC 3339. */
export const instant = z.string().transform((value, context) => {
  const time = Date.parse(value);
  if (Number.isNaN(time)) context.addIssue({ code: "custom", message: `${value} is no RFC 3339 time` });
  return time;
});

/**
 * More than any container, node, disk or hour has. A larger figure is a fault, of which OpenCost is known for a
 * few (opencost#1484), and would drown all others.
 */
export const MOST = {
  cores: 100_000,
  ramBytes: 2 ** 50,
  diskBytes: 2 ** 54,
  gpus: 10_000,
  money: 1e6,
} as const;

const figure = z.number().or(z.string());

/**
 * A quantity or an amount of money, null where OpenCost does not know it: it writes null for NaN and infinity,
 * and now and then a figure that is beyond `most` or negative. Unknown is not zero.
 */
export function quantity(most: number) {
  return figure.nullish().transform((value) => believed(value, most));
}

/** A quantity whose name must be there: an answer without it is none of OpenCost's. */
export function namedQuantity(most: number) {
  return figure.nullable().transform((value) => believed(value, most));
}

function believed(value: number | string | null | undefined, most: number): number | null {
  return typeof value === "number" && value >= 0 && value <= most ? value : null;
}
