import { CostQuerySchema, ScopeSchema } from "@kubecent/shared";
import { expect, test } from "vitest";
import * as z from "zod";
import { validationError } from "../../../server/src/api/validation-error.ts";

function refusalOf(schema: z.ZodType, input: unknown) {
  const { error } = schema.safeParse(input);
  if (!error) throw new Error("The input is valid");
  return validationError(error);
}

test("a field that is not there is said to be missing", () => {
  const { message, details } = refusalOf(z.object({ name: z.string() }), {});

  expect(message).toBe("name: is missing: expected string");
  expect(details).toEqual([{ field: "name", message: "is missing: expected string", type: "invalid_type" }]);
});

test("of several ways to write a field, the one that was chosen says what is wrong", () => {
  const tooMany = Array<string>(101).fill("a");

  expect(refusalOf(CostQuerySchema, { namespace: tooMany }).message).toMatch(/^namespace: Too big: .*<=100/);
  expect(refusalOf(CostQuerySchema, { namespace: "\0" }).message).toBe(
    "namespace: must be one line of clean text",
  );
  expect(refusalOf(CostQuerySchema, { namespace: ["a", ""] }).message).toMatch(/^namespace\.1: Too small/);
  expect(refusalOf(CostQuerySchema, { namespace: 5 }).message).toBe("namespace: Invalid input");
  expect(refusalOf(ScopeSchema, { clusters: ["a*b"], namespaces: "all" }).message).toBe(
    "clusters.0: may hold * at its end only",
  );
});

test("a thousand unknown fields with endless names make a short answer", () => {
  const input = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`${i}${"a".repeat(10_000)}`, 1]));

  const { message, details } = refusalOf(z.strictObject({}), input);

  expect(details).toHaveLength(20);
  expect(message.length).toBeLessThan(5_000);
});

test("a long name is never cut in the middle of a character", () => {
  const { details } = refusalOf(z.strictObject({}), { [`a${"😀".repeat(200)}`]: 1 });

  expect(details[0]?.field.isWellFormed()).toBe(true);
});
