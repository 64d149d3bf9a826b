import { AlertRuleSetSchema, BudgetSetSchema, CostQuerySchema, ScopeSchema } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { appRouter } from "../../../server/src/api/router.ts";
import { proceduresOf } from "../../../server/src/api/procedures.ts";
import * as z from "zod";
import { validationError } from "../../../server/src/api/validation-error.ts";

function refusalOf(schema: z.ZodType, input: unknown) {
  const { error } = schema.safeParse(input);
  if (!error) throw new Error("The input is valid");
  return validationError(error);
}

test("a field that is not there is said to be missing", () => {
  const { message, details } = refusalOf(z.object({ name: z.string() }), {});

  expect(message).toBe("name: is missing: wanted a text");
  expect(details).toEqual([{ field: "name", message: "is missing: wanted a text", type: "invalid_type" }]);
});

test("of several ways to write a field, the one that was chosen says what is wrong", () => {
  const tooMany = Array<string>(101).fill("a");

  expect(refusalOf(CostQuerySchema, { namespace: tooMany }).message).toBe(
    "namespace: wanted at most 100 values",
  );
  expect(refusalOf(CostQuerySchema, { namespace: "\0" }).message).toBe(
    "namespace: must be one line of clean text",
  );
  expect(refusalOf(CostQuerySchema, { namespace: ["a", ""] }).message).toBe(
    "namespace.1: wanted at least 1 character",
  );
  expect(refusalOf(CostQuerySchema, { namespace: 5 }).message).toBe("namespace: wanted a text, or a list");
  expect(refusalOf(ScopeSchema, { clusters: ["a*b"], namespaces: "all" }).message).toBe(
    "clusters.0: may hold * at its end only",
  );
});

const KINDS = "budget, spend, anomaly, efficiency, newSpender, prices, coverage, late, recommendations";
const rule = { name: "r", when: { kind: "late", hours: 1 } };
test.each([
  {
    input: { ...rule, when: { kind: "bugdet" } },
    says: `when.kind: wanted one of ${KINDS}`,
  },
  { input: { ...rule, when: {} }, says: `when.kind: wanted one of ${KINDS}` },
  { input: { ...rule, when: "late" }, says: "when: found a text, wanted an object" },
  { input: { ...rule, when: { kind: "late", hours: 0 } }, says: "when.hours: wanted at least 1" },
  {
    input: { ...rule, by: "pod" },
    says: "by: wanted one of cluster, namespace, workload, or label: and a name",
  },
  { input: { ...rule, severity: "bad" }, says: "severity: wanted one of critical, warning, info" },
])("a rule with a wrong field is refused by what was wanted: $says", ({ input, says }) => {
  expect(refusalOf(AlertRuleSetSchema, input).message).toBe(says);
});

test("an amount that is a number is told to be a text", () => {
  const budget = { name: "b", currency: "EUR", period: { every: "month", zone: "UTC" }, thresholds: [] };

  expect(refusalOf(BudgetSetSchema, { ...budget, amount: 5 }).message).toContain(
    "amount: found a number, wanted a text",
  );
});

test("whatever is sent to whatever procedure, it is refused in words of ours", () => {
  const procedures = proceduresOf(appRouter).flatMap(({ input }) => input ?? []);
  const names = [
    "id",
    "name",
    "cluster",
    "when",
    "target",
    "kind",
    "period",
    "amount",
    "window",
    "limit",
    "by",
  ];
  const inputs = fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 2 }));

  fc.assert(
    fc.property(fc.constantFrom(...procedures), inputs, (schema, input) => {
      const { error } = schema.safeParse(input);
      const message = error ? validationError(error).message : "";

      expect(message).not.toMatch(/Invalid (input|option|discriminator|key)|Too (big|small): /);
    }),
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
