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
 * A quantity or an amount of money, null where OpenCost does not know it: it writes null for NaN and infinity,
 * and now and then a negative one that stands for nothing. Unknown is not zero.
 */
export const quantity = z
  .number()
  .or(z.string())
  .nullish()
  .transform((value) => (typeof value === "number" && value >= 0 && value < Number.MAX_VALUE ? value : null));

/** A quantity whose name must be there: an answer without it is none of OpenCost's. */
export const namedQuantity = z
  .number()
  .or(z.string())
  .nullable()
  .transform((value) => (typeof value === "number" && value >= 0 && value < Number.MAX_VALUE ? value : null));
